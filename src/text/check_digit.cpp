#include "text/check_digit.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>

namespace aftercare::text {
namespace {

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

int number_of(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

// First two digits of GB/T 2260, and of permits for residents of Hong Kong, Macao and Taiwan.
bool is_province(int code) {
  constexpr int codes[] = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43,
                           44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83};
  return std::ranges::find(codes, code) != std::end(codes);
}

}  // namespace

bool is_real_day(int year, int month, int day) {
  if (month < 1 || day < 1) return false;
  return std::chrono::year_month_day{std::chrono::year{year},
                                     std::chrono::month{static_cast<unsigned>(month)},
                                     std::chrono::day{static_cast<unsigned>(day)}}
      .ok();
}

bool has_iban_check(std::string_view number) {
  std::string solid;
  for (const char byte : number) {
    if (byte == ' ') continue;
    const bool small = byte >= 'a' && byte <= 'z';
    const char sign = small ? static_cast<char>(byte - 'a' + 'A') : byte;
    if (!is_digit(sign) && (sign < 'A' || sign > 'Z')) return false;
    solid.push_back(sign);
  }
  constexpr std::size_t shortest = 15, longest = 34, head = 4;
  if (solid.size() < shortest || solid.size() > longest) return false;
  std::ranges::rotate(solid, solid.begin() + head);
  int rest = 0;
  for (const char sign : solid) {
    const int value = is_digit(sign) ? sign - '0' : sign - 'A' + 10;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest == 1;
}

bool has_s10_check(std::string_view number) {
  constexpr int weights[] = {8, 6, 4, 2, 3, 5, 9, 7};
  constexpr std::size_t size = 13, first = 2;
  if (number.size() != size) return false;
  int sum = 0;
  for (std::size_t i = 0; i < std::size(weights); ++i) {
    if (!is_digit(number[first + i])) return false;
    sum += weights[i] * (number[first + i] - '0');
  }
  const int rest = 11 - sum % 11;
  const int wanted = rest == 10 ? 0 : rest == 11 ? 5 : rest;
  return number[first + std::size(weights)] - '0' == wanted;
}

bool has_ups_check(std::string_view number) {
  constexpr std::size_t size = 18;
  if (number.size() != size || !is_digit(number.back())) return false;
  int sum = 0;
  for (std::size_t i = 2; i + 1 < size; ++i) {
    const char byte = number[i];
    const int value = is_digit(byte) ? byte - '0' : (byte - 3) % 10;
    sum += i % 2 == 1 ? 2 * value : value;
  }
  return (10 - sum % 10) % 10 == number.back() - '0';
}

bool has_fedex_check(std::string_view number) {
  constexpr int weights[] = {3, 1, 7};
  constexpr std::size_t size = 12;
  if (number.size() != size || !std::ranges::all_of(number, is_digit)) return false;
  int sum = 0;
  for (std::size_t i = 0; i + 1 < size; ++i) sum += weights[i % 3] * (number[i] - '0');
  return sum % 11 % 10 == number.back() - '0';
}

bool has_usps_check(std::string_view number) {
  if (number.size() < 2 || !std::ranges::all_of(number, is_digit)) return false;
  int sum = 0;
  for (std::size_t i = 0; i + 1 < number.size(); ++i)
    sum += ((number.size() - 2 - i) % 2 == 0 ? 3 : 1) * (number[i] - '0');
  return (10 - sum % 10) % 10 == number.back() - '0';
}

bool has_luhn(std::string_view digits) {
  int sum = 0, count = 0;
  for (auto at = digits.rbegin(); at != digits.rend(); ++at) {
    if (*at == ' ' || *at == '-') continue;
    if (!is_digit(*at)) return false;
    int value = *at - '0';
    if (count++ % 2 == 1) value = value > 4 ? value * 2 - 9 : value * 2;
    sum += value;
  }
  return count > 1 && sum % 10 == 0;
}

bool is_resident_id(std::string_view number) {
  if (number.size() != 18 && number.size() != 15) return false;
  const bool modern = number.size() == 18;
  const auto digits = modern ? number.substr(0, 17) : number;
  if (!std::ranges::all_of(digits, is_digit)) return false;
  if (!is_province(number_of(number.substr(0, 2)))) return false;
  const int year = modern ? number_of(number.substr(6, 4)) : 1900 + number_of(number.substr(6, 2));
  const std::size_t month = modern ? 10 : 8;
  if (year < 1900 || year > 2099) return false;
  if (!is_real_day(year, number_of(number.substr(month, 2)),
                   number_of(number.substr(month + 2, 2))))
    return false;
  if (!modern) return true;
  constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t at = 0; at < 17; ++at) sum += (number[at] - '0') * weights[at];
  const char last = number[17] == 'x' ? 'X' : number[17];
  return last == "10X98765432"[sum % 11];
}

}  // namespace aftercare::text
