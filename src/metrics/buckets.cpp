#include "metrics/buckets.hpp"

namespace aftercare::metrics {

namespace chrono = std::chrono;

records::Day first_day_of(records::Day day, store::DayUnit unit) {
  switch (unit) {
    case store::DayUnit::day:
      break;
    case store::DayUnit::week:
      return day - (chrono::weekday(day) - chrono::Monday);
    case store::DayUnit::month: {
      const chrono::year_month_day date(day);
      return chrono::sys_days(date.year() / date.month() / 1);
    }
  }
  return day;
}

records::Day last_day_of(records::Day bucket, store::DayUnit unit) {
  if (unit == store::DayUnit::month)
    return first_day_of(bucket + chrono::days(31), unit) - chrono::days(1);
  return bucket + chrono::days(unit == store::DayUnit::week ? 6 : 0);
}

std::vector<records::Day> buckets_between(records::Day from, records::Day to, store::DayUnit unit) {
  std::vector<records::Day> buckets;
  for (auto bucket = first_day_of(from, unit); bucket <= to;) {
    buckets.push_back(bucket);
    if (unit == store::DayUnit::month)
      bucket = first_day_of(bucket + chrono::days(31), unit);
    else
      bucket += chrono::days(unit == store::DayUnit::week ? 7 : 1);
  }
  return buckets;
}

std::uint64_t most_buckets(records::Day from, records::Day to, store::DayUnit unit) {
  if (from > to) return 0;
  const auto days = static_cast<std::uint64_t>((to - from).count()) + 1;
  const std::uint64_t least = unit == store::DayUnit::day    ? 1
                              : unit == store::DayUnit::week ? 7
                                                             : 28;
  return days / least + 2;
}

}  // namespace aftercare::metrics
