// A ratio of the workspace as events on a base, for the search for causes.

#pragma once

#include "insight/rootcause/cause_rows.hpp"
#include "insight/told/counted_rows.hpp"

namespace aftercare::insight {

struct CountedCauses {
  CauseRows rows;
  std::vector<const metrics::Dimension*> dimensions;  // Of the rows' dimensions.
  std::string fact;                                   // The events are rows of ...
  std::string day;                                    // ... on this day ...
  store::ExpressionPtr where;                         // ... if they meet this.
  std::vector<std::vector<store::Cell>> codes;        // Of each dimension's values.
};

/// What is counted above the line is the events, what it is counted on the base. `dimensions`:
/// those that events must have; empty: what they have of the usual ones. Fails (usage) on a metric
/// that is no ratio of counts.
base::Result<CountedCauses> counted_causes(const Workspace& workspace, const std::string& metric,
                                           const std::vector<std::string>& dimensions,
                                           metrics::Language language, const RowsAsked& asked);

}  // namespace aftercare::insight
