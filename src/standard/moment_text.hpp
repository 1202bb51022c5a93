// Dates and times as sources write them.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "records/moment.hpp"

namespace aftercare::standard {

/// How a date that is ambiguous by itself has to be read. A mapping declares it.
enum class DateFormat {
  plain,           // Only what has one reading.
  month_day_year,  // "03/01/2026" is the first of March.
  day_month_year,  // "03/01/2026" is the third of January.
  excel_serial,    // Days since 1899-12-30, with a fraction.
};

/// nothing for an unknown name. "month/day/year", "day/month/year", "excel".
std::optional<DateFormat> date_format_of(std::string_view name);

/// Reads many texts of one zone; keeps what it learnt of the zone. Not safe between threads.
class MomentReader {
 public:
  explicit MomentReader(const records::Zone& zone, DateFormat format = DateFormat::plain)
      : zone_(zone), format_(format) {}

  const records::Zone& zone() const { return zone_; }

  /// Microseconds UTC. ISO with or without zone, "2026/3/1 8:00", "20260301[080005]",
  /// "2026年3月1日 下午8时5分", "Mon, 02 Mar 2026 08:00:05 +0800", unix seconds (10 digits) and
  /// milliseconds (13). A text without zone is local time of the zone. Nothing for a day
  /// that is in no calendar, a time that is on no clock, or two possible readings.
  std::optional<std::int64_t> moment(std::string_view text);
  /// Days since 1970 of the date as written.
  std::optional<std::int64_t> day(std::string_view text);

 private:
  std::int64_t to_utc(std::int64_t local);

  struct KnownDay {
    std::int64_t day = INT64_MIN;
    std::int64_t offset = 0;
  };
  records::Zone zone_;
  DateFormat format_;
  std::array<KnownDay, 256> known_{};
};

}  // namespace aftercare::standard
