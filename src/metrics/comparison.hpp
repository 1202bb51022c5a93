// The same numbers of the period before, or of a year before, beside those asked.

#pragma once

#include <optional>

#include "metrics/answer.hpp"

namespace aftercare::metrics {

/// The period that one is compared with: as many whole months before whole months, else as many
/// days; or the same days a year before (February 29 becomes the 28th). Null days: none.
Period period_against(const Period& period, Against against);

/// The question about the period before; of all values, since a limit chooses from the period
/// asked.
Question question_before(const Question& question, const Period& before);

/// Fills `answer.before`, out of the answer to question_before() if there is one; rows that only
/// the other period has are added with what the metric is of nothing, unless a limit or a condition
/// on metrics chose the rows. Buckets of time stand beside those as far from the beginning, a year
/// before beside the same date.
base::Result<void> add_comparison(const Model& model, const Question& question,
                                  const store::Engine& engine, const records::Viewer& viewer,
                                  const std::optional<Answer>& earlier_answer, Answer& answer);

/// None without both. `relative` is of the size of the value before.
struct Change {
  std::optional<double> absolute;
  std::optional<double> relative;
};
Change change_of(const store::Cell& now, const store::Cell& before);

}  // namespace aftercare::metrics
