#include "quality/profile/value_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/utf8.hpp"
#include "quality/profile/date_reading.hpp"
#include "text/check_digit.hpp"
#include "text/width.hpp"

namespace aftercare::quality {
namespace {

// What kinds of bytes a value has.
enum ByteClass : std::uint16_t {
  kDigitByte = 1,
  kPointByte = 2,  // .
  kCommaByte = 4,  // ,
  kSignByte = 8,   // + -
  kLetterByte = 16,
  kSlashByte = 32,  // / :
  kSpaceByte = 64,
  kBracketByte = 128,  // ( )
  kAtByte = 256,
  kPercentByte = 512,
  kHighByte = 1024,  // Beyond ASCII.
  kStarByte = 2048,
  kOtherByte = 4096,
};

constexpr auto kByteClasses = [] {
  std::array<std::uint16_t, 256> classes{};
  for (int i = 0; i < 256; ++i) {
    const auto c = static_cast<unsigned char>(i);
    classes[c] = c >= '0' && c <= '9'                               ? kDigitByte
                 : (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? kLetterByte
                 : c == '.'                                         ? kPointByte
                 : c == ','                                         ? kCommaByte
                 : c == '+' || c == '-'                             ? kSignByte
                 : c == '/' || c == ':'                             ? kSlashByte
                 : c == ' ' || (c >= 9 && c <= 13)                  ? kSpaceByte
                 : c == '(' || c == ')'                             ? kBracketByte
                 : c == '@'                                         ? kAtByte
                 : c == '%'                                         ? kPercentByte
                 : c == '*'                                         ? kStarByte
                 : c >= 0x80                                        ? kHighByte
                                                                    : kOtherByte;
  }
  return classes;
}();

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<double> plain_number(std::string_view text) {
  if (text.empty()) return {};
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

// With commas before groups of three.
std::optional<double> grouped_number(std::string_view text) {
  std::string plain;
  const auto point = std::min(text.find('.'), text.size());
  std::size_t since = 0;
  bool grouped = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != ',') {
      plain += text[i];
      ++since;
      continue;
    }
    if (i > point || since == 0 || (grouped && since != 3)) return {};
    grouped = true;
    since = 0;
  }
  const auto behind =
      point - std::min(point, text.rfind(',') == text.npos ? 0 : text.rfind(',') + 1);
  if (grouped && behind != 3) return {};
  return plain_number(plain);
}

std::optional<double> money_of(std::string_view text) {
  bool marked = false;
  bool negative = take_word(text, "-");
  for (const std::string_view sign :
       {"¥", "￥", "$", "€", "£", "US$", "R$", "HK$", "NT$", "CNY", "RMB", "USD", "EUR"})
    if (!marked && take_word(text, sign)) marked = true;
  text = trimmed(text);
  double unit = 1;
  for (const std::string_view sign : {"元", "圆", "块", "RMB", "CNY", "USD", "EUR", "人民币", "€"})
    if (text.ends_with(sign)) {
      text.remove_suffix(sign.size());
      marked = true;
      break;
    }
  text = trimmed(text);
  if (text.ends_with("万"))
    text.remove_suffix(3), unit = 1e4, marked = true;
  else if (text.ends_with("亿"))
    text.remove_suffix(3), unit = 1e8, marked = true;
  if (take_word(text, "-")) negative = true;
  if (!marked || text.empty() || !(is_digit(text.front()) || text.front() == '.')) return {};
  const auto number = grouped_number(text);
  if (!number) return {};
  return (negative ? -*number : *number) * unit;
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == text.npos || at == 0 || text.find('@', at + 1) != text.npos) return false;
  const auto dot = text.rfind('.');
  return dot != text.npos && dot > at + 1 && dot + 2 < text.size();
}

bool is_phone(std::string_view text, std::uint16_t seen) {
  std::size_t digits = 0, stars = 0;
  for (const char c : text) digits += is_digit(c), stars += c == '*';
  const auto signs = digits + stars;
  if (signs < 7 || signs > 15 || digits < 4) return false;
  if (signs == 11 && text.size() == 11) return text[0] == '1' && text[1] >= '3' && text[1] <= '9';
  if (text.front() == '+') return signs >= 8;
  if (text.starts_with("86") && signs == 13) return true;
  if ((seen & (kSignByte | kBracketByte)) == 0 || signs < 10) return false;
  // "010-12345678", "(021) 1234 5678", "555-123-4567", "138-1234-5678".
  return text.front() == '0' || text.front() == '(' || text.front() == '1' || signs == 10;
}

bool is_ip(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    const int value = take_digits(text, 1, 3);
    if (value < 0 || value > 255 || (part < 3 && !take_word(text, "."))) return false;
  }
  return text.empty();
}

bool is_yes_or_no(std::string_view text) {
  if (text.size() > 6) return false;
  constexpr std::string_view words[] = {"yes", "no", "true", "false", "y", "n", "t",  "f", "是",
                                        "否",  "有", "真",   "假",    "√", "×", "对", "错"};
  std::string lower(text);
  for (auto& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return std::ranges::find(words, lower) != std::end(words);
}

bool is_spreadsheet_error(std::string_view text) {
  constexpr std::string_view words[] = {"#REF!", "#VALUE!", "#NAME?", "#DIV/0!",
                                        "#NUM!", "#NULL!",  "#SPILL!"};
  return std::ranges::find(words, text) != std::end(words) ||
         (text.size() >= 3 && text.find_first_not_of('#') == text.npos);
}

// "1.23E+12": what a spreadsheet shows of a number of twelve digits and more.
bool is_spreadsheet_number(std::string_view text) {
  if (text.front() == '-') text.remove_prefix(1);
  const auto e = text.find("E+");
  if (e == text.npos || e == 0 || e + 4 != text.size()) return false;
  const auto mantissa = text.substr(0, e);
  if (mantissa.front() < '1' || mantissa.front() > '9') return false;
  if (mantissa.size() > 1 && mantissa[1] != '.') return false;
  const int power = (text[e + 2] - '0') * 10 + (text[e + 3] - '0');
  return is_digit(text[e + 2]) && is_digit(text[e + 3]) && power >= 9;
}

ValueReading of_kind(ValueKind kind, double number = 0) {
  ValueReading reading;
  reading.kind = kind;
  reading.number = number;
  return reading;
}

ValueReading of_date(const ReadDate& date) {
  ValueReading reading;
  reading.kind = ValueKind::moment;
  reading.seconds = date.seconds;
  reading.order = date.order;
  reading.time = date.time;
  return reading;
}

ValueReading read_digits(std::string_view value) {
  ValueReading reading = of_kind(ValueKind::integer, plain_number(value).value_or(0));
  reading.digits = static_cast<std::uint8_t>(std::min<std::size_t>(value.size(), 255));
  reading.leading_zero = value.size() > 1 && value.front() == '0';
  if (value.size() == 11 && is_phone(value, kDigitByte))
    reading.kind = ValueKind::phone;
  else if (const auto date = read_digit_date(value)) {
    auto of = of_date(*date);
    of.digits = reading.digits;
    of.number = reading.number;
    return of;
  } else if (value.size() == 18 && text::is_resident_id(value))
    reading.kind = ValueKind::id_card;
  else if (value.size() >= 15 && value.size() <= 19 && text::has_luhn(value) &&
           value.find_first_not_of(value.front()) != value.npos)
    reading.kind = ValueKind::bank_card;
  return reading;
}

}  // namespace

std::string_view to_name(ValueKind kind) {
  constexpr std::string_view names[] = {"missing",
                                        "integer",
                                        "real",
                                        "money",
                                        "percent",
                                        "moment",
                                        "boolean",
                                        "email",
                                        "url",
                                        "phone",
                                        "id_card",
                                        "bank_card",
                                        "ip",
                                        "json",
                                        "spreadsheet_number",
                                        "spreadsheet_error",
                                        "word",
                                        "text"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view trimmed(std::string_view value) {
  const auto strip = [&value](auto take) {
    while (!value.empty() && take()) {
    }
  };
  static constexpr std::string_view wide[] = {"\u3000", "\u00A0"};
  strip([&value] {
    if (value.front() == ' ' || (value.front() >= 9 && value.front() <= 13)) {
      value.remove_prefix(1);
      return true;
    }
    for (const auto space : wide)
      if (value.starts_with(space)) {
        value.remove_prefix(space.size());
        return true;
      }
    return false;
  });
  strip([&value] {
    if (value.back() == ' ' || (value.back() >= 9 && value.back() <= 13)) {
      value.remove_suffix(1);
      return true;
    }
    for (const auto space : wide)
      if (value.ends_with(space)) {
        value.remove_suffix(space.size());
        return true;
      }
    return false;
  });
  return value;
}

bool is_missing_word(std::string_view value) {
  if (value.empty()) return true;
  if (value.size() > 7) return false;
  constexpr std::string_view words[] = {"\\N", "NULL", "null",   "Null", "N/A",  "n/a",  "#N/A",
                                        "NA",  "无",   "-",      "--",   "None", "none", "nan",
                                        "NaN", "—",    "/",      "空",   "未知", "NIL",  "nil",
                                        "？",  "?",    "(null)", "暂无", "N.A."};
  return std::ranges::find(words, value) != std::end(words);
}

ValueReading read_value(std::string_view value) {
  if (is_missing_word(value)) return of_kind(ValueKind::missing);
  std::uint16_t seen = 0;
  const auto looked = value.substr(0, 64);
  for (const char c : looked) seen |= kByteClasses[static_cast<unsigned char>(c)];
  // Full-width digits and signs are the same value, written wide.
  if ((seen & kHighByte) != 0 && value.size() <= 64 && value.find("\xEF\xBC") != value.npos)
    if (const auto folded = text::fold_width(value); folded != value) return read_value(folded);
  if (value.size() > 64) {
    if (is_email(value) && (seen & kSpaceByte) == 0) return of_kind(ValueKind::email);
    if (value.starts_with("http://") || value.starts_with("https://"))
      return of_kind(value.find(' ') == value.npos ? ValueKind::url : ValueKind::text);
    const bool json = (value.front() == '{' && value.back() == '}') ||
                      (value.front() == '[' && value.back() == ']');
    return of_kind(json ? ValueKind::json : ValueKind::text);
  }
  if (seen == kDigitByte) return read_digits(value);
  const bool has_digit = (seen & kDigitByte) != 0;
  if (has_digit && (seen & ~(kDigitByte | kPointByte | kSignByte)) == 0) {
    if (const auto number = plain_number(value)) {
      auto reading =
          of_kind((seen & kPointByte) != 0 ? ValueKind::real : ValueKind::integer, *number);
      reading.leading_zero = value.size() > 1 && value[0] == '0' && value[1] != '.';
      return reading;
    }
    if (const auto date = read_year_first(value)) return of_date(*date);
    if (const auto date = read_year_last(value)) return of_date(*date);
    if (is_ip(value)) return of_kind(ValueKind::ip);
    if (is_phone(value, seen)) return of_kind(ValueKind::phone);
  }
  if (has_digit && (seen & ~(kDigitByte | kPointByte | kSignByte | kCommaByte)) == 0)
    if (const auto number = grouped_number(value))
      return of_kind((seen & kPointByte) != 0 ? ValueKind::real : ValueKind::integer, *number);
  if (has_digit) {
    if (value.back() == '%')
      if (const auto number = grouped_number(value.substr(0, value.size() - 1)))
        return of_kind(ValueKind::percent, *number);
    if (value.front() >= '0' && value.front() <= '9') {
      if (const auto date = read_year_first(value)) return of_date(*date);
      if (const auto date = read_year_last(value)) return of_date(*date);
    }
    if (is_spreadsheet_number(value)) return of_kind(ValueKind::spreadsheet_number);
    if ((seen & kLetterByte) != 0 && (seen & (kHighByte | kAtByte)) == 0) {
      if (const auto number = plain_number(value);
          number && value.find_first_of("eE") != value.npos &&
          (is_digit(value.front()) || value.front() == '-'))
        return of_kind(ValueKind::real, *number);
      if (const auto date = read_named_month(value)) return of_date(*date);
      if ((value.size() == 18) && text::is_resident_id(value)) return of_kind(ValueKind::id_card);
    }
    if (const auto number = money_of(value)) return of_kind(ValueKind::money, *number);
    if ((seen & ~(kDigitByte | kSignByte | kBracketByte | kSpaceByte | kStarByte)) == 0 &&
        is_phone(value, seen))
      return of_kind(ValueKind::phone);
  }
  if ((seen & kAtByte) != 0 && (seen & kSpaceByte) == 0 && is_email(value))
    return of_kind(ValueKind::email);
  if (value.starts_with("http://") || value.starts_with("https://") || value.starts_with("www."))
    return of_kind(value.find(' ') == value.npos ? ValueKind::url : ValueKind::text);
  if (value.size() >= 2 && ((value.front() == '{' && value.back() == '}') ||
                            (value.front() == '[' && value.back() == ']')))
    return of_kind(ValueKind::json);
  if (is_spreadsheet_error(value)) return of_kind(ValueKind::spreadsheet_error);
  if (is_yes_or_no(value)) return of_kind(ValueKind::boolean);
  const bool short_word = (seen & kSpaceByte) == 0 &&
                          ((seen & kHighByte) == 0 ? value.size() <= 40 : value.size() <= 24);
  return of_kind(short_word ? ValueKind::word : ValueKind::text);
}

std::string format_name(DateOrder order, TimeForm time) {
  constexpr std::string_view dates[] = {
      "YYYY-MM-DD",     "YYYY/MM/DD",       "YYYY.MM.DD",
      "YYYY年MM月DD日", "YYYYMMDD",         "DD/MM/YYYY | MM/DD/YYYY",
      "DD/MM/YYYY",     "MM/DD/YYYY",       "DD Mon YYYY",
      "unix seconds",   "unix milliseconds"};
  constexpr std::string_view times[] = {"", " hh:mm", " hh:mm:ss", " hh:mm:ss.f", " hh:mm:ss+zone"};
  if (order == DateOrder::ymd_compact && time == TimeForm::seconds) return "YYYYMMDDhhmmss";
  return fmt::format("{}{}", dates[static_cast<std::size_t>(order)],
                     times[static_cast<std::size_t>(time)]);
}

std::string shape_of(std::string_view value) {
  std::string shape;
  char32_t last = 0;
  for (std::size_t at = 0; at < value.size();) {
    const auto point = base::next_code_point(value, at);
    char32_t mark = point;
    if (point >= U'0' && point <= U'9')
      mark = U'9';
    else if (point >= U'a' && point <= U'z')
      mark = U'a';
    else if (point >= U'A' && point <= U'Z')
      mark = U'A';
    else if (text::is_han(point))
      mark = U'汉';
    else if (point > 0xFF && !text::is_invisible(point) && point < 0x2000)
      mark = U'a';
    const bool run = mark == U'a' || mark == U'A' || mark == U'汉' || mark == U' ';
    if (!run || mark != last) base::append_code_point(shape, mark);
    last = mark;
  }
  return shape;
}

}  // namespace aftercare::quality
