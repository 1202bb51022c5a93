// A value explained by the values some steps before it.

#pragma once

#include "insight/series/season.hpp"

namespace aftercare::insight {

/// Lags that describe a series of these seasons: the last few, and those around one period (and two
/// of the shortest) ago. Only lags that leave `least_rows` rows to learn from.
std::vector<std::size_t> lags_of(const std::vector<std::size_t>& seasons, std::size_t length,
                                 std::size_t recent);

/// The next values by ridge regression on the lags (Hoerl and Kennard 1970), the penalty chosen by
/// generalised cross-validation; what lies farther back counts less. Empty if too short.
Values autoregress_ahead(Series series, const std::vector<std::size_t>& lags, std::size_t horizon);

}  // namespace aftercare::insight
