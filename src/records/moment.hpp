// Points in time and calendar days.
//
// Inside the program a moment is microseconds since 1970 in UTC; a source's local
// time is turned into it with the source's zone. A day is what the workspace's zone calls it.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aftercare::records {

using Moment = std::chrono::sys_time<std::chrono::microseconds>;
using Day = std::chrono::sys_days;

/// A time zone by its IANA name. Cheap to copy, valid for the whole run, safe between threads.
class Zone {
 public:
  /// Fails (usage) on a name the zone database does not know. "UTC" always works.
  static base::Result<Zone> named(std::string_view name);
  static Zone utc();

  const std::string& name() const;
  /// Local wall time to UTC. A time that daylight saving skips or repeats takes the earlier offset.
  Moment to_moment(std::chrono::local_time<std::chrono::microseconds> local) const;
  std::chrono::local_time<std::chrono::microseconds> to_local(Moment moment) const;
  Day day_of(Moment moment) const;
  /// First moment of a day.
  Moment start_of(Day day) const;

 private:
  explicit Zone(const void* zone) : zone_(zone) {}
  const void* zone_;
};

/// "2026-03-01T08:00:05Z", with microseconds only if there are any.
std::string to_iso(Moment moment);
/// "2026-03-01 08:00:05" in the zone.
std::string to_local_text(Moment moment, const Zone& zone);
/// "2026-03-01".
std::string to_iso(Day day);
/// Strictly YYYY-MM-DD, a real calendar day.
std::optional<Day> parse_day(std::string_view text);

}  // namespace aftercare::records
