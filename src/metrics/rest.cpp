#include "metrics/rest.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "metrics/plain_answer.hpp"

namespace aftercare::metrics {
namespace {

std::optional<std::string> value_word(const store::Cell& cell) {
  if (store::is_null(cell)) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *whole);
  return fmt::format("{}", number_in(cell).value_or(0));
}

// Position in `by` of the one dimension that is not time.
base::Result<std::size_t> ranked_dimension(const Question& question,
                                           const ResolvedQuestion& resolved) {
  if (!question.limit || *question.limit == 0)
    return base::failure("the rest of what? say how many rows are shown (limit, --top)",
                         "“其他”需要说明显示多少行（limit、--top）");
  std::optional<std::size_t> found;
  std::size_t others = 0;
  for (std::size_t at = 0; at < resolved.by.size(); ++at)
    if (resolved.by[at]->kind != DimensionKind::time) {
      found = at;
      ++others;
    }
  if (others != 1)
    return base::failure(
        fmt::format("the rest is of exactly one dimension (beside day, week or month), not of {}",
                    others),
        fmt::format("“其他”只能用于一个维度（可另加日、周或月），现为 {} 个", others));
  return *found;
}

void append(Answer&& more, std::size_t dimension, bool time, Answer& answer) {
  for (std::size_t row = 0; row < more.rows.size(); ++row) {
    auto cells = std::move(more.rows[row]);
    cells.insert(cells.begin() + static_cast<std::ptrdiff_t>(time ? dimension : 0),
                 store::Cell{std::string(kOther)});
    answer.other_rows.push_back(answer.rows.size());
    answer.rows.push_back(std::move(cells));
    answer.n.push_back(std::move(more.n[row]));
    answer.intervals.push_back(std::move(more.intervals[row]));
  }
}

// True if every metric counts rows: of those the rest is what the other rows add up to.
bool only_counts(const ResolvedQuestion& question) {
  return std::ranges::all_of(question.metrics, [](const Metric* metric) {
    const auto* single = std::get_if<Single>(&metric->kind);
    return single != nullptr && std::ranges::all_of(single->of, [](const Measure& measure) {
             return measure.function == store::Function::count;
           });
  });
}

// add_rest: what the shown rows lack of the total as one row more. REQUIRES: only_counts().
void add_rest(Answer& answer) {
  if (answer.rows.size() == answer.all_rows) return;
  std::vector<store::Cell> row = {store::Cell{std::string(kOther)}}, n;
  for (std::size_t metric = 0; metric < answer.total.size(); ++metric) {
    auto rest = count_in(answer.total[metric]), all = count_in(answer.total_n[metric]);
    for (std::size_t i = 0; i < answer.rows.size(); ++i) {
      rest -= count_in(answer.rows[i][metric + 1]);
      all -= count_in(answer.n[i][metric]);
    }
    row.emplace_back(rest);
    n.emplace_back(all);
  }
  answer.other_rows.push_back(answer.rows.size());
  answer.rows.push_back(std::move(row));
  answer.intervals.emplace_back(n.size());
  answer.n.push_back(std::move(n));
  answer.all_rows = answer.rows.size();
}

}  // namespace

base::Result<Answer> answer_with_rest(const Model& model, const Question& question,
                                      const store::Engine& engine, const records::Viewer& viewer) {
  const auto resolved = resolve(model, question);
  if (!resolved) return base::failure_of(resolved);
  const auto ranked = ranked_dimension(question, *resolved);
  if (!ranked) return base::failure_of(ranked);
  const auto time = time_position(resolved->by);
  const auto& name = resolved->by[*ranked]->name;

  auto ranking = question;
  ranking.by = {name};
  std::erase_if(ranking.order, [&](const Order& order) {
    return time && order.name == resolved->by[*time]->name;
  });
  const bool adds_up = !time && question.having.empty() && only_counts(*resolved);
  auto answer = plain_answer(model, ranking, engine, viewer);
  if (!answer) return answer;
  if (adds_up) {
    add_rest(*answer);
    return answer;
  }
  const bool all_shown = answer->rows.size() == answer->all_rows;
  std::vector<std::optional<std::string>> shown;
  for (const auto& row : answer->rows) shown.push_back(value_word(row.front()));
  if (time && !shown.empty()) {
    auto by_time = question;
    by_time.where.push_back({name, FilterOperator::in, shown});
    by_time.limit.reset();
    by_time.having.clear();
    by_time.order.clear();
    auto rows = plain_answer(model, by_time, engine, viewer);
    if (!rows) return rows;
    rows->total = answer->total;
    rows->total_n = answer->total_n;
    rows->total_intervals = answer->total_intervals;
    answer = std::move(rows);
  }
  const bool having_dropped = !question.having.empty();
  if ((all_shown && !having_dropped) || shown.empty()) return answer;

  auto rest = question;
  rest.by.clear();
  if (time) rest.by = {resolved->by[*time]->name};
  // A value that is none of those shown; no value at all is one more.
  rest.where.push_back({name, FilterOperator::not_in, shown});
  rest.limit.reset();
  rest.having.clear();
  rest.order.clear();
  auto others = plain_answer(model, rest, engine, viewer);
  if (!others) return others;
  append(std::move(*others), *ranked, time.has_value(), *answer);
  answer->all_rows = answer->rows.size();
  return answer;
}

}  // namespace aftercare::metrics
