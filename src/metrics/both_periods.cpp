#include "metrics/both_periods.hpp"

#include "metrics/buckets.hpp"
#include "metrics/comparison.hpp"
#include "metrics/plain_answer.hpp"

namespace aftercare::metrics {

base::Result<std::optional<BothPeriods>> both_periods(const Model& model, const Question& question,
                                                      const store::Engine& engine,
                                                      const records::Viewer& viewer) {
  const auto nothing = std::optional<BothPeriods>();
  if (question.compare == Against::nothing || !question.from || !question.to ||
      *question.from > *question.to)
    return nothing;
  const auto before = period_against({question.from, question.to}, question.compare);
  if (*before.to + std::chrono::days(1) != *question.from) return nothing;
  const auto resolved = settled(model, question, engine, viewer);
  if (!resolved) return base::failure_of(resolved);
  const auto time = time_position(resolved->by);
  if (!time || first_day_of(*question.from, resolved->by[*time]->unit) != *question.from)
    return nothing;

  auto wide = *resolved;
  wide.from = before.from;
  auto plan = compile(model, wide);
  if (!plan) return base::failure_of(plan);
  auto then = *resolved;
  then.from = before.from;
  then.to = before.to;
  const auto whole_now = whole_plan(model, *resolved);
  if (!whole_now) return base::failure_of(whole_now);
  const auto whole_then = whole_plan(model, then);
  if (!whole_then) return base::failure_of(whole_then);
  if (plan->measures != whole_now->measures || !is_by(*plan, *time)) return nothing;
  for (std::size_t metric = 0; metric < plan->metrics.size(); ++metric)
    if (!adds_up(*plan, metric)) return nothing;

  const auto both = Evaluation::run(std::move(*plan), wide.by, engine, viewer);
  if (!both) return base::failure_of(both);
  auto now = answer_of(question, *resolved, both->between(*question.from, *question.to), *whole_now,
                       engine, viewer);
  if (!now) return base::failure_of(now);
  const auto first = first_day_of(*before.from, resolved->by[*time]->unit);
  auto earlier = answer_of(question_before(question, before), then,
                           both->between(first, *before.to), *whole_then, engine, viewer);
  if (!earlier) return base::failure_of(earlier);
  return std::optional(BothPeriods{std::move(*now), std::move(*earlier)});
}

}  // namespace aftercare::metrics
