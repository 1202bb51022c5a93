#include "records/moment.hpp"

#include <date/tz.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <charconv>

namespace aftercare::records {
namespace {

using std::chrono::microseconds;

const date::time_zone* zone_at(const void* zone) {
  return static_cast<const date::time_zone*>(zone);
}

struct Parts {
  std::chrono::year_month_day day;
  std::chrono::hh_mm_ss<microseconds> time;
};

template <typename Point>
Parts parts_of(Point point) {
  const auto days = std::chrono::floor<std::chrono::days>(point);
  return {std::chrono::year_month_day{Day{days.time_since_epoch()}},
          std::chrono::hh_mm_ss<microseconds>{point - days}};
}

std::string write(const Parts& parts, char between) {
  const auto text = fmt::format(
      "{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", static_cast<int>(parts.day.year()),
      static_cast<unsigned>(parts.day.month()), static_cast<unsigned>(parts.day.day()), between,
      parts.time.hours().count(), parts.time.minutes().count(), parts.time.seconds().count());
  const auto rest = parts.time.subseconds().count();
  return rest == 0 ? text : fmt::format("{}.{:06}", text, rest);
}

}  // namespace

base::Result<Zone> Zone::named(std::string_view name) {
  try {
    return Zone(date::locate_zone(std::string(name)));
  } catch (const std::runtime_error&) {
    return base::failure(fmt::format("unknown time zone: {}", name),
                         fmt::format("未知的时区:{}", name));
  }
}

Zone Zone::utc() {
  return Zone(date::locate_zone("Etc/UTC"));
}

const std::string& Zone::name() const {
  return zone_at(zone_)->name();
}

Moment Zone::to_moment(std::chrono::local_time<microseconds> local) const {
  const date::local_time<microseconds> there{local.time_since_epoch()};
  return Moment{zone_at(zone_)->to_sys(there, date::choose::earliest).time_since_epoch()};
}

std::chrono::local_time<microseconds> Zone::to_local(Moment moment) const {
  const auto local =
      zone_at(zone_)->to_local(date::sys_time<microseconds>{moment.time_since_epoch()});
  return std::chrono::local_time<microseconds>{local.time_since_epoch()};
}

Day Zone::day_of(Moment moment) const {
  const auto local = std::chrono::floor<std::chrono::days>(to_local(moment));
  return Day{local.time_since_epoch()};
}

Moment Zone::start_of(Day day) const {
  return to_moment(std::chrono::local_time<microseconds>{day.time_since_epoch()});
}

std::string to_iso(Moment moment) {
  return write(parts_of(moment), 'T') + "Z";
}

std::string to_local_text(Moment moment, const Zone& zone) {
  return write(parts_of(zone.to_local(moment)), ' ');
}

std::string to_iso(Day day) {
  const std::chrono::year_month_day parts{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(parts.year()),
                     static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day()));
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [text](std::size_t at, std::size_t size) -> int {
    int value = 0;
    const auto* end = text.data() + at + size;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value);
    return error == std::errc{} && stop == end ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day parts{std::chrono::year{year},
                                          std::chrono::month{static_cast<unsigned>(month)},
                                          std::chrono::day{static_cast<unsigned>(day)}};
  if (!parts.ok()) return std::nullopt;
  return Day{parts};
}

}  // namespace aftercare::records
