// Whether a series rises or falls, and how fast.

#pragma once

#include "insight/series/season.hpp"

namespace aftercare::insight {

struct Slope {
  double per_step = 0;
  double low = 0, high = 0;  // 95 %.
  double p = 1;              // That there is no trend.
};

/// From here down a slope is told as one: a page shows many series, and each could rise by chance.
inline constexpr double kSlopeTold = 0.01;

/// Median of the slopes of all pairs (Sen 1968), its interval and p-value by Kendall's rank
/// correlation with time, the variance raised where values lean on those before them
/// (long_run.hpp). Of a series of more than 1,000 values, means of neighbours stand for them. p is
/// 1 with fewer than four values.
Slope slope_of(Series series);

}  // namespace aftercare::insight
