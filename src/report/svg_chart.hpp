// Small charts as SVG text, drawn without a browser; LOOK: ink for data, labels at the ends.
//
// Colours are CSS variables of the page around them (theme.css), so both themes fit.

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace aftercare::report {

/// Text made safe for HTML and SVG, attributes included. No line breaks between a number and its
/// per cent.
std::string escaped(std::string_view text);

using Points = std::vector<std::optional<double>>;  // Nothing: a gap, never a zero.

/// A line without axes, 120 x 28. Empty if there are fewer than two points.
std::string sparkline(const Points& points);

struct TrendLine {
  std::string label;
  Points points;
};
struct Trend {
  std::vector<std::string> days;  // One a point, as shown.
  std::vector<TrendLine> lines;   // At most five; one length with days.
  std::string unit;
  Points low = {}, high = {};            // A band behind the lines, of their length; or empty.
  std::vector<std::size_t> marked = {};  // Points of the first line that get a dot.
};
/// Lines over days with a zero base (below it only where a value is), a grid of few lines and
/// labels at the ends. 720 x 220.
std::string trend_chart(const Trend& trend);

struct Bar {
  std::string label;
  double value = 0;
  std::string shown;       // The value as a person reads it.
  double cumulative = -1;  // Share 0..1 for a Pareto line; negative: none.
};
/// Horizontal bars, as given (sort before); with a cumulative line and 80 % mark if shares are
/// given.
std::string bar_chart(const std::vector<Bar>& bars);

}  // namespace aftercare::report
