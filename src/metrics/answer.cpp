#include "metrics/answer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "metrics/both_periods.hpp"
#include "metrics/buckets.hpp"
#include "metrics/cell.hpp"
#include "metrics/comparison.hpp"
#include "metrics/evaluate.hpp"
#include "metrics/maturing.hpp"
#include "metrics/plain_answer.hpp"
#include "metrics/rest.hpp"
#include "metrics/running.hpp"
#include "metrics/shares.hpp"
#include "store/build.hpp"

namespace aftercare::metrics {
namespace {

constexpr std::uint64_t kMostFilled = 200'000;  // Rows that filling gaps may make.

// filled_keys: what exists and, with time, every bucket of the period; none where that is only what
// exists.
std::optional<std::vector<Key>> filled_keys(const Evaluation& evaluation,
                                            const ResolvedQuestion& question, const Period& period,
                                            std::vector<base::Message>& notes) {
  if (question.by.empty()) return std::vector<Key>(1);
  const auto time = time_position(question.by);
  if (!time) return std::nullopt;
  const bool time_filtered = std::ranges::any_of(question.where, [](const ResolvedFilter& filter) {
    return filter.dimension->kind == DimensionKind::time;
  });
  if (time_filtered || !period.from || !period.to) return std::nullopt;
  auto combinations = evaluation.keys_without_time();
  if (question.by.size() == 1) combinations = {Key{}};
  const auto unit = question.by[*time]->unit;
  if (most_buckets(*period.from, *period.to, unit) * combinations.size() > kMostFilled) {
    notes.push_back({"too many combinations: those without any row are not shown",
                     "组合过多：没有数据的组合未列出"});
    return std::nullopt;
  }
  std::set<Key, KeyLess> keys(evaluation.keys().begin(), evaluation.keys().end());
  for (const auto bucket : buckets_between(*period.from, *period.to, unit))
    for (const auto& combination : combinations) {
      auto key = combination;
      key.insert(key.begin() + static_cast<std::ptrdiff_t>(*time), bucket);
      keys.insert(std::move(key));
    }
  return std::vector<Key>(keys.begin(), keys.end());
}

base::Result<void> check_order(const Question& question, const ResolvedQuestion& resolved) {
  std::vector<std::string> names;
  for (const auto* dimension : resolved.by) names.push_back(dimension->name);
  for (const auto* metric : resolved.metrics) names.push_back(metric->name);
  for (const auto& [name, descending] : question.order)
    if (std::ranges::find(names, name) == names.end())
      return base::failure(
          fmt::format("cannot order by what is not asked: '{}'; there are {}", name,
                      fmt::join(names, ", ")),
          fmt::format("不能按未询问的列排序：“{}”；可用 {}", name, fmt::join(names, "、")));
  return {};
}

void fill_rows(const Evaluation& evaluation, const std::vector<Key>& keys, Answer& answer) {
  for (const auto& key : keys) {
    std::vector<Measured> measured;
    for (std::size_t metric = 0; metric < evaluation.plan().asked; ++metric)
      measured.push_back(evaluation.measured(metric, key));
    add_row(key, measured, answer);
  }
}

void fill_total(const Evaluation& whole, Answer& answer) {
  for (std::size_t metric = 0; metric < whole.plan().asked; ++metric) {
    auto measured = whole.measured(metric, {});
    answer.total.push_back(std::move(measured.value));
    answer.total_n.push_back(std::move(measured.n));
    answer.total_intervals.push_back(measured.interval);
  }
}

}  // namespace

std::optional<std::size_t> time_position(const std::vector<const Dimension*>& by) {
  for (std::size_t at = 0; at < by.size(); ++at)
    if (by[at]->kind == DimensionKind::time) return at;
  return std::nullopt;
}

void add_row(Key row, const std::vector<Measured>& measured, Answer& answer) {
  std::vector<store::Cell> n;
  std::vector<std::optional<Interval>> intervals;
  for (const auto& one : measured) {
    row.push_back(one.value);
    n.push_back(one.n);
    intervals.push_back(one.interval);
  }
  answer.rows.push_back(std::move(row));
  answer.n.push_back(std::move(n));
  answer.intervals.push_back(std::move(intervals));
}

store::Cell of_nothing(const Metric& metric) {
  using store::Function;
  const auto* single = std::get_if<Single>(&metric.kind);
  if (single == nullptr) {
    const auto* stock = std::get_if<Stock>(&metric.kind);
    const bool counts = stock != nullptr && stock->tells == Stock::Tells::level;
    return counts ? store::Cell{std::int64_t{0}} : store::Cell{};
  }
  const auto function = single->of.front().function;
  if (function == Function::count || function == Function::count_distinct) return std::int64_t{0};
  return function == Function::sum ? store::Cell{0.0} : store::Cell{};
}

base::Result<Evaluation> evaluated(const Model& model, const ResolvedQuestion& question,
                                   const store::Engine& engine, const records::Viewer& viewer) {
  auto plan = compile(model, question);
  if (!plan) return base::failure_of(plan);
  return Evaluation::run(std::move(*plan), question.by, engine, viewer);
}

base::Result<Period> period_asked(const ResolvedQuestion& question, const Plan& plan,
                                  const store::Engine& engine, const records::Viewer& viewer) {
  Period period{question.from, question.to};
  if (period.from && period.to) return period;
  const auto data = days_of(plan.days, engine, viewer);
  if (!data) return base::failure_of(data);
  if (!period.from) period.from = data->from;
  if (!period.to) period.to = data->to;
  // Rows may count on days to come, such as those on which something falls due.
  if (!question.to && period.to && question.last_day)
    period.to = std::min(*period.to, *question.last_day);
  return period;
}

base::Result<ResolvedQuestion> resolve(const Model& model, const Question& question) {
  ResolvedQuestion resolved;
  if (question.metrics.empty())
    return base::failure("nothing is asked: name at least one metric",
                         "没有询问指标：请至少给出一个");
  if (question.from && question.to && *question.from > *question.to)
    return base::failure(
        fmt::format("the period ends before it begins: {} to {}", records::to_iso(*question.from),
                    records::to_iso(*question.to)),
        fmt::format("区间的结束早于开始：{} 至 {}", records::to_iso(*question.from),
                    records::to_iso(*question.to)));
  for (const auto& having : question.having) {
    if (having.op == FilterOperator::in || having.op == FilterOperator::not_in)
      return base::failure(
          fmt::format("a metric is compared by >, >=, < or <=: '{}'", having.metric),
          fmt::format("指标只能用 >、>=、<、<= 比较：“{}”", having.metric));
    if (std::ranges::find(question.metrics, having.metric) == question.metrics.end())
      return base::failure(
          fmt::format("compared but not asked: '{}'; name it among the metrics", having.metric),
          fmt::format("比较了未询问的指标：“{}”；请将其列入指标", having.metric));
  }
  std::set<std::string> names;
  for (const auto& name : question.metrics) {
    const auto metric = model.metric(name);
    if (!metric) return base::failure_of(metric);
    if (!names.insert(name).second)
      return base::failure(fmt::format("asked twice: '{}'", name),
                           fmt::format("重复询问：“{}”", name));
    resolved.metrics.push_back(*metric);
  }
  for (const auto& name : question.by) {
    const auto dimension = model.dimension(name);
    if (!dimension) return base::failure_of(dimension);
    if (!names.insert((*dimension)->name).second)
      return base::failure(fmt::format("asked twice: '{}'", name),
                           fmt::format("重复询问：“{}”", name));
    const bool time = (*dimension)->kind == DimensionKind::time;
    if (time && time_position(resolved.by))
      return base::failure("more than one of day, week and month: ask by one of them",
                           "同时询问了日、周、月中的多个：请只选一个");
    resolved.by.push_back(*dimension);
  }
  auto where = resolve(model, question.where);
  if (!where) return base::failure_of(where);
  resolved.where = std::move(*where);
  resolved.from = question.from;
  resolved.to = question.to;
  resolved.last_day = question.last_day;
  resolved.mean_intervals = question.mean_intervals;
  return resolved;
}

base::Result<ResolvedQuestion> settled(const Model& model, const Question& question,
                                       const store::Engine& engine, const records::Viewer& viewer) {
  auto resolved = resolve(model, question);
  if (!resolved) return base::failure_of(resolved);
  if (const auto known = check_order(question, *resolved); !known) return base::failure_of(known);
  const auto last_day = last_day_for(model, *resolved, engine, viewer);
  if (!last_day) return base::failure_of(last_day);
  resolved->last_day = *last_day;
  return resolved;
}

base::Result<Plan> whole_plan(const Model& model, const ResolvedQuestion& question) {
  auto whole = question;
  whole.by.clear();
  return compile(model, whole);
}

base::Result<Answer> answer_of(const Question& question, const ResolvedQuestion& resolved,
                               const Evaluation& evaluation, const Plan& whole,
                               const store::Engine& engine, const records::Viewer& viewer) {
  Answer answer;
  for (const auto* dimension : resolved.by) answer.columns.push_back({dimension->name, false});
  for (const auto* metric : resolved.metrics) answer.columns.push_back({metric->name, true});
  const auto time = time_position(resolved.by);
  answer.default_order = {time ? std::pair{*time, false} : std::pair{resolved.by.size(), true}};
  answer.notes = evaluation.plan().notes;
  const auto period = period_asked(resolved, evaluation.plan(), engine, viewer);
  if (!period) return base::failure_of(period);
  answer.period = *period;
  const auto filled = filled_keys(evaluation, resolved, *period, answer.notes);
  const auto& keys = filled ? *filled : evaluation.keys();
  fill_rows(evaluation, keys, answer);
  finish_rows(question, answer);
  answer.all_rows += evaluation.left_out();

  if (resolved.by.empty()) {
    fill_total(evaluation, answer);
    return answer;
  }
  if (const auto counted = evaluation.whole(whole)) {
    fill_total(*counted, answer);
    return answer;
  }
  const auto total = Evaluation::run(whole, {}, engine, viewer);
  if (!total) return base::failure_of(total);
  fill_total(*total, answer);
  return answer;
}

base::Result<Answer> plain_answer(const Model& model, const Question& question,
                                  const store::Engine& engine, const records::Viewer& viewer) {
  const auto resolved = settled(model, question, engine, viewer);
  if (!resolved) return base::failure_of(resolved);
  auto plan = compile(model, *resolved);
  if (!plan) return base::failure_of(plan);
  const auto whole = whole_plan(model, *resolved);
  if (!whole) return base::failure_of(whole);
  if (plan->measures == whole->measures) with_totals(*plan);
  const auto first = first_rows(question, *resolved, *plan);
  const auto evaluation = Evaluation::run(std::move(*plan), resolved->by, engine, viewer, first);
  if (!evaluation) return base::failure_of(evaluation);
  return answer_of(question, *resolved, *evaluation, *whole, engine, viewer);
}

base::Result<Answer> answer(const Model& model, const Question& question,
                            const store::Engine& engine, const records::Viewer& viewer) {
  const bool running = question.rolling || question.cumulative || question.moving_average;
  std::optional<Answer> before;
  auto answered = [&]() -> base::Result<Answer> {
    if (running) return running_answer(model, question, engine, viewer);
    if (question.other) return answer_with_rest(model, question, engine, viewer);
    auto both = both_periods(model, question, engine, viewer);
    if (!both) return base::failure_of(both);
    if (!*both) return plain_answer(model, question, engine, viewer);
    before = std::move((*both)->before);
    return std::move((*both)->now);
  }();
  if (answered && question.share)
    if (auto added = add_shares(model, question, engine, viewer, *answered); !added)
      return base::failure_of(added);
  if (answered && question.compare != Against::nothing)
    if (auto added = add_comparison(model, question, engine, viewer, before, *answered); !added)
      return base::failure_of(added);
  return answered;
}

base::Result<Period> days_of(const std::vector<FactDay>& days, const store::Engine& engine,
                             const records::Viewer& viewer) {
  Period period;
  for (const auto& [fact, day] : days) {
    const auto column = store::column(day);
    store::Query query{fact,
                       {{store::aggregate(store::Function::minimum, column), "first_day"},
                        {store::aggregate(store::Function::maximum, column), "last_day"}},
                       nullptr,
                       {},
                       {},
                       {},
                       0};
    const auto frame = engine.run(query, viewer);
    // Its rows do not tell whether they are inside: for this viewer it has no days.
    if (!frame && records::is_refusal(frame.error())) continue;
    if (!frame) return base::failure_of(frame);
    if (frame->rows.empty() || frame->rows[0].size() != 2) continue;
    const auto* first = std::get_if<records::Day>(&frame->rows[0][0]);
    const auto* last = std::get_if<records::Day>(&frame->rows[0][1]);
    if (first != nullptr) period.from = period.from ? std::min(*period.from, *first) : *first;
    if (last != nullptr) period.to = period.to ? std::max(*period.to, *last) : *last;
  }
  return period;
}

base::Result<Period> data_period(const Model& model, const store::Engine& engine,
                                 const records::Viewer& viewer) {
  std::vector<FactDay> days;
  for (const auto& fact : model.facts())
    if (fact.rows_of.empty()) days.push_back({fact.name, fact.day});
  return days_of(days, engine, viewer);
}

base::Result<Period> shown_period(const Model& model, const store::Engine& engine,
                                  const records::Viewer& viewer) {
  auto period = data_period(model, engine, viewer);
  if (!period) return period;
  std::vector<FactDay> days;
  for (const auto& fact : model.facts())
    if (fact.name == "case_fact") days.push_back({fact.name, fact.day});
  const auto cases = days_of(days, engine, viewer);
  if (!cases) return base::failure_of(cases);
  if (cases->to) period->to = cases->to;
  return period;
}

}  // namespace aftercare::metrics
