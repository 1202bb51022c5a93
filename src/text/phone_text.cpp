#include "text/phone_text.hpp"

#include "text/look_alike_digit.hpp"
#include "text/width.hpp"

namespace aftercare::text {
namespace {

constexpr std::size_t kMobile = 11;
constexpr std::size_t kMostText = 40;  // Bytes; longer is no phone number.

bool is_mobile(std::string_view digits) {
  return digits.size() == kMobile && digits[0] == '1' && digits[1] >= '3';
}

bool is_landline(std::string_view digits) {
  if (digits.size() < 10 || digits[0] != '0') return false;
  // Beijing and the 02x have three digits, all others four.
  const std::size_t area = digits[1] == '1' || digits[1] == '2' ? 3 : 4;
  if (digits[1] == '0' || (digits[1] == '1' && digits[2] != '0')) return false;
  const auto rest = digits.substr(area);
  return (rest.size() == 8 || (rest.size() == 7 && area == 4)) && rest[0] >= '2';
}

bool is_service(std::string_view digits) {
  return digits.size() == 10 && digits.starts_with("400");
}

// The digits without the country's code; empty if they are no number of this country.
std::string national(std::string_view digits, bool abroad) {
  for (const std::string_view code : {"0086", "86"})
    if (digits.starts_with(code)) {
      const auto rest = digits.substr(code.size());
      if (is_mobile(rest)) return std::string(rest);
      auto with_area = std::string(1, '0').append(rest);
      if (abroad && is_landline(with_area)) return with_area;
    }
  if (abroad) return {};
  if (is_mobile(digits) || is_landline(digits) || is_service(digits)) return std::string(digits);
  return {};
}

struct Written {
  std::string signs;  // Digits, and letters that look like one.
  bool abroad = false;
  bool letters = false;
};

std::optional<Written> signs_of(std::string_view folded) {
  Written written;
  std::size_t first_group = 0;
  for (const char c : folded) {
    if (c >= '0' && c <= '9') {
      written.signs += c;
    } else if (digit_like(c) != '\0') {
      written.signs += c;
      written.letters = true;
    } else if (c == '+' && written.signs.empty()) {
      written.abroad = true;
    } else if (std::string_view(" -().").find(c) != std::string_view::npos) {
      if (first_group == 0) first_group = written.signs.size();
    } else {
      return std::nullopt;
    }
  }
  // "1 (415) 555-0123" is a number of North America.
  if (first_group == 1 && written.signs[0] == '1') return std::nullopt;
  return written;
}

}  // namespace

std::optional<PhoneText> read_phone(std::string_view text) {
  if (text.size() > kMostText) return std::nullopt;
  auto folded = fold_width(text);
  for (const std::string_view mark : {"—", "–", "－", "（", "）", "‐"})
    for (auto at = folded.find(mark); at != folded.npos; at = folded.find(mark))
      folded.replace(at, mark.size(), mark == "（" ? "(" : mark == "）" ? ")" : "-");
  const auto written = signs_of(folded);
  if (!written || written->signs.size() < 10 || written->signs.size() > 18) return std::nullopt;
  std::optional<std::string> found;
  for (const auto& reading : digit_readings(written->signs, true)) {
    auto number = national(reading, written->abroad);
    if (number.empty()) continue;
    if (found && *found != number) return std::nullopt;
    found = std::move(number);
  }
  if (!found) return std::nullopt;
  PhoneText phone{*found, false, written->letters};
  phone.mobile = is_mobile(phone.number);
  if (phone.mobile || is_service(phone.number)) return phone;
  // Of a landline the marks tell the area code; only letters are put right.
  phone.number = folded;
  std::string digits;
  for (char& c : phone.number) {
    if (const char digit = digit_like(c); digit != '\0') c = digit;
    if (c >= '0' && c <= '9') digits += c;
  }
  // Its one reading must be this one: with a letter too many nobody knows where the area code ends.
  if (national(digits, written->abroad) != *found) return std::nullopt;
  return phone;
}

}  // namespace aftercare::text
