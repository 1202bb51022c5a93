// How groups that fail went on week by week: what of each was sold and what failed.

#pragma once

#include <vector>

#include "app/cli/insight_defect_report.hpp"
#include "app/explained.hpp"
#include "metrics/answer.hpp"
#include "metrics/definition.hpp"

namespace aftercare::app {

struct DefectStepsAsked {
  ExplainFor whom;
  metrics::Question question;  // Of the ratio that the groups are of; without dimensions.
  const metrics::Ratio& ratio;
  std::string step;  // A dimension of time: week or month.
};

/// Whether what failed can be counted row by row, with the dimension of each: else the ratio itself
/// tells it, of parts of its base.
bool has_rows_of_failures(const metrics::Ratio& ratio, const metrics::Dimension& dimension);

/// failures_in: the numerator of the ratio in a row of the answer.
double failures_in(const metrics::Answer& answer, std::size_t row, const metrics::Ratio& ratio);

/// Gives the report its steps, and each group its own. A step in which a group failed and nothing
/// of it was sold has failures all the same where the ratio counts rows.
base::Result<void> add_defect_steps(const DefectStepsAsked& asked, DefectReport& report);

}  // namespace aftercare::app
