// The day, month or stretch of time that a found date means.
//
// "昨天", "上周三", "3 days ago" mean something only against the moment of the text, in the time
// zone of the workspace; "3月5号" takes that moment's year, or the one before where it would lie
// more than 90 days ahead; a weekday alone is the last one, or the next before 前 or 之前. What no
// moment is known for stays open.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "records/moment.hpp"

namespace aftercare::language {

/// Against what a text's dates are read.
struct DateContext {
  std::optional<records::Moment> moment;  // When it was written; none: not known.
  records::Zone zone = records::Zone::utc();
};

/// ISO 8601: "2026-03-05", "2026-03", "2026", "2026-03-05T20:00" or a stretch
/// "2026-03-02/2026-03-08", its last day or hour included; a part of a day is its hours
/// ("2026-03-05T12:00/2026-03-05T18:00"). Empty if it cannot be told. `said` is normal text,
/// `next` what stands behind it.
std::string date_value(std::string_view said, std::string_view next, const DateContext& context);

}  // namespace aftercare::language
