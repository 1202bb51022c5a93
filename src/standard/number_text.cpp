// One scanner reads sign, digits, commas and fraction exactly; currency and unit words are
// peeled off first. The common case (plain ASCII digits) never leaves the fast path.

#include "standard/number_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include "records/money.hpp"
#include "standard/word.hpp"

namespace aftercare::standard {
namespace {

using records::Money;

/// A decimal number: digits * 10^-scale, at most 18 digits kept.
struct Decimal {
  bool negative = false;
  std::int64_t digits = 0;
  int scale = 0;
};

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

/// Digits with commas before groups of three, then perhaps a fraction. All of the text.
std::optional<Decimal> scan_decimal(std::string_view text) {
  Decimal number;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) number.negative = text[at++] == '-';
  int whole = 0, since_comma = -1, kept = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == ',') {
      if (whole == 0 || (since_comma == -1 ? whole > 3 : since_comma != 3)) return {};
      since_comma = 0;
      continue;
    }
    if (!is_digit(text[at])) break;
    if (kept >= 18) return {};
    ++whole;
    number.digits = number.digits * 10 + (text[at] - '0');
    if (number.digits != 0) ++kept;
    if (since_comma >= 0) ++since_comma;
  }
  if (since_comma >= 0 && since_comma != 3) return {};
  int fraction = 0;
  if (at < text.size() && text[at] == '.') {
    for (++at; at < text.size() && is_digit(text[at]); ++at, ++fraction) {
      // Beyond any use: not even rounding sees it.
      if (kept >= 18 || number.scale >= 18) continue;
      number.digits = number.digits * 10 + (text[at] - '0');
      if (number.digits != 0) ++kept;
      ++number.scale;
    }
  }
  if (at != text.size() || whole + fraction == 0) return {};
  return number;
}

constexpr std::string_view kCurrencies[] = {
    "人民币", "元整", "港币", "港元", "美元", "美金", "欧元", "英镑", "日元", "台币",
    "新台币", "nt$",  "a$",   "c$",   "s$",   "aud",  "cad",  "sgd",  "krw",  "inr",
    "twd",    "thb",  "myr",  "chf",  "₩",    "₹",    "฿",    "rmb",  "cny",  "usd",
    "eur",    "gbp",  "hkd",  "brl",  "jpy",  "us$",  "hk$",  "r$",   "¥",    "￥",
    "$",      "€",    "£",    "元",   "圆",   "块钱", "块"};

std::string_view peel_currency(std::string_view text) {
  for (bool peeled = true; peeled;) {
    peeled = false;
    text = trim(text);
    for (const auto word : kCurrencies) {
      if (text.starts_with(word)) text.remove_prefix(word.size()), peeled = true;
      if (text.ends_with(word)) text.remove_suffix(word.size()), peeled = true;
    }
  }
  return text;
}

/// Takes a closing 万 (10^4) or 亿 (10^8) off.
int peel_ten_thousands(std::string_view& text) {
  for (const auto& [word, power] : {std::pair<std::string_view, int>{"万", 4}, {"亿", 8}})
    if (text.ends_with(word)) {
      text.remove_suffix(word.size());
      text = trim(text);
      return power;
    }
  return 0;
}

std::int64_t power_of_ten(int power) {
  std::int64_t value = 1;
  while (power-- > 0) value *= 10;
  return value;
}

/// The number times 10^power, rounded half away from zero; nothing outside +-limit.
std::optional<std::int64_t> scaled(const Decimal& number, int power, std::int64_t limit) {
  const int shift = power - number.scale;
  __extension__ __int128 value = number.digits;
  if (shift >= 0) {
    if (shift > 18) return {};
    value *= power_of_ten(shift);
  } else {
    const auto divisor = power_of_ten(-shift);
    value = (value + divisor / 2) / divisor;
  }
  if (value >= limit) return {};
  const auto result = static_cast<std::int64_t>(value);
  return number.negative ? -result : result;
}

/// Folded text without a sign, a pair of brackets or a currency around the number.
struct Amount {
  Decimal number;
  int power = 0;
};

std::optional<Amount> scan_amount(std::string_view given) {
  auto text = trim(given);
  bool negative = false;
  if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
    negative = true;
    text = text.substr(1, text.size() - 2);
  }
  const auto peel_sign = [&] {
    if (text.starts_with("−"))
      text.remove_prefix(3), negative = !negative;
    else if (text.starts_with('-'))
      text.remove_prefix(1), negative = !negative;
    else
      return false;
    return true;
  };
  const bool early = peel_sign();
  text = peel_currency(text);
  if (!early) peel_sign();
  Amount amount;
  text = trim(text);
  amount.power = peel_ten_thousands(text);
  if (text.starts_with('-')) return {};
  const auto number = scan_decimal(text);
  if (!number) return {};
  amount.number = *number;
  if (negative) amount.number.negative = !amount.number.negative;
  return amount;
}

constexpr std::int64_t kMoneyLimit = 900'000'000'000'000 * Money::kScale;

std::optional<double> stars(std::string_view text) {
  int count = 0;
  bool hollow = false;
  while (!text.empty()) {
    if (text.starts_with("★") && !hollow)
      ++count;
    else if (text.starts_with("☆"))
      hollow = true;
    else
      return {};
    text.remove_prefix(std::string_view("★").size());
  }
  return count;
}

std::optional<double> numeral(std::string_view text) {
  constexpr std::string_view numerals[] = {"零", "一", "二", "三", "四", "五",
                                           "六", "七", "八", "九", "十"};
  const auto at = std::ranges::find(numerals, text);
  if (at == std::end(numerals)) return {};
  return static_cast<double>(at - std::begin(numerals));
}

std::optional<double> plain_real(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc{} && stop == end && std::isfinite(value)) return value;
  return {};
}

// Degrees of satisfaction as they are asked for, from 1 to 5.
std::optional<double> degree(std::string_view folded) {
  constexpr std::pair<std::string_view, double> degrees[] = {
      {"非常满意", 5},
      {"很满意", 5},
      {"十分满意", 5},
      {"满意", 4},
      {"比较满意", 4},
      {"基本满意", 3},
      {"一般", 3},
      {"不满意", 2},
      {"不太满意", 2},
      {"非常不满意", 1},
      {"很不满意", 1},
      {"十分不满意", 1},
      {"very satisfied", 5},
      {"satisfied", 4},
      {"neutral", 3},
      {"neither satisfied nor dissatisfied", 3},
      {"dissatisfied", 2},
      {"unsatisfied", 2},
      {"very dissatisfied", 1},
      {"very unsatisfied", 1}};
  const auto at = std::ranges::find(degrees, folded, &std::pair<std::string_view, double>::first);
  return at == std::end(degrees) ? std::nullopt : std::optional(at->second);
}

/// What only a rating may look like.
std::optional<double> parse_rating(std::string_view text, double highest) {
  if (text.starts_with("★") || text.starts_with("☆")) return stars(text);
  for (const std::string_view unit : {"颗星", "星", "分", "stars", "star", "points"})
    if (text.ends_with(unit)) {
      text = trim(text.substr(0, text.size() - unit.size()));
      break;
    }
  if (const auto value = numeral(text)) return value;
  constexpr double most_degrees = 5;
  if (const auto value = degree(text)) return *value * highest / most_degrees;
  const auto slash = text.find('/');
  if (slash == text.npos) return plain_real(text);
  const auto part = plain_real(trim(text.substr(0, slash)));
  const auto whole = plain_real(trim(text.substr(slash + 1)));
  if (!part || !whole || *whole <= 0 || *part > *whole) return {};
  return *part * highest / *whole;
}

}  // namespace

std::optional<std::int64_t> parse_money(std::string_view text) {
  auto number = scan_decimal(text);
  if (number) return scaled(*number, 4, kMoneyLimit);
  const auto amount = scan_amount(fold(text));
  if (!amount) return {};
  return scaled(amount->number, 4 + amount->power, kMoneyLimit);
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  auto number = scan_decimal(text);
  int power = 0;
  if (!number) {
    const auto folded = fold(text);
    std::string_view rest = folded;
    power = peel_ten_thousands(rest);
    number = scan_decimal(rest);
    if (!number) return {};
  }
  const auto shift = number->scale - power;
  if (shift > 0 && number->digits % power_of_ten(shift) != 0) return {};
  return scaled(*number, power, 1'000'000'000'000'000'000);
}

std::optional<double> parse_real(std::string_view text, std::optional<double> highest) {
  if (const auto value = plain_real(text)) return value;
  const auto folded = fold(text);
  std::string_view rest = folded;
  if (rest.ends_with('%')) rest = trim(rest.substr(0, rest.size() - 1));
  const int power = peel_ten_thousands(rest);
  if (const auto value = plain_real(rest)) return *value * static_cast<double>(power_of_ten(power));
  if (const auto number = scan_decimal(rest)) {
    const auto value = static_cast<double>(number->digits) /
                       static_cast<double>(power_of_ten(number->scale)) *
                       static_cast<double>(power_of_ten(power));
    return number->negative ? -value : value;
  }
  return highest ? parse_rating(rest, *highest) : std::nullopt;
}

std::optional<double> parse_kilograms(std::string_view text, bool* converted) {
  constexpr std::pair<std::string_view, double> units[] = {
      {"kgs", 1},          {"kg", 1},          {"千克", 1},       {"公斤", 1}, {"grams", 0.001},
      {"克", 0.001},       {"g", 0.001},       {"市斤", 0.5},     {"斤", 0.5}, {"吨", 1000},
      {"lbs", 0.45359237}, {"lb", 0.45359237}, {"磅", 0.45359237}};
  const auto folded = fold(text);
  std::string_view rest = folded;
  double factor = 1;
  for (const auto& [unit, kilograms] : units)
    if (rest.ends_with(unit)) {
      rest = trim(rest.substr(0, rest.size() - unit.size()));
      factor = kilograms;
      break;
    }
  const auto value = parse_real(rest);
  if (!value) return {};
  if (converted != nullptr) *converted = factor != 1;
  return *value * factor;
}

std::optional<bool> parse_boolean(std::string_view text) {
  if (text == "1") return true;
  if (text == "0") return false;
  const auto word = fold(text);
  for (const std::string_view yes : {"是", "yes", "true", "y", "t", "√", "1", "1.0"})
    if (word == yes) return true;
  for (const std::string_view no : {"否", "no", "false", "n", "f", "×", "0", "0.0"})
    if (word == no) return false;
  return {};
}

}  // namespace aftercare::standard
