// How much a series varies by itself, whatever its level does.

#pragma once

#include <cstddef>

#include "insight/series/season.hpp"

namespace aftercare::insight {

struct Noise {
  double deviation = 0;    // Of single values about their level.
  double persistence = 0;  // Correlation with the value before, in [0, 0.9].
  std::size_t values = 0;  // It was taken from.
  // How many times the variance of a mean is that of independent values, as differences at longer
  // distances tell: errors that are no chain of first order show there. At least 1.
  double far_inflation = 1;

  /// Variance of a mean of many values times their number: correlated ones say less. Expected,
  /// given how well few values tell the persistence: they make it look smaller than it is (Kendall
  /// 1954), and what it does to a mean grows faster than it does.
  double long_run_variance() const { return deviation * deviation * inflation(); }
  double inflation() const;
};

/// From differences at one and two steps, large ones drawn in, so that shifts of the level and
/// single outliers hardly count. For errors of first order: var of the difference at one step is 2
/// s^2 (1 - r), at two 2 s^2 (1 - r^2). All 0 for fewer than four values, and if
/// hardly any value differs from the one before.
Noise noise_of(Series series);

}  // namespace aftercare::insight
