// How much a mean or a slope of a series varies whose values lean on those before them.

#pragma once

#include <cstddef>
#include <vector>

#include "insight/series/season.hpp"

namespace aftercare::insight {

struct LongRun {
  double variance = 0;  // Of a mean of many values, times their number; 0 if nothing varies.
  double freedom = 0;   // Of the estimate: a difference over its error is Student's with it.
};

/// From the slow waves of what a regression on `regressors` (each as long as the series, a constant
/// among them) leaves, with as few waves as the series' length allows, so that the estimate's own
/// error is known and stands in the freedom (Lazarus, Lewis, Stock and Watson 2018). Waves are
/// taken less what the regressors explain of them (Sun 2011). Freedom 0 where too few are left.
LongRun long_run_of(Series series, const std::vector<Values>& regressors);

}  // namespace aftercare::insight
