// What repeats in a series, and how strongly.

#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace aftercare::insight {

using Values = std::vector<double>;
using Series = std::span<const double>;

/// Autocorrelation at a lag; 0 for a constant series or too short a one.
double autocorrelation(Series series, std::size_t lag);

/// Whether the period shows at 90 %: the autocorrelation at the period against Bartlett's limit for
/// the shorter lags. REQUIRES period >= 2. False with fewer than three periods.
bool shows_season(Series series, std::size_t period);

/// The series less its centred moving average over the period.
Values less_moving_average(Series series, std::size_t period);

/// Mean deviation of each place of the period from the moving average, summing to 0; place 0 is the
/// series' first value. All 0 with fewer than two periods. Shrunk towards 0 as far as the values of
/// a place do not agree with each other.
Values season_of(Series series, std::size_t period);

/// Periods at which the series repeats: `known` (if >= 2 and it shows) and those longer ones which
/// stand out as peaks of the autocorrelation. Ascending, at most two.
std::vector<std::size_t> seasons_of(Series series, std::size_t known);

}  // namespace aftercare::insight
