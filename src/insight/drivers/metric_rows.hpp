// The rows behind a metric in two periods, by dimensions: what its change is explained from.

#pragma once

#include "insight/drivers/labelled_rows.hpp"
#include "insight/told/counted_rows.hpp"

namespace aftercare::insight {

/// Of a count each row is one; of a ratio of counts the rows of its base, and those counted on them
/// add 1 to the sum. Values by their labels. Fails (usage) on a metric that counts no rows, and on
/// a dimension that they do not have.
base::Result<LabelledRows> metric_rows(const Workspace& workspace, const std::string& metric,
                                       const std::vector<std::string>& dimensions,
                                       metrics::Language language, const RowsAsked& before,
                                       const RowsAsked& after);

}  // namespace aftercare::insight
