// How the failure rates of groups are spread, as far as the groups themselves tell: nothing that is
// only estimated is taken as known, so a small group keeps a wide interval even where the groups
// look alike.

#pragma once

#include <vector>

#include "insight/defects/failure_rates.hpp"

namespace aftercare::insight {

/// One way the rates may be spread: a gamma distribution, and how likely it is beside the others.
struct RateSpread {
  double mean = 0;
  double variation = 0;  // Standard deviation between groups / mean; 0: all are alike.
  double weight = 0;     // Of all ways together: 1.
};

/// The posterior on a grid: Poisson counts, the mean by Jeffreys, the variation half-Cauchy of
/// scale 0.5 (Gelman 2006; Polson and Scott 2012). Empty when no group has units. Groups of n <= 0
/// are passed over.
std::vector<RateSpread> rate_spreads(const std::vector<Failures>& groups);

/// Failures that are expected, as a number that is not known exactly.
struct Expected {
  double mean = 0;
  double variance = 0;
};

/// Of so many more units of each group, all of whose rates are of these spreads. REQUIRES one
/// number of units for each group.
Expected expected_of(const std::vector<double>& units, const std::vector<Failures>& groups,
                     const std::vector<RateSpread>& spreads);

struct PlacedRate {
  double middle = 0;         // Median.
  double low = 0, high = 0;  // 95 %.
};

/// Where the rate of one of the groups lies. Mean and variance are those of the posterior, its
/// shape that of a gamma distribution (Wilson and Hilferty).
PlacedRate placed_rate(const Failures& group, const std::vector<RateSpread>& spreads);

}  // namespace aftercare::insight
