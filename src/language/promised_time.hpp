// By when something is promised: "48小时内", "3-5个工作日", "within two days", "by Monday".
//
// A length of time counts from the moment it was said; of a range the longer end counts, and days,
// weeks and months last to the end of their last day in the workspace's zone. What counts from
// something else ("收到退货后3天内", "within 7 days of delivery") has no instant that could be
// told.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "records/business_calendar.hpp"
#include "records/moment.hpp"

namespace aftercare::language {

struct PromiseClock {
  records::Moment said;
  records::Zone zone = records::Zone::utc();
  const records::BusinessCalendar* calendar = nullptr;  // Whose days are working days.
};

struct PromisedTime {
  std::size_t begin = 0;  // Bytes of the sentence.
  std::size_t end = 0;
  records::Moment due;
};

/// The first length of time at or behind `from` that something may be promised by. `sentence` is
/// normal text in lower case.
std::optional<PromisedTime> promised_length(std::string_view sentence, std::size_t from,
                                            const PromiseClock& clock);

/// The last instant of a date as date_value() tells it. A weekday or a day of a month without more
/// words is the next one. None for what lies before `said`, or is a whole year.
std::optional<records::Moment> promised_date(std::string_view said, std::string_view value,
                                             const PromiseClock& clock);

}  // namespace aftercare::language
