#include "report/histogram.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/svg_chart.hpp"

namespace aftercare::report {

std::string histogram_chart(const std::vector<HistogramBar>& bars, const std::string& first,
                            const std::string& last) {
  if (bars.empty()) return {};
  constexpr double width = 320, height = 96, below = 18;
  const double highest = std::max(1e-9, std::ranges::max(bars, {}, &HistogramBar::value).value);
  const double step = width / static_cast<double>(bars.size());
  const double gap = step > 6 ? 1 : 0.3;
  auto svg = fmt::format(
      "<svg class=\"histogram\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\">"
      "<line class=\"grid\" x1=\"0\" x2=\"{:.0f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>",
      width, height, width, height - below, height - below);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    // A bar that stands for something is seen, however low.
    const double drawn =
        bars[i].value <= 0 ? 0 : std::max(1.0, (height - below - 4) * bars[i].value / highest);
    svg += fmt::format(
        "<rect class=\"bar\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\">"
        "<title>{}</title></rect>",
        step * static_cast<double>(i) + gap / 2, height - below - drawn, std::max(0.5, step - gap),
        drawn, escaped(bars[i].shown));
  }
  return svg + fmt::format(
                   "<text x=\"0\" y=\"{0:.0f}\">{1}</text><text x=\"{2:.0f}\" y=\"{0:.0f}\" "
                   "text-anchor=\"end\">{3}</text></svg>",
                   height - 4, escaped(first), width, escaped(last));
}

}  // namespace aftercare::report
