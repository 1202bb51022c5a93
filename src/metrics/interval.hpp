// How far a number may be from what it measures: 95 % intervals of shares, rates and means.

#pragma once

#include <cstdint>
#include <optional>

namespace aftercare::metrics {

struct Interval {
  double low = 0;
  double high = 0;
};

/// Of a share: Wilson's score interval. REQUIRES: 0 <= part <= whole. None: nothing was counted.
std::optional<Interval> share_interval(double part, double whole);

/// Of events for each unit of exposure: the exact Poisson limits (Garwood 1936), from 100 events on
/// Byar's approximation to them. None: no exposure.
std::optional<Interval> rate_interval(double events, double exposure);

/// Of a mean, from n values, their sum and the sum of their squares: Student's t. None: fewer than
/// three values.
std::optional<Interval> mean_interval(double n, double sum, double squares);

}  // namespace aftercare::metrics
