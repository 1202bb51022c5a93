// The normal distribution.

#pragma once

#include <cmath>

namespace aftercare::insight {

/// Of a standard normal number, the probability to be at most z.
inline double normal_share(double z) {
  return std::erfc(-z / std::sqrt(2.0)) / 2;
}

/// Two-sided p-value of a standardised difference.
inline double two_sided(double z) {
  return std::erfc(std::abs(z) / std::sqrt(2.0));
}

/// Half width of a two-sided interval of 95 % in standard errors.
inline constexpr double kNormal95 = 1.959964;

}  // namespace aftercare::insight
