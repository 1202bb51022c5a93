#include "simulate/clock.hpp"

#include <chrono>

namespace aftercare::simulate {
namespace {

struct ClockTime {
  int hour;
  int minute;
  int second;
};

ClockTime clock_time_of(Second at) {
  const auto rest = static_cast<int>(((at % kDay) + kDay) % kDay);
  return {rest / 3600, rest / 60 % 60, rest % 60};
}

void append_two(std::string& to, int number) {
  to.push_back(static_cast<char>('0' + number / 10));
  to.push_back(static_cast<char>('0' + number % 10));
}

void append_clock(std::string& to, Second at) {
  const auto time = clock_time_of(at);
  append_two(to, time.hour);
  to.push_back(':');
  append_two(to, time.minute);
  to.push_back(':');
  append_two(to, time.second);
}

}  // namespace

Civil civil_of(Second at) {
  const auto days = std::chrono::floor<std::chrono::days>(std::chrono::seconds{at});
  const std::chrono::year_month_day parts{std::chrono::sys_days{days}};
  return {static_cast<int>(parts.year()), static_cast<int>(static_cast<unsigned>(parts.month())),
          static_cast<int>(static_cast<unsigned>(parts.day()))};
}

int weekday_of(Second at) {
  const auto days = at >= 0 ? at / kDay : (at - kDay + 1) / kDay;
  return static_cast<int>(((days + 3) % 7 + 7) % 7);  // 1970-01-01 was a Thursday.
}

void append_number(std::string& to, std::int64_t number, int least_digits) {
  char digits[24];
  int size = 0;
  const bool negative = number < 0;
  auto rest = static_cast<std::uint64_t>(negative ? -number : number);
  do {
    digits[size++] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (negative) to.push_back('-');
  for (int i = size; i < least_digits; ++i) to.push_back('0');
  while (size > 0) to.push_back(digits[--size]);
}

void append_date(std::string& to, Second at) {
  const auto day = civil_of(at);
  append_number(to, day.year, 4);
  to.push_back('-');
  append_two(to, day.month);
  to.push_back('-');
  append_two(to, day.day);
}

void append_compact_date(std::string& to, Second at) {
  const auto day = civil_of(at);
  append_number(to, day.year, 4);
  append_two(to, day.month);
  append_two(to, day.day);
}

void append_plain(std::string& to, Second at) {
  if (at == kNever) return;
  append_date(to, at);
  to.push_back(' ');
  append_clock(to, at);
}

void append_slashed(std::string& to, Second at) {
  if (at == kNever) return;
  const auto day = civil_of(at);
  const auto time = clock_time_of(at);
  append_number(to, day.year);
  to.push_back('/');
  append_number(to, day.month);
  to.push_back('/');
  append_number(to, day.day);
  to.push_back(' ');
  append_number(to, time.hour);
  to.push_back(':');
  append_two(to, time.minute);
}

void append_iso(std::string& to, Second at, const std::string& offset) {
  if (at == kNever) return;
  append_date(to, at);
  to.push_back('T');
  append_clock(to, at);
  to += offset;
}

std::string offset_on(const records::Zone& zone, Second at) {
  const std::chrono::local_time<std::chrono::microseconds> noon{
      std::chrono::seconds{at - at % kDay + 12 * kHour}};
  const auto utc = zone.to_moment(noon);
  const auto ahead = std::chrono::duration_cast<std::chrono::minutes>(noon.time_since_epoch() -
                                                                      utc.time_since_epoch())
                         .count();
  std::string text(1, ahead < 0 ? '-' : '+');
  const auto size = static_cast<int>(ahead < 0 ? -ahead : ahead);
  append_two(text, size / 60);
  text.push_back(':');
  append_two(text, size % 60);
  return text;
}

}  // namespace aftercare::simulate
