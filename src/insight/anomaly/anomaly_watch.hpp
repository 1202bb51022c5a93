// Watches a series as it arrives: how surprising is each value, given only what came before?
//
// Four views of a value, each a distance to what was seen before: the value itself, the value
// beside the level of the last rows, its deviation from the same time of earlier seasons, and the
// spread of the last rows. A view's surprise is its rank among all of its earlier distances, a
// conformal p-value (Vovk et al. 2005; distance to the nearest as strangeness: Laxhammar and
// Falkman 2010), so no scale, no distribution and no threshold has to be known. The views are put
// together by the quadratic mean of -log10 p. What goes on after an alarm is no news: it counts
// less until something stranger comes.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "insight/anomaly/ranked_values.hpp"

namespace aftercare::insight {

struct AnomalySettings {
  double season = 0;  // In units of time; 0: none.
  double step = 1;    // Between two values, usually.
};

/// All that a watch knows, to go on with it another day.
struct AnomalyState {
  static constexpr std::size_t kSorted = 8;
  AnomalySettings settings;
  std::vector<double> times, values, levels, sums;  // sums: one more than values.
  std::array<std::vector<double>, kSorted> sorted;  // Each ascending.
  std::vector<std::pair<std::uint64_t, double>> recent;
};

struct AnomalyPoint {
  double expected = 0;       // From the past alone; NaN for the first value.
  double low = 0, high = 0;  // Where 99 of 100 values would lie, by the past deviations.
  double score = 0;          // In [0, 1): 1 - p after decay. 0.99: one value in a hundred.
};

class AnomalyWatch {
 public:
  explicit AnomalyWatch(const AnomalySettings& settings) : settings_(settings) {}
  /// REQUIRES: of state().
  static AnomalyWatch resumed(const AnomalyState& state);
  /// A watch made of it gives the same points from here on.
  AnomalyState state() const;

  /// REQUIRES finite numbers, times not descending.
  AnomalyPoint next(double time, double value);

 private:
  static constexpr std::size_t kViews = 4;
  /// Median of the values at this time of the last seasons; false if there are none.
  bool seasonal(double time, double& median) const;
  double surprise(std::size_t view, double distance);
  double beside_level(double value);
  double newest_spread() const;
  double after_decay(double strangeness);

  AnomalySettings settings_;
  std::vector<double> times_, values_, levels_;
  std::vector<double> sums_{0};  // Of what the values are more than the first of them.
  RankedValues seen_values_, seen_deviations_, seen_spreads_, seen_residuals_;
  std::array<RankedValues, kViews> distances_;
  std::deque<std::pair<std::size_t, double>> recent_;  // Falling surprises, to know the highest.
};

}  // namespace aftercare::insight
