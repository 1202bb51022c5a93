#include "report/svg_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace aftercare::report {
namespace {

constexpr double kTrendWidth = 720, kTrendHeight = 220;
constexpr double kLeft = 44, kRight = 110, kTop = 12, kBottom = 26;

double highest_of(const Points& points, double so_far) {
  for (const auto& point : points)
    if (point) so_far = std::max(so_far, *point);
  return so_far;
}

double lowest_of(const Points& points, double so_far) {
  for (const auto& point : points)
    if (point) so_far = std::min(so_far, *point);
  return so_far;
}

// The next of 1, 2, 2.5, 5 x 10^n that four steps of reach the value.
double grid_step(double highest) {
  const double raw = std::max(highest, 1e-9) / 4;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0})
    if (factor * power >= raw) return factor * power;
  return 10 * power;
}

// An SVG path through the points; a gap lifts the pen. A lone point becomes a dot by its round cap.
template <typename X, typename Y>
std::string path_of(const Points& points, X x, Y y) {
  std::string path;
  bool down = false;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!points[i]) {
      down = false;
      continue;
    }
    path += fmt::format("{}{:.1f} {:.1f}", down ? "L" : "M", x(i), y(*points[i]));
    if (!down && (i + 1 == points.size() || !points[i + 1])) path += "h0";
    down = true;
  }
  return path;
}

// The area between low and high wherever both are known, in one piece for each stretch.
template <typename X, typename Y>
std::string band_of(const Trend& trend, X x, Y y) {
  std::string svg;
  const auto n = std::min(trend.low.size(), trend.high.size());
  const auto known = [&](std::size_t i) { return i < n && trend.low[i] && trend.high[i]; };
  for (std::size_t begin = 0; begin < n; ++begin) {
    if (!known(begin)) continue;
    auto end = begin;
    std::string there, back;
    for (; known(end); ++end) {
      there +=
          fmt::format("{}{:.1f} {:.1f}", end == begin ? "M" : "L", x(end), y(*trend.high[end]));
      back = fmt::format("L{:.1f} {:.1f}", x(end), y(*trend.low[end])) + back;
    }
    svg += fmt::format("<path class=\"band\" d=\"{}{}Z\"/>", there, back);
    begin = end;
  }
  return svg;
}

std::string short_number(double value) {
  return value == std::floor(value) ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

bool parts_number_from_percent(std::string_view text, std::size_t space) {
  return space > 0 && text[space - 1] >= '0' && text[space - 1] <= '9' &&
         text.substr(space + 1).starts_with('%');
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) switch (const char c = text[i]; c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      case ' ':
        safe += parts_number_from_percent(text, i) ? "&#160;" : " ";
        break;
      default:
        safe += c;
    }
  return safe;
}

std::string sparkline(const Points& points) {
  if (points.size() < 2) return {};
  constexpr double width = 120, height = 28;
  const double highest = std::max(highest_of(points, 0), 1e-9);
  const auto x = [&](std::size_t i) {
    return 1 + (width - 2) * static_cast<double>(i) / static_cast<double>(points.size() - 1);
  };
  const auto y = [&](double value) { return height - 2 - (height - 4) * value / highest; };
  return fmt::format(
      "<svg class=\"spark\" viewBox=\"0 0 {:.0f} {:.0f}\" aria-hidden=\"true\"><path "
      "d=\"{}\"/></svg>",
      width, height, path_of(points, x, y));
}

std::string trend_chart(const Trend& trend) {
  if (trend.days.size() < 2) return {};
  double highest = highest_of(trend.high, 0), lowest = lowest_of(trend.low, 0);
  for (const auto& line : trend.lines) {
    highest = highest_of(line.points, highest);
    lowest = lowest_of(line.points, lowest);
  }
  const double step = grid_step(highest - lowest);
  const double bottom = std::floor(lowest / step) * step;
  const double top = std::max(bottom + step, std::ceil(highest / step) * step);
  const double width = kTrendWidth - kLeft - kRight, height = kTrendHeight - kTop - kBottom;
  const auto x = [&](std::size_t i) {
    return kLeft + width * static_cast<double>(i) / static_cast<double>(trend.days.size() - 1);
  };
  const auto y = [&](double value) {
    return kTop + height * (1 - (value - bottom) / (top - bottom));
  };

  auto svg = fmt::format("<svg class=\"trend\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\">",
                         kTrendWidth, kTrendHeight);
  for (double value = bottom; value <= top + step / 2; value += step)
    svg += fmt::format(
        "<line class=\"grid\" x1=\"{:.0f}\" x2=\"{:.0f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>"
        "<text class=\"tick\" x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>",
        kLeft, kLeft + width, y(value), y(value), kLeft - 6, y(value) + 4, short_number(value));
  const std::size_t each = std::max<std::size_t>(1, trend.days.size() / 6);
  for (std::size_t i = 0; i < trend.days.size(); i += each)
    svg += fmt::format(
        "<text class=\"tick\" x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"middle\">{}</text>", x(i),
        kTrendHeight - 6, escaped(trend.days[i]));
  svg += band_of(trend, x, y);
  double last_label = -100;
  for (std::size_t i = 0; i < trend.lines.size(); ++i) {
    const auto& line = trend.lines[i];
    svg += fmt::format("<path class=\"line s{}\" d=\"{}\"/>", i + 1, path_of(line.points, x, y));
    const auto end = std::find_if(line.points.rbegin(), line.points.rend(),
                                  [](const auto& point) { return point.has_value(); });
    if (end == line.points.rend()) continue;
    double at = y(**end) + 4;
    if (std::abs(at - last_label) < 14) at = last_label + 14;
    last_label = at;
    svg += fmt::format("<text class=\"label t{}\" x=\"{:.0f}\" y=\"{:.1f}\">{}</text>", i + 1,
                       kLeft + width + 6, at, escaped(line.label));
  }
  for (const auto at : trend.marked)
    if (!trend.lines.empty() && at < trend.lines[0].points.size() && trend.lines[0].points[at])
      svg += fmt::format("<circle class=\"dot\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\"/>", x(at),
                         y(*trend.lines[0].points[at]));
  return svg + "</svg>";
}

std::string bar_chart(const std::vector<Bar>& bars) {
  if (bars.empty()) return {};
  constexpr double width = 480, row = 24, left = 150, right = 70;
  const double height = row * static_cast<double>(bars.size()) + 4;
  const double highest = std::max(1e-9, std::ranges::max(bars, {}, &Bar::value).value);
  const double room = width - left - right;
  auto svg =
      fmt::format("<svg class=\"bars\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\">", width, height);
  std::string cumulative;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const auto& bar = bars[i];
    const double y = row * static_cast<double>(i) + 2;
    const double length = room * std::max(0.0, bar.value) / highest;
    svg += fmt::format(
        "<text class=\"name\" x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>"
        "<rect class=\"bar\" x=\"{:.0f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"14\" rx=\"2\"/>"
        "<text class=\"value\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>",
        left - 8, y + 14, escaped(bar.label), left, y + 3, length, left + length + 6, y + 14,
        escaped(bar.shown));
    if (bar.cumulative >= 0)
      cumulative += fmt::format("{}{:.1f} {:.1f}", cumulative.empty() ? "M" : "L",
                                left + room * std::min(1.0, bar.cumulative), y + row / 2 - 2);
  }
  if (!cumulative.empty())
    svg += fmt::format(
        "<line class=\"mark\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"0\" y2=\"{1:.0f}\"/><path "
        "class=\"line s2\" d=\"{2}\"/>",
        left + room * 0.8, height, cumulative);
  return svg + "</svg>";
}

}  // namespace aftercare::report
