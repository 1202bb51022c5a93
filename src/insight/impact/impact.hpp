// Did something that began on one day change a series?
//
// What the series would have been is told by its own past (its line, where it had one: interrupted
// time series) or by others that it did not touch (difference in differences). The same question
// put to earlier days, when nothing began, says how often such an effect comes of itself (placebo).

#pragma once

#include <cstddef>

#include "base/result.hpp"
#include "insight/series/season.hpp"

namespace aftercare::insight {

/// From here down an effect is called clear: people act on that word.
inline constexpr double kImpactClear = 0.02;

struct Impact {
  std::size_t before_n = 0, after_n = 0;
  double before = 0, after = 0;  // Means of the series as it is.
  double expected = 0;           // Mean after, had nothing begun.
  double effect = 0;             // after - expected.
  double low = 0, high = 0;      // 95 %.
  double p = 1;
  bool line = false;         // The past rose or fell, and was expected to go on.
  std::size_t placebos = 0;  // Earlier days that were asked ...
  double placebo_p = 1;      // ... and the share whose effect was as sure, this one counted.
  bool clear = false;        // p below kImpactClear, and placebo_p below 0.05 where there are 20.
};

struct ImpactSettings {
  std::size_t season = 0;  // 0 or 1: none.
};

/// `at`: the first value after the beginning. `control` is empty or as long as the series; it takes
/// away what both had in common. Fails (input) with fewer than five values before or after.
base::Result<Impact> impact_of(Series series, Series control, std::size_t at,
                               const ImpactSettings& settings = {});

}  // namespace aftercare::insight
