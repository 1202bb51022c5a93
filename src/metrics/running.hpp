// Rolling and cumulative numbers: each day (week, month) with what came before it.
//
// Counts, sums, means and ratios of these are put together of the counts of each day; medians and
// distinct counts cannot be, and are asked anew for every window. So every number is that of all
// rows of its window, never a mean of numbers.

#pragma once

#include "metrics/answer.hpp"

namespace aftercare::metrics {

/// REQUIRES: question.rolling or question.cumulative. Fails (usage) without day, week or month in
/// `by`, with both, with a level (which is what it is at the end of a day), or with too many
/// windows to ask for one by one.
base::Result<Answer> running_answer(const Model& model, const Question& question,
                                    const store::Engine& engine, const records::Viewer& viewer);

}  // namespace aftercare::metrics
