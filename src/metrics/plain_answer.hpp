// A question answered as it stands: rows, totals and notes, without what is derived of them
// (running.hpp, rest.hpp, comparison.hpp, shares.hpp).

#pragma once

#include <vector>

#include "metrics/answer.hpp"
#include "metrics/evaluate.hpp"

namespace aftercare::metrics {

base::Result<Answer> plain_answer(const Model& model, const Question& question,
                                  const store::Engine& engine, const records::Viewer& viewer);

/// The plan of the question without its dimensions.
base::Result<Plan> whole_plan(const Model& model, const ResolvedQuestion& question);
/// The answer out of what was found. `whole` is run if what was found does not tell the total.
base::Result<Answer> answer_of(const Question& question, const ResolvedQuestion& resolved,
                               const Evaluation& evaluation, const Plan& whole,
                               const store::Engine& engine, const records::Viewer& viewer);

/// The question's names looked up, and the last day of data if one of its metrics needs it.
base::Result<ResolvedQuestion> settled(const Model& model, const Question& question,
                                       const store::Engine& engine, const records::Viewer& viewer);

base::Result<Evaluation> evaluated(const Model& model, const ResolvedQuestion& question,
                                   const store::Engine& engine, const records::Viewer& viewer);

/// What is asked, else the days of the data.
base::Result<Period> period_asked(const ResolvedQuestion& question, const Plan& plan,
                                  const store::Engine& engine, const records::Viewer& viewer);

/// Position of day, week or month in `by`.
std::optional<std::size_t> time_position(const std::vector<const Dimension*>& by);

/// A row of the answer: the key, then each metric with its population and interval.
void add_row(Key key, const std::vector<Measured>& measured, Answer& answer);

/// What run() may leave out for the question; none where the rows have to be looked at first.
std::optional<FirstRows> first_rows(const Question& question, const ResolvedQuestion& resolved,
                                    const Plan& plan);

/// The conditions on metrics, the order and the limit of the question. REQUIRES: the question was
/// answered so far, so what it orders by is there.
void finish_rows(const Question& question, Answer& answer);

/// What the metric is of no rows at all: 0 where it counts or adds, else null.
store::Cell of_nothing(const Metric& metric);

}  // namespace aftercare::metrics
