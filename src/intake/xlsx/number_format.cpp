#include "intake/xlsx/number_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <system_error>

namespace aftercare::intake {
namespace {

constexpr double kLastDay = 2958466;  // Behind 9999-12-31.
constexpr int kKeptDigits = 15;       // Of a number, in Excel and WPS.

bool is_ascii_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

// The first section of a format code, lower case, without what is shown as it stands.
std::string bare_code(std::string_view code, bool& elapsed) {
  std::string bare;
  for (std::size_t at = 0; at < code.size() && code[at] != ';'; ++at) {
    const char byte = code[at];
    if (byte == '"') {
      at = std::min(code.find('"', at + 1), code.size() - 1);
    } else if (byte == '\\' || byte == '_' || byte == '*') {
      ++at;
    } else if (byte == '[') {
      const auto end = std::min(code.find(']', at), code.size());
      const auto inside = code.substr(at + 1, end - at - 1);
      const bool one_letter = !inside.empty() && std::ranges::all_of(inside, [&](char letter) {
        return (letter | 32) == (inside.front() | 32);
      });
      if (one_letter && std::string_view("hmsHMS").find(inside.front()) != std::string_view::npos)
        elapsed = true;
      at = end;
    } else {
      bare.push_back(byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte);
    }
  }
  return bare;
}

struct Decimal {
  bool negative = false;
  std::string digits;  // Without point; no zeros at either end but one digit at least.
  int point = 0;       // Digits before the point: 0.00123 is "123" with -2.
};

// The decimal that the text writes, digit by digit; nothing if it is no number.
std::optional<Decimal> decimal_of(std::string_view text) {
  Decimal decimal;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+'))
    decimal.negative = text[at++] == '-';
  bool point_seen = false;
  std::size_t digits = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !point_seen) {
      point_seen = true;
      continue;
    }
    if (!is_ascii_digit(text[at])) break;
    ++digits;
    decimal.digits.push_back(text[at]);
    if (!point_seen) ++decimal.point;
  }
  if (digits == 0 || text.size() > 64) return std::nullopt;
  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
    if (++at < text.size() && text[at] == '+') ++at;
    int exponent = 0;
    const auto [end, error] =
        std::from_chars(text.data() + at, text.data() + text.size(), exponent);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (exponent > 400 || exponent < -400) return std::nullopt;
    decimal.point += exponent;
  }
  const auto first = std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size() - 1);
  decimal.digits.erase(0, first);
  decimal.point -= static_cast<int>(first);
  while (decimal.digits.size() > 1 && decimal.digits.back() == '0') decimal.digits.pop_back();
  if (decimal.digits == "0") decimal = {false, "0", 1};
  return decimal;
}

std::string to_text(const Decimal& decimal) {
  const auto& digits = decimal.digits;
  const int size = static_cast<int>(digits.size());
  std::string text = decimal.negative ? "-" : "";
  if (decimal.point > 40 || decimal.point < -20) {  // No person writes these out.
    text += digits.substr(0, 1);
    if (size > 1) text += "." + digits.substr(1);
    return text + fmt::format("E{:+d}", decimal.point - 1);
  }
  if (decimal.point <= 0)
    return text + "0." + std::string(static_cast<std::size_t>(-decimal.point), '0') + digits;
  const auto whole = static_cast<std::size_t>(decimal.point);
  if (size <= decimal.point) return text + digits + std::string(whole - digits.size(), '0');
  return text + digits.substr(0, whole) + "." + digits.substr(whole);
}

// A double writes 0.1 as 0.10000000000000001: people see 15 digits of it. A whole number that
// stands in the file digit by digit is one that somebody wrote so, and is kept.
void round_noise(Decimal& decimal, std::string_view raw) {
  const bool plain = std::ranges::all_of(raw, is_ascii_digit);
  if (plain || decimal.digits.size() <= static_cast<std::size_t>(kKeptDigits)) return;
  const bool up = decimal.digits[kKeptDigits] >= '5';
  decimal.digits.resize(kKeptDigits);
  if (up) {
    int at = kKeptDigits - 1;
    while (at >= 0 && decimal.digits[static_cast<std::size_t>(at)] == '9')
      decimal.digits[static_cast<std::size_t>(at--)] = '0';
    if (at >= 0) {
      ++decimal.digits[static_cast<std::size_t>(at)];
    } else {
      decimal.digits.insert(0, "1");
      ++decimal.point;
    }
  }
  while (decimal.digits.size() > 1 && decimal.digits.back() == '0') decimal.digits.pop_back();
}

std::string time_text(std::int64_t milliseconds) {
  auto text = fmt::format("{:02}:{:02}:{:02}", milliseconds / 3'600'000, milliseconds / 60'000 % 60,
                          milliseconds / 1000 % 60);
  if (milliseconds % 1000 != 0) text += fmt::format(".{:03}", milliseconds % 1000);
  return text;
}

// Days since 1970 as a date. After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
std::string date_text(std::int64_t days) {
  days += 719468;
  const std::int64_t era = days / 146097, of_era = days - era * 146097;
  const std::int64_t year_of_era =
      (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const std::int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * of_year + 2) / 153;
  const std::int64_t day = of_year - (153 * shifted + 2) / 5 + 1;
  const std::int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

// Nothing where the number is no moment that a workbook shows.
std::optional<std::string> moment_text(double serial, bool since_1904) {
  if (!(serial >= 0) || serial >= kLastDay) return std::nullopt;
  // What people wrote had whole seconds, or milliseconds; a double of a day is near them.
  const auto milliseconds = std::llround(serial * 86'400'000.0);
  const std::int64_t day = milliseconds / 86'400'000, in_day = milliseconds % 86'400'000;
  if (day == 0 && !since_1904) {
    if (in_day == 0) return std::nullopt;
    return time_text(in_day);
  }
  if (day == 0 && in_day != 0) return time_text(in_day);
  std::string text;
  if (since_1904)
    text = date_text(day - 24107);
  else if (day == 60)
    text = "1900-02-29";  // Never was, but workbooks count it.
  else
    text = date_text(day - (day > 60 ? 25569 : 25568));
  return in_day == 0 ? text : text + " " + time_text(in_day);
}

}  // namespace

NumberFormat format_of_code(std::string_view code) {
  bool elapsed = false;
  const auto bare = bare_code(code, elapsed);
  if (elapsed) return {NumberKind::duration, 0};
  if (bare.find("general") != bare.npos || bare.find('@') != bare.npos) return {};
  for (std::size_t at = 0; at < bare.size(); ++at) {
    const char next = at + 1 < bare.size() ? bare[at + 1] : ' ';
    if (bare[at] == 'e' && next != '+' && next != '-') return {NumberKind::moment, 0};
    if (std::string_view("ydmhs").find(bare[at]) != std::string_view::npos)
      return {NumberKind::moment, 0};
  }
  if (bare.find('%') != bare.npos) return {NumberKind::percent, 0};
  if (bare.size() > 1 && bare.size() <= 32 && bare == std::string(bare.size(), '0'))
    return {NumberKind::number, static_cast<std::uint8_t>(bare.size())};
  return {};
}

NumberFormat format_of_builtin(unsigned id) {
  const auto within = [id](unsigned low, unsigned high) { return id >= low && id <= high; };
  if (id == 46) return {NumberKind::duration, 0};
  if (id == 9 || id == 10) return {NumberKind::percent, 0};
  if (within(14, 22) || within(27, 36) || id == 45 || id == 47 || within(50, 58))
    return {NumberKind::moment, 0};
  return {};
}

NumberText number_text(std::string_view raw, const NumberFormat& format, bool since_1904) {
  auto decimal = decimal_of(raw);
  if (!decimal) return {std::string(raw), false};
  if (format.kind == NumberKind::moment || format.kind == NumberKind::duration) {
    const double serial = std::strtod(std::string(raw).c_str(), nullptr);
    if (format.kind == NumberKind::moment) {
      if (auto text = moment_text(serial, since_1904)) return {std::move(*text), false};
    } else if (std::abs(serial) < kLastDay) {
      const auto size = std::llround(std::abs(serial) * 86'400'000.0);
      return {(serial < 0 && size > 0 ? "-" : "") + time_text(size), false};
    }
  }
  round_noise(*decimal, raw);
  if (format.kind == NumberKind::percent) {
    if (decimal->digits != "0") decimal->point += 2;
    return {to_text(*decimal) + "%", false};
  }
  const bool whole = decimal->point >= static_cast<int>(decimal->digits.size());
  const bool plain = std::ranges::all_of(raw, is_ascii_digit);
  NumberText number{to_text(*decimal), whole && decimal->point > kKeptDigits && !plain};
  // Written out by Excel, a long number ends in the zeros that stand for what it forgot.
  if (plain && raw.size() > static_cast<std::size_t>(kKeptDigits) && raw.front() != '0') {
    number.text = raw;
    number.digits_lost = decimal->digits.size() <= static_cast<std::size_t>(kKeptDigits);
  }
  if (whole && !decimal->negative && number.text.size() < format.padded)
    number.text.insert(0, format.padded - number.text.size(), '0');
  return number;
}

}  // namespace aftercare::intake
