// The workspace's customers as cohorts.

#pragma once

#include "insight/cohorts/cohorts.hpp"
#include "insight/told/counted_rows.hpp"

namespace aftercare::insight {

/// `asked.where` chooses the orders that begin and go on a customer's history; returns and
/// complaints of these customers count whatever they are about. Fails (a refusal) for who may not
/// tell customers apart, (input) without a whole month.
base::Result<CohortTable> customer_cohorts(const Workspace& workspace, const RowsAsked& asked);

}  // namespace aftercare::insight
