// How long what was sold lasts, from what is stored: units by the day they were ordered, and
// failures by the age at which they were told.

#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "insight/defects/survival.hpp"
#include "insight/told/counted_rows.hpp"

namespace aftercare::insight {

struct LifetimesAsked {
  std::string metric;
  std::string dimension;
  std::string compared_within;  // A dimension whose values are the strata; empty: there is one.
  RowsAsked rows;
};

struct StoredLifetimes {
  std::map<std::string, std::vector<Lifetime>> of;  // In days, by value of the dimension (label).
  std::size_t unmatched = 0;                        // Failures of which no such unit is known.
};

/// Of a ratio of complaints to orders: a unit is what is counted below the line, in use from its
/// day to the last day of the data; it failed with the first complaint counted above the line about
/// its order. Strata are numbered as they are met. The days asked are those of the units. Empty
/// where the rows do not tell (complaints that know no order, a base without the dimension). Fails
/// like metrics::answer().
base::Result<StoredLifetimes> stored_lifetimes(const Workspace& workspace,
                                               const LifetimesAsked& asked,
                                               metrics::Language language);

}  // namespace aftercare::insight
