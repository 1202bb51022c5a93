// Rules of the workspace: what a metric's rows have in common, and what comes next to their people.

#pragma once

#include "insight/association/baskets.hpp"
#include "insight/association/next_problem.hpp"
#include "insight/told/counted_rows.hpp"

namespace aftercare::insight {

/// A row is a basket; its items are "dimension = value" of these dimensions, values by label.
base::Result<Baskets> counted_baskets(const Workspace& workspace, const std::string& metric,
                                      const std::vector<std::string>& dimensions,
                                      metrics::Language language, const RowsAsked& asked);

/// Problems are the values of one dimension, people the customers; several accounts of one person
/// are one. Fails (a refusal) for who may not tell customers apart.
base::Result<NextProblems> next_problems(const Workspace& workspace, const std::string& metric,
                                         const std::string& dimension, metrics::Language language,
                                         int within_days, const RowsAsked& asked);

}  // namespace aftercare::insight
