#include "metrics/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>

#include "metrics/cell.hpp"

namespace aftercare::metrics {
namespace {

constexpr std::string_view kNotKnown = "—";

// rounded: to a number of decimals, half away from zero; a hair is added since 1.005 is not quite
// that much in binary.
double rounded(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  const double scaled = value * scale;
  return std::round(scaled + std::copysign(1e-9 * std::max(1.0, std::abs(scaled)), value)) / scale;
}

// plain: rounded, thousands grouped, no zeros behind the point unless told to keep them.
std::string plain(double value, int decimals, bool keep_zeros = false) {
  auto text = fmt::format("{:.{}f}", rounded(value, decimals), decimals);
  if (!keep_zeros && text.find('.') != text.npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  const auto end = std::min(text.find('.'), text.size());
  for (std::size_t at = end; at > 3; at -= 3)
    if (text[at - 4] != '-') text.insert(at - 3, 1, ',');
  return text == "-0" ? "0" : text;
}

struct NumberUnit {
  double size;
  std::string_view name;
};
struct DurationUnit {
  double size;
  std::string_view zh;
  std::string_view en;
};

// amount_text: in the largest unit of which, rounded as shown, there is at least one (ten thousand
// for the first unit above one): 9,999.96 of 1e4 is shown as one of 1e8.
std::string amount_text(double value, Language language, int small_decimals, bool keep_zeros) {
  static constexpr NumberUnit zh_units[] = {{1, ""}, {1e4, "万"}, {1e8, "亿"}};
  static constexpr NumberUnit en_units[] = {{1, ""}, {1e3, "k"}, {1e6, "M"}, {1e9, "B"}};
  const bool chinese = language == Language::zh;
  const auto units =
      chinese ? std::span<const NumberUnit>(zh_units) : std::span<const NumberUnit>(en_units);
  if (std::abs(rounded(value, small_decimals)) < 1e4)
    return plain(value, small_decimals, keep_zeros);
  std::size_t at = 1;
  for (;; ++at) {
    const double amount = value / units[at].size;
    const int decimals = chinese || std::abs(amount) < 99.95 ? 1 : 0;
    const bool last = at + 1 == units.size();
    if (last || std::abs(rounded(amount, decimals)) < units[at + 1].size / units[at].size)
      return plain(amount, decimals) + std::string(units[at].name);
  }
}

std::string duration_text(double seconds, Language language) {
  static constexpr DurationUnit units[] = {
      {86400, "天", " d"}, {3600, "小时", " h"}, {60, "分", " m"}, {1, "秒", " s"}};
  const double size = std::abs(seconds);
  // Shown to the second below an hour, to the minute below a day, else to the hour.
  double grain = 1;
  if (rounded(size, 0) >= 3600) grain = 60;
  if (grain == 60 && std::round(size / 60) * 60 >= 86400) grain = 3600;
  auto rest = std::round(size / grain) * grain;
  std::string text;
  int parts = 0;
  for (const auto& [unit, zh, en] : units) {
    const auto count = std::floor(rest / unit);
    rest -= count * unit;
    if (count == 0 || parts == 2) continue;
    const bool chinese = language == Language::zh;
    text += fmt::format("{}{:.0f}{}", chinese || parts == 0 ? "" : " ", count, chinese ? zh : en);
    ++parts;
  }
  if (text.empty()) return language == Language::zh ? "0秒" : "0 s";
  return seconds < 0 ? "-" + text : text;
}

}  // namespace

std::string format_value(Format format, std::optional<double> value, Language language) {
  if (!value || !std::isfinite(*value)) return std::string(kNotKnown);
  switch (format) {
    case Format::count:
      return amount_text(*value, language, 1, false);
    case Format::money:
      return amount_text(*value, language, 2, true);
    case Format::percent:
      return plain(*value, 1) + (language == Language::zh ? "%" : " %");
    case Format::duration:
      return duration_text(*value, language);
    case Format::score:
      return plain(*value, 2, true);
    case Format::rate:
      return plain(*value, 2);
  }
  return std::string(kNotKnown);
}

std::string format_cell(Format format, const store::Cell& cell, Language language) {
  return format_value(format, number_in(cell), language);
}

std::string format_full(Format format, std::optional<double> value, Language language) {
  if (value && std::isfinite(*value) && format == Format::count) return plain(*value, 1);
  if (value && std::isfinite(*value) && format == Format::money) return plain(*value, 2, true);
  return format_value(format, value, language);
}

std::string format_change(Format format, std::optional<double> current,
                          std::optional<double> before, Language language) {
  if (!current || !before) return std::string(kNotKnown);
  const bool chinese = language == Language::zh;
  const double change = *current - *before;
  const std::string_view arrow = change > 0 ? "▲" : "▼";
  if (format == Format::percent) {
    if (rounded(change, 1) == 0) return "=";
    return fmt::format("{} {}{}", arrow, plain(std::abs(change), 1), chinese ? " 个百分点" : " pp");
  }
  if (*before == 0)
    return change == 0
               ? "="
               : fmt::format("{} {}", arrow, format_value(format, std::abs(change), language));
  const double percent = std::abs(change / *before) * 100;
  const int decimals = percent < 9.95 ? 1 : 0;
  if (rounded(percent, decimals) == 0) return "=";
  return fmt::format("{} {}{}", arrow, plain(percent, decimals), chinese ? "%" : " %");
}

int judge_change(Direction direction, std::optional<double> current, std::optional<double> before) {
  if (!current || !before || *current == *before || direction == Direction::neutral) return 0;
  return (*current > *before) == (direction == Direction::up_is_good) ? 1 : -1;
}

}  // namespace aftercare::metrics
