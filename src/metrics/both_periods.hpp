// A line of days beside the one just before it: one scan of the facts tells both.

#pragma once

#include <optional>

#include "metrics/answer.hpp"

namespace aftercare::metrics {

struct BothPeriods {
  Answer now;
  Answer before;  // To question_before().
};

/// None where it takes more than one scan: without time, with another period than the one that ends
/// the day before, with buckets that lie in both, of levels, or of what does not add up over days.
base::Result<std::optional<BothPeriods>> both_periods(const Model& model, const Question& question,
                                                      const store::Engine& engine,
                                                      const records::Viewer& viewer);

}  // namespace aftercare::metrics
