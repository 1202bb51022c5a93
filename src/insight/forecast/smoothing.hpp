// Exponential smoothing with damped trend, none, one or two seasons, and carried-over errors.
//
// Level, trend and season follow Holt and Winters; the damping Gardner and McKenzie (1985); two
// seasons and the autocorrelated error Taylor (2003). Additive: a caller that wants factors gives
// logarithms.

#pragma once

#include "insight/series/season.hpp"

namespace aftercare::insight {

struct SmoothingShape {
  bool trend = false;                // Damped, if there is one.
  std::vector<std::size_t> seasons;  // At most two periods, the shorter first.
  bool carried = false;              // A share of the last error is expected again.
};

/// The next `horizon` values, with the parameters that made the smallest errors one step ahead.
/// A constant series is continued. REQUIRES a value.
Values smooth_ahead(Series series, const SmoothingShape& shape, std::size_t horizon);

}  // namespace aftercare::insight
