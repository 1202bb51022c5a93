// Values of a time series that stand out against their own season.

#pragma once

#include <vector>

#include "quality/profile/table_profile.hpp"

namespace aftercare::quality {

/// Where the sample is a series (a time column with different moments at a regular step), judges
/// each numeric column: the residual from the median of its hour and kind of day (or weekday),
/// against the residuals' MAD, limit 3.5.
void judge_seasons(TableProfile& profile, const std::vector<SampledRow>& sample);

}  // namespace aftercare::quality
