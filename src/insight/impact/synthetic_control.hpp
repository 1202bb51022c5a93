// Others that together went as the treated series did before, to say how it would have gone on.
//
// Synthetic control: weights, none negative and their sum 1, so that the mean of the others lies
// nearest to the treated series before the beginning (Abadie, Diamond and Hainmueller 2010).
// Matched control: the few others that each go most alike.

#pragma once

#include <cstddef>
#include <vector>

#include "base/result.hpp"
#include "insight/impact/impact.hpp"

namespace aftercare::insight {

struct SyntheticControl {
  Values weights;            // Of each of the others.
  Values values;             // The control, as long as the series.
  double left_before = 0;    // Root mean square of what it misses before the beginning ...
  double left_after = 0;     // ... and after it.
  std::size_t placebos = 0;  // Others that were treated as if they were the one, ...
  double placebo_p = 1;      // ... and the share that then missed as much more after.
};

/// Levels are told apart from movements: each series is taken less its mean before the beginning
/// (Ferman and Pinto 2021). Fails (input) without others, or with fewer than five values before or
/// after. All series are as long.
base::Result<SyntheticControl> synthetic_control(Series treated, const std::vector<Values>& others,
                                                 std::size_t at);

/// The `most` others that went most alike before the beginning, the nearest first: by what is left
/// when each series is taken less its mean.
std::vector<std::size_t> matched_controls(Series treated, const std::vector<Values>& others,
                                          std::size_t at, std::size_t most);

}  // namespace aftercare::insight
