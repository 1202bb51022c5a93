// Control charts: which values are more than the ordinary variation of a process.
//
// Limits: single values with moving ranges (X-mR), shares (p), counts on a base (u); Shewhart, as
// in Montgomery, "Introduction to Statistical Quality Control". Rules: Western Electric 1 to 4 and
// six in a row that rise or fall (Nelson 1984).

#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "insight/series/season.hpp"

namespace aftercare::insight {

enum class ChartKind : std::uint8_t { single_values, shares, rates };

enum class ChartRule : std::uint8_t {
  beyond_limit,       // One outside three deviations.
  two_of_three,       // Two of three beyond two deviations, on one side.
  four_of_five,       // Four of five beyond one deviation, on one side.
  eight_on_one_side,  // Eight in a row on one side of the centre.
  six_rising_or_falling
};

struct ChartPoint {
  double value = 0;  // The value, the share, or the rate.
  double low = 0;    // Limits at three deviations; those of shares and rates not below 0 ...
  double high = 0;   // ... and those of shares not above 1.
  double deviation = 0;
};

struct ChartHit {
  std::size_t at = 0;  // The value that completes the pattern.
  ChartRule rule = ChartRule::beyond_limit;
};

struct ControlChart {
  ChartKind kind = ChartKind::single_values;
  double centre = 0;
  std::vector<ChartPoint> points;
  std::vector<ChartHit> hits;  // In order; of a pattern that goes on only its completion.
};

/// Fails (input) with fewer than two values.
base::Result<ControlChart> chart_of_values(Series values);
/// Counts on their bases. Fails (input) on a base that is not above 0, on a count below 0, and for
/// shares on a count above its base.
base::Result<ControlChart> chart_of_counts(ChartKind kind, Series counts, Series bases);

std::string_view to_name(ChartRule rule);  // "beyond_limit" ...
base::Message rule_label(ChartRule rule);

}  // namespace aftercare::insight
