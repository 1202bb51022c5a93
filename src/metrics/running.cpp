#include "metrics/running.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "metrics/buckets.hpp"
#include "metrics/plain_answer.hpp"

namespace aftercare::metrics {
namespace {

constexpr std::size_t kMostWindows = 800;  // That are asked for one by one.

struct RunningWindow {
  records::Day bucket;
  records::Day from;
  records::Day to;
};

records::Day moved_back(records::Day bucket, store::DayUnit unit, unsigned count) {
  if (unit == store::DayUnit::month) {
    const auto month = std::chrono::year_month_day(bucket) - std::chrono::months(count);
    return std::chrono::sys_days(month);
  }
  return bucket - std::chrono::days((unit == store::DayUnit::week ? 7 : 1) * count);
}

std::vector<RunningWindow> windows_of(const Question& question, const Period& period,
                                      store::DayUnit unit) {
  std::vector<RunningWindow> windows;
  for (const auto bucket : buckets_between(*period.from, *period.to, unit)) {
    const auto to = std::min(last_day_of(bucket, unit), *period.to);
    const auto from =
        question.rolling ? moved_back(bucket, unit, *question.rolling - 1) : *period.from;
    windows.push_back({bucket, from, to});
  }
  return windows;
}

base::Result<void> check(const Question& question, const ResolvedQuestion& resolved) {
  if (question.rolling && question.cumulative)
    return base::failure("rolling and cumulative exclude each other: ask for one of them",
                         "滚动与累计不能同时使用：请选一个");
  if (question.rolling && (*question.rolling < 2 || *question.rolling > 3660))
    return base::failure(
        fmt::format("no length of a window: {}; from 2 to 3660 days, weeks or months",
                    *question.rolling),
        fmt::format("不是窗口长度：{}；应为 2 至 3660 个日、周或月", *question.rolling));
  if (question.moving_average && !question.rolling)
    return base::failure("a moving average of how many days? give the window (rolling)",
                         "移动平均需要窗口长度：请给出天数（滚动）");
  if (!time_position(resolved.by))
    return base::failure("rolling and cumulative numbers go by time: ask by day, week or month",
                         "滚动与累计按时间计算：请按日、周或月查询");
  for (const auto* metric : resolved.metrics)
    if (std::holds_alternative<Stock>(metric->kind))
      return base::failure(
          fmt::format("{} is a level at the end of a day: it neither rolls nor adds up",
                      metric->name),
          fmt::format("{}是期末的存量，不能滚动或累计", metric->label.zh));
  for (const auto* metric : resolved.metrics)
    if (const auto* single = std::get_if<Single>(&metric->kind);
        question.moving_average && single != nullptr &&
        single->of.front().function == store::Function::count_distinct)
      return base::failure(
          fmt::format("{} has no moving average: who comes on two days is one; ask for it rolling",
                      metric->name),
          fmt::format("{}没有移动平均：两天都来的只算一个；请改为滚动", metric->label.zh));
  return {};
}

// The metrics that must be asked anew for each window.
std::vector<std::size_t> not_mergeable(const Evaluation& evaluation) {
  std::vector<std::size_t> metrics;
  for (std::size_t metric = 0; metric < evaluation.plan().asked; ++metric)
    if (!adds_up(evaluation.plan(), metric)) metrics.push_back(metric);
  return metrics;
}

bool is_a_sum(const Metric& metric) {
  const auto* single = std::get_if<Single>(&metric.kind);
  if (single == nullptr) return false;
  const auto function = single->of.front().function;
  return function == store::Function::count || function == store::Function::sum;
}

Key without(const Key& key, std::size_t at) {
  Key rest = key;
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
  return rest;
}

}  // namespace

base::Result<Answer> running_answer(const Model& model, const Question& question,
                                    const store::Engine& engine, const records::Viewer& viewer) {
  auto resolved = settled(model, question, engine, viewer);
  if (!resolved) return base::failure_of(resolved);
  if (auto fits = check(question, *resolved); !fits) return base::failure_of(fits);
  const auto time = *time_position(resolved->by);
  const auto unit = resolved->by[time]->unit;
  auto plan = compile(model, *resolved);
  if (!plan) return base::failure_of(plan);
  const auto period = period_asked(*resolved, *plan, engine, viewer);
  if (!period) return base::failure_of(period);

  // The frame of the answer - columns, totals, notes - is that of the plain question.
  auto frame_question = question;
  frame_question.limit.reset();
  frame_question.having.clear();
  auto answer = plain_answer(model, frame_question, engine, viewer);
  if (!answer || !period->from || !period->to) return answer;
  answer->rows.clear();
  answer->n.clear();
  answer->intervals.clear();
  const auto windows = windows_of(question, *period, unit);

  auto wide = *resolved;
  wide.from = windows.front().from;
  wide.to = period->to;
  const auto daily = evaluated(model, wide, engine, viewer);
  if (!daily) return base::failure_of(daily);
  const auto asked_anew = not_mergeable(*daily);
  if (!asked_anew.empty() && windows.size() > kMostWindows)
    return base::failure(
        fmt::format("too many windows to ask for one by one: {}; at most {} for {}", windows.size(),
                    kMostWindows, resolved->metrics[asked_anew.front()]->name),
        fmt::format("窗口过多，无法逐个计算：{} 个；{}最多 {} 个", windows.size(),
                    resolved->metrics[asked_anew.front()]->label.zh, kMostWindows));

  std::set<Key, KeyLess> combinations;
  for (const auto& key : daily->keys()) combinations.insert(without(key, time));
  if (resolved->by.size() == 1) combinations = {Key{}};
  for (const auto& window : windows) {
    const auto merged = daily->within(window.from, window.to, unit);
    std::optional<Evaluation> anew;
    if (!asked_anew.empty()) {
      auto one = *resolved;
      one.by.erase(one.by.begin() + static_cast<std::ptrdiff_t>(time));
      one.from = window.from;
      one.to = window.to;
      auto found = evaluated(model, one, engine, viewer);
      if (!found) return base::failure_of(found);
      anew = std::move(*found);
    }
    for (const auto& combination : combinations) {
      std::vector<Measured> measured;
      for (std::size_t metric = 0; metric < resolved->metrics.size(); ++metric) {
        const bool again = std::ranges::find(asked_anew, metric) != asked_anew.end();
        measured.push_back(again ? anew->measured(metric, combination)
                                 : merged.measured(metric, combination));
        auto& value = measured.back().value;
        if (question.moving_average && is_a_sum(*resolved->metrics[metric]))
          value = number_in(value).value_or(0) / *question.rolling;
      }
      auto key = combination;
      key.insert(key.begin() + static_cast<std::ptrdiff_t>(time), store::Cell{window.bucket});
      add_row(key, measured, *answer);
    }
  }
  finish_rows(question, *answer);
  if (question.moving_average)
    answer->notes.push_back(
        {fmt::format("counts and sums are divided by the {} {}s of their window", *question.rolling,
                     resolved->by[time]->name),
         fmt::format("计数与合计已除以窗口的 {} 个{}", *question.rolling,
                     resolved->by[time]->label.zh)});
  answer->notes.push_back(
      question.rolling
          ? base::Message{fmt::format("each row holds {} {}s up to its own", *question.rolling,
                                      resolved->by[time]->name),
                          fmt::format("每行为截至该{}的 {} 个{}", resolved->by[time]->label.zh,
                                      *question.rolling, resolved->by[time]->label.zh)}
          : base::Message{
                fmt::format("each row holds all since {}", records::to_iso(*period->from)),
                fmt::format("每行为自 {} 起的累计", records::to_iso(*period->from))});
  return answer;
}

}  // namespace aftercare::metrics
