// Whether a series rises or falls, and how fast.

#pragma once

#include "insight/series/season.hpp"

namespace aftercare::insight {

struct Slope {
  double per_step = 0;
  double low = 0, high = 0;  // 95 %.
  double p = 1;              // That there is no trend.
};

/// Median of the slopes of all pairs (Sen 1968), its interval and p-value by Kendall's rank
/// correlation with time, the variance raised by the correlation of neighbours (Hamed and Rao
/// 1998). Of a series of more than 1,000 values, means of neighbours stand for them. p is 1 with
/// fewer than four values.
Slope slope_of(Series series);

}  // namespace aftercare::insight
