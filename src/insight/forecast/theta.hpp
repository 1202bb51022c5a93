// The Theta method: half a straight line, half the smoothed bends.

#pragma once

#include "insight/series/season.hpp"

namespace aftercare::insight {

/// Assimakopoulos and Nikolopoulos (2000), as Hyndman and Billah (2003) write it: simple
/// exponential smoothing with a drift of half the slope. Additive season removed before and put
/// back.
Values theta_ahead(Series series, const std::vector<std::size_t>& seasons, std::size_t horizon);

}  // namespace aftercare::insight
