// Two segments side by side, on every metric that both have.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "insight/statistics/difference.hpp"
#include "insight/told/counted_rows.hpp"
#include "metrics/interval.hpp"

namespace aftercare::insight {

struct ComparedMetric {
  std::string name;
  base::Message label;
  std::optional<metrics::Format> format;  // None: a plain number.
  std::optional<double> value[2];
  double n[2] = {0, 0};
  std::optional<metrics::Interval> interval[2];
  // Shares, rates and means only: a count grows with its segment, and a quantile has no interval.
  std::optional<Difference> difference;
  double q = 1;        // Of all metrics tested (Benjamini and Hochberg).
  bool clear = false;  // q at most 0.02.
};

struct Comparison {
  std::vector<ComparedMetric> metrics;  // Clear ones first, the surest first; then as defined.
  std::size_t tested = 0;
  /// Metrics that cannot be narrowed to these segments, and why.
  std::vector<std::pair<std::string, base::Message>> left_out;
};

struct CompareAsked {
  std::vector<std::string> metrics;     // Empty: all.
  std::vector<metrics::Filter> both;    // What both segments share.
  std::vector<metrics::Filter> one[2];  // What tells them apart.
  std::optional<records::Day> from, to;
};

/// Whether two numbers with their intervals differ, of five rows a side or more; none where one has
/// no interval.
void test_difference(ComparedMetric& one);
/// q, what is clear, and the order.
void judge(Comparison& comparison);

/// Fails (usage) if a named metric cannot be narrowed so, or no metric can.
base::Result<Comparison> compare_segments(const Workspace& workspace, const CompareAsked& asked);

/// All rows but those of the filters. Fails (usage) unless it is one list of values: "not (A and
/// B)" is no list of conditions.
base::Result<std::vector<metrics::Filter>> all_others(const std::vector<metrics::Filter>& filters);

}  // namespace aftercare::insight
