#include "metrics/shares.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "metrics/plain_answer.hpp"

namespace aftercare::metrics {
namespace {

bool adds_up(const Metric& metric) {
  using store::Function;
  if (const auto* stock = std::get_if<Stock>(&metric.kind))
    return stock->tells == Stock::Tells::level;
  const auto* single = std::get_if<Single>(&metric.kind);
  if (single == nullptr) return false;
  const auto function = single->of.front().function;
  return function == Function::count || function == Function::count_distinct ||
         function == Function::sum;
}

using Totals = std::vector<store::Cell>;

}  // namespace

base::Result<void> add_shares(const Model& model, const Question& question,
                              const store::Engine& engine, const records::Viewer& viewer,
                              Answer& answer) {
  const auto resolved = resolve(model, question);
  if (!resolved) return base::failure_of(resolved);
  const auto time = time_position(resolved->by);
  const bool in_buckets = time && resolved->by.size() > 1;
  std::map<Key, Totals, KeyLess> of_bucket;
  if (in_buckets) {
    auto by_time = question;
    by_time.by = {resolved->by[*time]->name};
    by_time.share = by_time.other = false;
    by_time.compare = Against::nothing;
    by_time.limit.reset();
    by_time.having.clear();
    by_time.order.clear();
    const auto totals = metrics::answer(model, by_time, engine, viewer);
    if (!totals) return base::failure_of(totals);
    for (const auto& row : totals->rows) of_bucket[{row.front()}] = {row.begin() + 1, row.end()};
  }
  const auto dimensions = resolved->by.size();
  answer.shares.clear();
  for (const auto& row : answer.rows) {
    const auto& totals = in_buckets ? of_bucket[{row[*time]}] : answer.total;
    std::vector<std::optional<double>> shares;
    for (std::size_t metric = 0; metric < resolved->metrics.size(); ++metric) {
      const auto value = number_in(row[dimensions + metric]);
      const auto total = metric < totals.size() ? number_in(totals[metric]) : std::nullopt;
      const bool possible = adds_up(*resolved->metrics[metric]) && value && total && *total != 0;
      shares.push_back(possible ? std::optional(*value / *total) : std::nullopt);
    }
    answer.shares.push_back(std::move(shares));
  }
  for (const auto* metric : resolved->metrics)
    if (!adds_up(*metric))
      answer.notes.push_back(
          {fmt::format("{} has no share of a total: its rows do not add up to one", metric->name),
           fmt::format("{}没有占总计的比例：各行不能相加", metric->label.zh)});
  return {};
}

}  // namespace aftercare::metrics
