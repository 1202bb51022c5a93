// The rows behind a share or a mean of the workspace, and what may have influenced it.

#pragma once

#include <string>
#include <vector>

#include "insight/influence/influence_rows.hpp"
#include "insight/told/counted_rows.hpp"

namespace aftercare::insight {

/// Of a share of rows its base, 1 for those that count; of a mean the rows that have the number.
/// `factors`: dimensions or columns of the fact by name; empty: the usual ones, without those that
/// the metric is itself made of. Fails (usage) on a metric of another kind, an unknown factor, and
/// one that these rows do not have.
base::Result<InfluenceRows> metric_influences(const Workspace& workspace, const std::string& metric,
                                              const std::vector<std::string>& factors,
                                              const RowsAsked& asked);

}  // namespace aftercare::insight
