#include "privacy/mask.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "text/width.hpp"

namespace aftercare::privacy {
namespace {

using records::PersonalKind;

bool is_digit_char(char sign) {
  return sign >= '0' && sign <= '9';
}

bool is_letter_char(char sign) {
  return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
}

char lower_char(char sign) {
  return sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign + ('a' - 'A')) : sign;
}

std::string digits_of(std::string_view folded) {
  std::string digits;
  std::ranges::copy_if(folded, std::back_inserter(digits), is_digit_char);
  return digits;
}

// Signs that people put between the parts of a name or address, after folding.
bool is_separator(char32_t point) {
  switch (point) {
    case U'·':
    case U'•':
    case U'・':
    case U'，':
    case U'。':
    case U'、':
    case U'（':
    case U'）':
    case U'；':
    case U'：':
      return true;
    default:
      return point < 0x80 && !is_digit_char(static_cast<char>(point)) &&
             !is_letter_char(static_cast<char>(point));
  }
}

// The folded text without separators, lower case.
std::string solid(std::string_view folded) {
  std::string out;
  for (std::size_t at = 0; at < folded.size();) {
    const auto start = at;
    const auto point = base::next_code_point(folded, at);
    if (!is_separator(point)) out.append(folded.substr(start, at - start));
  }
  std::ranges::transform(out, out.begin(), lower_char);
  return out;
}

bool is_mobile(std::string_view digits) {
  return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
}

// Digits with the country code; a Chinese number as it is dialled inside China.
std::string plain_phone(std::string_view folded) {
  auto digits = digits_of(folded);
  const bool plus = folded.starts_with('+') || folded.starts_with("(+");
  const bool zeroes = !plus && digits.starts_with("00");
  if (zeroes) digits.erase(0, 2);
  if (!digits.starts_with("86")) return digits;
  const auto national = digits.substr(2);
  if (is_mobile(national)) return national;
  if ((!plus && !zeroes) || national.size() < 9) return digits;
  return national.starts_with('0') ? national : "0" + national;
}

std::string mask_name(std::string_view folded) {
  if (base::count_code_points(folded) < 2) return "***";
  std::size_t at = 0;
  const auto first = base::next_code_point(folded, at);
  return std::string(folded.substr(0, at)).append(text::is_han(first) ? "**" : "***");
}

std::string mask_phone(std::string_view digits) {
  const auto kept = digits.size() >= 11 ? 4U : digits.size() >= 8 ? 2U : 0U;
  if (kept == 0) return "****";
  const auto first = kept == 4 ? 3U : 2U;
  return std::string(digits.substr(0, first)).append("****").append(digits, digits.size() - kept);
}

std::string mask_email(std::string_view folded) {
  const auto at = folded.rfind('@');
  if (at == folded.npos || at == 0) return "***";
  const auto dot = folded.rfind('.');
  auto tld = dot == folded.npos || dot < at ? std::string_view() : folded.substr(dot);
  if (tld.size() < 3 || tld.size() > 8 || !std::ranges::all_of(tld.substr(1), is_letter_char))
    tld = {};
  return fmt::format("{}***@***{}", base::first_code_points(folded, 1), tld);
}

// 省 after two or three characters at the very start is a province; anything else could be a name.
std::string_view province_of(std::string_view folded) {
  std::size_t at = 0;
  for (int count = 0; at < folded.size() && count < 4; ++count) {
    const auto point = base::next_code_point(folded, at);
    if (point == U'省' && count >= 2) return folded.substr(0, at);
    if (!text::is_han(point)) break;
  }
  return {};
}

std::string mask_folded(PersonalKind kind, std::string_view folded) {
  switch (kind) {
    case PersonalKind::name:
      return mask_name(folded);
    case PersonalKind::phone:
      return mask_phone(plain_phone(folded));
    case PersonalKind::email:
      return mask_email(folded);
    case PersonalKind::address:
      return fmt::format("{}***", province_of(folded));
    case PersonalKind::bank_card: {
      const auto digits = digits_of(folded);
      return digits.size() < 12 ? "****" : "****" + digits.substr(digits.size() - 4);
    }
    case PersonalKind::id_card:
    case PersonalKind::account:
    case PersonalKind::other:
    case PersonalKind::none:
      break;
  }
  return "***";
}

std::string normalise_folded(PersonalKind kind, std::string&& folded) {
  switch (kind) {
    case PersonalKind::phone:
      if (auto digits = plain_phone(folded); !digits.empty()) return digits;
      return solid(folded);
    case PersonalKind::name:
    case PersonalKind::address:
    case PersonalKind::id_card:
      return solid(folded);
    case PersonalKind::bank_card:
      return digits_of(folded);
    case PersonalKind::email:
    case PersonalKind::account:
    case PersonalKind::other:
    case PersonalKind::none:
      break;
  }
  std::erase(folded, ' ');
  std::ranges::transform(folded, folded.begin(), lower_char);
  return std::move(folded);
}

}  // namespace

std::string mask(PersonalKind kind, std::string_view value) {
  return mask_folded(kind, text::fold_width(value));
}

Covered cover(PersonalKind kind, std::string_view value) {
  auto folded = text::fold_width(value);
  if (kind == PersonalKind::phone) {
    auto digits = plain_phone(folded);
    auto masked = mask_phone(digits);
    return {std::move(masked), digits.empty() ? solid(folded) : std::move(digits)};
  }
  auto masked = mask_folded(kind, folded);
  return {std::move(masked), normalise_folded(kind, std::move(folded))};
}

std::string mask_address(std::string_view value, std::string_view province, std::string_view city) {
  if (province.empty() && city.empty()) return mask(PersonalKind::address, value);
  // "北京" and "北京市" are one place.
  const bool twice = !province.empty() && city.starts_with(province);
  return fmt::format("{}{}***", twice ? std::string_view() : province, city);
}

std::string normalise(PersonalKind kind, std::string_view value) {
  return normalise_folded(kind, text::fold_width(value));
}

}  // namespace aftercare::privacy
