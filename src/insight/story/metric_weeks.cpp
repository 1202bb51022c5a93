#include "insight/story/metric_weeks.hpp"

#include <limits>
#include <optional>
#include <utility>

#include "metrics/answer.hpp"
#include "metrics/cell.hpp"
#include "metrics/evaluate.hpp"
#include "metrics/plain_answer.hpp"

namespace aftercare::insight {

base::Result<MetricWeeks> metric_weeks(const Workspace& workspace,
                                       const std::vector<const metrics::Metric*>& all,
                                       const std::vector<metrics::Filter>& where,
                                       const StoryWeeks& weeks) {
  MetricWeeks told{std::vector<std::vector<double>>(all.size()), std::vector<double>(all.size())};
  const auto note = [&](std::size_t metric, const store::Cell& value, const store::Cell& n) {
    told.values[metric].push_back(
        metrics::number_in(value).value_or(std::numeric_limits<double>::quiet_NaN()));
    told.n[metric] = metrics::number_in(n).value_or(0);
  };
  std::vector<std::size_t> adding, others;
  metrics::Question by_day, by_week;
  by_day.where = by_week.where = where;
  by_day.by = {"day"};
  by_day.from = weeks.from(0);
  by_day.to = weeks.last;
  for (std::size_t m = 0; m < all.size(); ++m) {
    auto one = by_day;
    one.metrics = {all[m]->name};
    const auto resolved = metrics::resolve(workspace.model, one);
    if (!resolved) return tl::unexpected(resolved.error());
    const auto plan = metrics::compile(workspace.model, *resolved);
    const auto whole = metrics::whole_plan(workspace.model, *resolved);
    const bool adds = plan && whole && plan->measures == whole->measures &&
                      metrics::adds_up(*plan, 0) && metrics::is_by(*plan, 0);
    (adds ? adding : others).push_back(m);
    (adds ? by_day : by_week).metrics.push_back(all[m]->name);
  }
  std::optional<metrics::Evaluation> days;
  if (!adding.empty()) {
    const auto resolved =
        metrics::settled(workspace.model, by_day, workspace.engine, workspace.viewer);
    if (!resolved) return tl::unexpected(resolved.error());
    auto found = metrics::evaluated(workspace.model, *resolved, workspace.engine, workspace.viewer);
    if (!found) return tl::unexpected(found.error());
    days = std::move(*found);
  }
  for (std::size_t week = 0; week < weeks.count; ++week) {
    if (days) {
      const auto merged = days->within(weeks.from(week), weeks.to(week), store::DayUnit::day);
      for (std::size_t i = 0; i < adding.size(); ++i) {
        const auto measured = merged.measured(i, {});
        note(adding[i], measured.value, measured.n);
      }
    }
    if (others.empty()) continue;
    by_week.from = weeks.from(week);
    by_week.to = weeks.to(week);
    const auto answer =
        metrics::answer(workspace.model, by_week, workspace.engine, workspace.viewer);
    if (!answer) return tl::unexpected(answer.error());
    for (std::size_t i = 0; i < others.size(); ++i)
      note(others[i], answer->total[i], answer->total_n[i]);
  }
  return told;
}

}  // namespace aftercare::insight
