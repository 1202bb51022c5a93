// Waves of the seasons along a line.

#pragma once

#include "insight/series/season.hpp"

namespace aftercare::insight {

/// Regression on a line, and sines and cosines of each season (up to 6 waves each, as many as the
/// corrected criterion of Akaike takes: Hurvich and Tsai 1989); a share of the last error is
/// carried on. Empty if too short.
Values harmonics_ahead(Series series, const std::vector<std::size_t>& seasons, std::size_t horizon);

}  // namespace aftercare::insight
