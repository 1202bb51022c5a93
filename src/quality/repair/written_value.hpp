// How numbers and moments are written, and how to write the same one otherwise.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aftercare::quality {

/// Runs of digits become '9', of letters 'a', of Chinese characters '汉', of spaces ' '.
std::string run_mask(std::string_view value);
/// Character by character: digit '9', 'a', 'A'; anything else itself.
std::string exact_mask(std::string_view value);

struct MomentStyle {
  enum class Order : std::uint8_t { year_first, day_first, month_first };
  enum class Time : std::uint8_t { none, minutes, seconds };
  Order order = Order::year_first;
  char separator = '-';  // '-', '/', '.'; '0': none; 'h': 年月日.
  char joint = ' ';      // Between day and time: ' ' or 'T'.
  Time time = Time::none;
  bool padded_day = true;
  bool padded_hour = true;
  bool operator==(const MomentStyle&) const = default;
};

struct WrittenMoment {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  MomentStyle style;
  bool shows_day_padding = false;   // Month or day is below ten, so the style's padding is seen.
  bool shows_hour_padding = false;  // The same of the hour.
  bool unsure_order = false;        // Day and month could be exchanged.
};

/// Common ways of writing a day, with or without time; not a time alone, not with a zone.
std::optional<WrittenMoment> parse_moment(std::string_view value);
/// Empty if the style asks for seconds or a time that the moment does not have.
std::string write_moment(const WrittenMoment& moment, const MomentStyle& style);

struct WrittenNumber {
  bool negative = false;
  std::string whole;     // Digits, at least one, no leading zeros but the last.
  std::string fraction;  // Digits as written.
  bool plain = false;    // Only sign, digits, point: nothing to take off.
};
/// Plain, or with currency sign, thousands commas, 元, 万, 亿, full-width digits.
/// "1.2万" is 12000. Percentages and anything doubtful are no number.
std::optional<WrittenNumber> parse_number(std::string_view value);
/// With exactly `decimals` decimals; empty if that would round.
std::string write_number(const WrittenNumber& number, std::optional<std::size_t> decimals);

}  // namespace aftercare::quality
