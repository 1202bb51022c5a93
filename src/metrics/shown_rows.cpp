// The order of an answer's rows, and which of them are shown.

#include <algorithm>
#include <numeric>

#include "metrics/cell.hpp"
#include "metrics/evaluate.hpp"
#include "metrics/plain_answer.hpp"

namespace aftercare::metrics {
namespace {

using Columns = std::vector<std::pair<std::size_t, bool>>;  // Of the answer; true: descending.

// order_of: the columns that the question orders by, else those it comes in.
Columns order_of(const Question& question, const Answer& answer) {
  Columns order;
  for (const auto& [name, descending] : question.order) {
    const auto found = std::ranges::find(answer.columns, name, &Answer::Column::name);
    if (found != answer.columns.end())
      order.emplace_back(static_cast<std::size_t>(found - answer.columns.begin()), descending);
  }
  return order.empty() ? answer.default_order : order;
}

// sort_rows: by these columns, null last either way; else as they come, in the order of their keys.
void sort_rows(Answer& answer, const Columns& order) {
  std::vector<std::size_t> places(answer.rows.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::ranges::sort(places, [&](std::size_t a, std::size_t b) {
    for (const auto& [column, descending] : order) {
      const auto& left = answer.rows[a][column];
      const auto& right = answer.rows[b][column];
      const bool nulls = store::is_null(left) || store::is_null(right);
      if (less(left, right)) return nulls || !descending;
      if (less(right, left)) return !nulls && descending;
    }
    return a < b;
  });
  std::vector<std::vector<store::Cell>> rows;
  std::vector<std::vector<store::Cell>> n;
  std::vector<std::vector<std::optional<Interval>>> intervals;
  for (const auto place : places) {
    rows.push_back(std::move(answer.rows[place]));
    n.push_back(std::move(answer.n[place]));
    intervals.push_back(std::move(answer.intervals[place]));
  }
  answer.rows = std::move(rows);
  answer.n = std::move(n);
  answer.intervals = std::move(intervals);
}

bool holds(const Having& having, const store::Cell& cell) {
  const auto value = number_in(cell);
  if (!value) return false;
  switch (having.op) {
    case FilterOperator::at_least:
      return *value >= having.value;
    case FilterOperator::at_most:
      return *value <= having.value;
    case FilterOperator::below:
      return *value < having.value;
    default:
      return *value > having.value;
  }
}

// keep: the rows whose metrics are as asked.
void keep(Answer& answer, const std::vector<Having>& all) {
  for (const auto& having : all) {
    const auto column = static_cast<std::size_t>(
        std::ranges::find(answer.columns, having.metric, &Answer::Column::name) -
        answer.columns.begin());
    std::size_t kept = 0;
    for (std::size_t row = 0; row < answer.rows.size(); ++row) {
      if (!holds(having, answer.rows[row][column])) continue;
      if (kept != row) {
        answer.rows[kept] = std::move(answer.rows[row]);
        answer.n[kept] = std::move(answer.n[row]);
        answer.intervals[kept] = std::move(answer.intervals[row]);
      }
      ++kept;
    }
    answer.rows.resize(kept);
    answer.n.resize(kept);
    answer.intervals.resize(kept);
  }
}

}  // namespace

std::optional<FirstRows> first_rows(const Question& question, const ResolvedQuestion& resolved,
                                    const Plan& plan) {
  if (!question.limit || !question.having.empty() || question.order.size() > 1 ||
      resolved.by.empty() || time_position(resolved.by) || plan.parts.size() != 1 ||
      plan.parts.front().by.size() != resolved.by.size())
    return std::nullopt;
  for (const auto& metric : plan.metrics) {
    const auto* single = std::get_if<MeasurePlan>(&metric);
    if (single == nullptr || single->function != store::Function::count) return std::nullopt;
  }
  if (question.order.empty()) return FirstRows{0, true, *question.limit};
  const auto& order = question.order.front();
  const auto at = std::ranges::find(resolved.metrics, order.name, &Metric::name);
  if (at == resolved.metrics.end()) return std::nullopt;
  return FirstRows{static_cast<std::size_t>(at - resolved.metrics.begin()), order.descending,
                   *question.limit};
}

void finish_rows(const Question& question, Answer& answer) {
  keep(answer, question.having);
  sort_rows(answer, order_of(question, answer));
  answer.all_rows = answer.rows.size();
  if (question.limit && *question.limit < answer.rows.size()) {
    answer.rows.resize(*question.limit);
    answer.n.resize(*question.limit);
    answer.intervals.resize(*question.limit);
  }
}

}  // namespace aftercare::metrics
