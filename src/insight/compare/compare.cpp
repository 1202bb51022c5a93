#include "insight/compare/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "insight/statistics/false_discovery.hpp"
#include "metrics/answer.hpp"
#include "metrics/cell.hpp"

namespace aftercare::insight {
namespace {

constexpr double kClearDifference = 0.02;
constexpr double kFewestCompared = 5;  // Rows of a segment that a test needs.

base::Result<ComparedMetric> compared(const Workspace& workspace, const metrics::Metric& metric,
                                      const CompareAsked& asked) {
  ComparedMetric one;
  one.name = metric.name;
  one.label = {metric.label.en, metric.label.zh};
  one.format = metric.format;
  for (int side = 0; side < 2; ++side) {
    metrics::Question question;
    question.metrics = {metric.name};
    question.where = asked.both;
    question.where.insert(question.where.end(), asked.one[side].begin(), asked.one[side].end());
    question.from = asked.from;
    question.to = asked.to;
    question.mean_intervals = true;
    const auto answer =
        metrics::answer(workspace.model, question, workspace.engine, workspace.viewer);
    if (!answer) return base::failure_of(answer);
    one.value[side] = metrics::number_in(answer->total[0]);
    one.n[side] = metrics::number_in(answer->total_n[0]).value_or(0);
    one.interval[side] = answer->total_intervals[0];
  }
  test_difference(one);
  return one;
}

}  // namespace

void test_difference(ComparedMetric& one) {
  if (one.value[0] && one.value[1] && one.interval[0] && one.interval[1] &&
      std::min(one.n[0], one.n[1]) >= kFewestCompared)
    one.difference = difference_of({*one.value[0], one.interval[0]->low, one.interval[0]->high},
                                   {*one.value[1], one.interval[1]->low, one.interval[1]->high});
}

void judge(Comparison& comparison) {
  std::vector<double> p;
  for (const auto& one : comparison.metrics)
    if (one.difference) p.push_back(one.difference->p);
  const auto q = benjamini_hochberg(p);
  comparison.tested = p.size();
  std::size_t at = 0;
  for (auto& one : comparison.metrics)
    if (one.difference) {
      one.q = q[at++];
      one.clear = one.q <= kClearDifference;
    }
  std::ranges::stable_sort(comparison.metrics, [](const auto& a, const auto& b) {
    if (a.clear != b.clear) return a.clear;
    return a.clear && a.difference->p < b.difference->p;
  });
}

base::Result<Comparison> compare_segments(const Workspace& workspace, const CompareAsked& asked) {
  Comparison comparison;
  const bool named = !asked.metrics.empty();
  std::vector<const metrics::Metric*> wanted;
  for (const auto& name : asked.metrics) {
    const auto metric = workspace.model.metric(name);
    if (!metric) return base::failure_of(metric);
    wanted.push_back(*metric);
  }
  if (!named)
    for (const auto& metric : workspace.model.metrics()) wanted.push_back(&metric);
  for (const auto* metric : wanted) {
    auto one = compared(workspace, *metric, asked);
    if (one) {
      comparison.metrics.push_back(std::move(*one));
      continue;
    }
    // Of a list that nobody chose, what does not apply is no mistake; a wrong filter is.
    if (named || one.error().kind != base::ErrorKind::usage) return base::failure_of(one);
    comparison.left_out.emplace_back(metric->name,
                                     base::Message{one.error().message, one.error().message_zh});
  }
  if (comparison.metrics.empty()) {
    const auto& why = comparison.left_out.front().second;
    return base::failure(fmt::format("no metric can be compared so: {}", why.en),
                         fmt::format("没有指标可以这样比较：{}", why.zh));
  }
  judge(comparison);
  return comparison;
}

base::Result<std::vector<metrics::Filter>> all_others(const std::vector<metrics::Filter>& filters) {
  if (filters.size() == 1) {
    auto other = filters;
    using metrics::FilterOperator;
    if (other[0].op == FilterOperator::in || other[0].op == FilterOperator::not_in) {
      other[0].op = other[0].op == FilterOperator::in ? FilterOperator::not_in : FilterOperator::in;
      return other;
    }
  }
  return base::failure(
      "what the others are cannot be told as one condition: name the second segment too",
      "无法用一个条件表示其余部分：请同时给出第二个分组");
}

}  // namespace aftercare::insight
