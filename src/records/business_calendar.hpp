// When somebody is there to answer: shifts of a week, holidays and made-up working days.
//
// Definitions are data (catalog/calendars.yaml). A shift belongs to the day on which it begins, so
// one over midnight goes on into a holiday, and none begins on one. Wall times are those of the
// calendar's zone; between them real time counts, so a night of daylight saving is an hour longer
// or shorter.

#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "records/moment.hpp"

namespace aftercare::records {

/// Open wall time of a day, from its midnight; over midnight `to` is more than 24 hours.
struct BusinessShift {
  std::chrono::minutes from;
  std::chrono::minutes to;
};

/// Immutable; cheap to copy; safe between threads.
class BusinessCalendar {
 public:
  /// The calendar of that name, the workspace's file over the shipped one. `zone` is used where the
  /// calendar names none. Fails (usage) with file and line of what is wrong.
  static base::Result<BusinessCalendar> load(const std::filesystem::path& workspace,
                                             std::string_view name, const Zone& zone);

  /// Open seconds between two moments; none if `to` is the earlier, or a moment lies outside the
  /// years 2000 to 2049.
  std::optional<double> seconds_between(Moment from, Moment to) const;

  /// The earliest moment by which so many open seconds have passed since `from`; `from` itself for
  /// none. None if one of the two lies outside the years 2000 to 2049.
  std::optional<Moment> moment_after(Moment from, double seconds) const;

  /// Tells apart calendars that could count differently.
  const std::string& stamp() const;

 private:
  struct Rules;
  class Spans;
  explicit BusinessCalendar(Rules rules);
  // None: the file has no calendar of this name.
  static base::Result<std::optional<BusinessCalendar>> read(const std::filesystem::path& file,
                                                            std::string_view name,
                                                            const Zone& zone);

  std::shared_ptr<const Spans> spans_;
};

}  // namespace aftercare::records
