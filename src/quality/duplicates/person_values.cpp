#include "quality/duplicates/person_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/utf8.hpp"
#include "text/width.hpp"

namespace aftercare::quality {
namespace {

bool is_digit_byte(char byte) {
  return byte >= '0' && byte <= '9';
}

bool says_nothing(std::string_view value) {
  static constexpr std::array<std::string_view, 14> kNothing = {
      "null", "n/a", "na", "none", "nan",  "nil",  "unknown",
      "-",    "--",  "?",  "无",   "未知", "不详", "暂无"};
  return std::ranges::find(kNothing, value) != kNothing.end();
}

// Digits and letters; a sign that hides a digit becomes '*'.
std::string number_value(std::string_view text) {
  std::string value;
  for (const char byte : text)
    if (is_digit_byte(byte) || (byte >= 'a' && byte <= 'z'))
      value += byte;
    else if (byte == '*' || byte == '#')
      value += '*';
  return value;
}

std::string phone_value(std::string_view text) {
  std::string value;
  for (const char byte : text)
    if (is_digit_byte(byte))
      value += byte;
    else if (byte == '*' || byte == 'x' || byte == '#')
      value += '*';
  // The mainland's prefix before a mobile number; any other country's stays, as both sides have it.
  for (const std::string_view prefix : {"0086", "086", "86"})
    if (value.size() == prefix.size() + 11 && value.starts_with(prefix) &&
        value[prefix.size()] == '1')
      return value.substr(prefix.size());
  return value;
}

}  // namespace

std::string date_value(std::string_view text) {
  std::vector<std::pair<int, std::size_t>> numbers;  // And how many digits each has.
  for (std::size_t at = 0; at < text.size() && numbers.size() < 3;) {
    if (!is_digit_byte(text[at])) {
      ++at;
      continue;
    }
    int number = 0;
    const auto begin = at;
    for (; at < text.size() && is_digit_byte(text[at]) && at - begin < 9; ++at)
      number = number * 10 + (text[at] - '0');
    numbers.emplace_back(number, at - begin);
  }
  int year = 0;
  int month = 0;
  int day = 0;
  if (numbers.size() == 1 && numbers[0].second == 8) {
    year = numbers[0].first / 10000;
    month = numbers[0].first / 100 % 100;
    day = numbers[0].first % 100;
    if (year < 1850 || year > 2100) {
      day = numbers[0].first / 1000000;
      month = numbers[0].first / 10000 % 100;
      year = numbers[0].first % 10000;
    }
  } else if (numbers.size() == 3 && numbers[0].second == 4) {
    year = numbers[0].first;
    month = numbers[1].first;
    day = numbers[2].first;
  } else if (numbers.size() == 3 && numbers[2].second == 4) {
    year = numbers[2].first;
    month = numbers[0].first;
    day = numbers[1].first;
    if (month > 12) std::swap(month, day);
  }
  if (year < 1850 || year > 2100 || month > 99 || day > 99 || (month == 0 && day == 0)) return {};
  return fmt::format("{:04}{:02}{:02}", year, month, day);
}

std::string person_value(std::string_view cell, FieldKind kind,
                         const text::Simplifier* simplifier) {
  std::string folded;
  bool plain = true;
  for (const char byte : cell) plain = plain && static_cast<unsigned char>(byte) < 0x80;
  if (plain) {
    while (!cell.empty() && cell.front() <= ' ') cell.remove_prefix(1);
    while (!cell.empty() && cell.back() <= ' ') cell.remove_suffix(1);
    folded = cell;
  } else {
    folded = text::fold_width(cell);
    if (simplifier) folded = simplifier->simplify(folded);
  }
  for (char& byte : folded)
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + 32);
  if (folded.empty() || says_nothing(folded)) return {};
  switch (kind) {
    case FieldKind::phone:
      return phone_value(folded);
    case FieldKind::postcode:
    case FieldKind::identifier:
    case FieldKind::house_number: {
      auto number = number_value(folded);
      return number.empty() ? folded : number;
    }
    case FieldKind::date: {
      auto date = date_value(folded);
      return date.empty() ? number_value(folded) : date;
    }
    case FieldKind::email:
      std::erase(folded, ' ');
      return folded;
    case FieldKind::given_name:
    case FieldKind::surname:
    case FieldKind::full_name:
    case FieldKind::street:
    case FieldKind::address:
    case FieldKind::locality:
    case FieldKind::region:
    case FieldKind::category:
    case FieldKind::text:
      break;
  }
  std::string value;
  bool gap = false;
  for (const char byte : folded) {
    if (static_cast<unsigned char>(byte) < 0x80 && byte != '#' && byte != '*' &&
        !is_digit_byte(byte) && (byte < 'a' || byte > 'z')) {
      gap = gap || byte != '\'';
      continue;
    }
    if (gap && !value.empty()) value += ' ';
    gap = false;
    value += byte;
  }
  return value;
}

}  // namespace aftercare::quality
