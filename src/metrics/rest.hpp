// The first rows, and all others as one: asked of the rows they stand for, so that a ratio of the
// rest is that of its rows.

#pragma once

#include "metrics/answer.hpp"

namespace aftercare::metrics {

/// REQUIRES: question.other. Fails (usage) without a limit, and unless it is by exactly one
/// dimension beside time. With time the same values are shown in every bucket: the first of the
/// whole period.
base::Result<Answer> answer_with_rest(const Model& model, const Question& question,
                                      const store::Engine& engine, const records::Viewer& viewer);

}  // namespace aftercare::metrics
