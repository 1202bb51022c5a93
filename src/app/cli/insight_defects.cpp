// insight defects: what fails more than its siblings, and how long things last.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/defect_steps.hpp"
#include "app/cli/insight_defect_report.hpp"
#include "app/cli/insight_table.hpp"
#include "app/explained.hpp"
#include "insight/defects/stored_lifetimes.hpp"
#include "metrics/answer.hpp"
#include "metrics/cell.hpp"
#include "metrics/where.hpp"

namespace aftercare::app {
namespace {

base::Result<int> finish_defects(DefectReport report, const InsightArguments& arguments,
                                 const Place& place) {
  if (!(report.n > 0))
    return base::failure(base::ErrorKind::input, "no units to look at: the base is empty",
                         "没有可分析的对象：基数为空");
  judge_defects(report);
  if (place.console.json())
    place.console.line(dumped_json(defects_json(report)));
  else
    print_defects(report, place.console, arguments.top);
  return kDone;
}

metrics::Question asked_question(const InsightArguments& arguments,
                                 const std::vector<metrics::Filter>& where) {
  metrics::Question question;
  question.metrics = {arguments.metric};
  question.where = where;
  if (!arguments.from.empty()) question.from = records::parse_day(arguments.from);
  if (!arguments.to.empty()) question.to = records::parse_day(arguments.to);
  return question;
}

base::Result<metrics::Answer> counted(const InsightArguments& arguments,
                                      const pipeline::Session& session, const Place& place,
                                      const std::vector<metrics::Filter>& where,
                                      std::vector<std::string> by) {
  auto question = asked_question(arguments, where);
  question.by = std::move(by);
  return metrics::answer(session.model(), question, session.store(), place.caller.viewer);
}

struct KindAsked {
  const metrics::Metric& metric;
  const metrics::Dimension& dimension;  // Of the groups.
  const char* what;                     // Tells kinds of failures.
};

constexpr double kFewestOfAKind = 8;  // Failures that are looked at apart.

// add_kinds: the same groups by the failures of one part or topic: one that fails in one batch only
// drowns among all failures. A metric without that dimension, or one asked for it, has none.
base::Result<void> add_kinds(const InsightArguments& arguments, const pipeline::Session& session,
                             const Place& place, const std::vector<metrics::Filter>& where,
                             const KindAsked& kind,
                             const std::map<std::string, DefectGroup>& groups,
                             DefectReport& report) {
  const auto& model = session.model();
  const auto what = model.dimension(kind.what);
  const auto& ratio = std::get<metrics::Ratio>(kind.metric.kind);
  if (!what || !metrics::has_dimension(ratio.numerator.front().fact, **what) ||
      metrics::has_dimension(ratio.denominator.front().fact, **what) ||
      std::ranges::any_of(where, [&](const auto& one) { return one.dimension == kind.what; }))
    return {};
  const auto answer = counted(arguments, session, place, where, {kind.dimension.name, kind.what});
  if (!answer) return tl::unexpected(answer.error());
  const auto language = place.console.chinese() ? metrics::Language::zh : metrics::Language::en;
  std::map<std::string, std::map<std::string, double>> failed;  // By kind, then group.
  for (std::size_t i = 0; i < answer->rows.size(); ++i) {
    const auto& row = answer->rows[i];
    if (store::is_null(row[0]) || store::is_null(row[1])) continue;
    failed[metrics::label_of(**what, row[1], language)][metrics::label_of(
        kind.dimension, row[0], metrics::Language::zh)] += failures_in(*answer, i, ratio);
  }
  for (const auto& [name, of] : failed) {
    double all = 0;
    for (const auto& [group, count] : of) all += count;
    if (all < kFewestOfAKind) continue;
    for (const auto& [label, whole] : groups) {
      auto& group = report.groups.emplace_back();
      group.dimension = whole.dimension;
      group.value = whole.value;
      group.called = whole.called;
      group.what = kind.what;
      group.what_called = place.console.chinese() ? (**what).label.zh : (**what).label.en;
      group.failure = name;
      const auto found = of.find(label);
      group.failures = {whole.failures.n, found == of.end() ? 0 : std::round(found->second)};
    }
  }
  return {};
}

// add_lifetimes: how long the units of each group last, and all of the first dimension together.
base::Result<void> add_lifetimes(const InsightArguments& arguments, const ExplainFor& whom,
                                 const std::vector<metrics::Filter>& where,
                                 const std::string& dimension,
                                 std::map<std::string, DefectGroup>& groups, DefectReport& report) {
  insight::RowsAsked asked;
  asked.where = where;
  if (!arguments.from.empty()) asked.from = records::parse_day(arguments.from);
  if (!arguments.to.empty()) asked.to = records::parse_day(arguments.to);
  auto found = insight::stored_lifetimes(whom.workspace(), arguments.metric, dimension,
                                         metrics::Language::zh, asked);
  if (!found) return base::failure_of(found);
  const bool first = !report.ages;
  std::vector<insight::Lifetime> all;
  for (auto& [value, lifetimes] : found->of) {
    const auto group = groups.find(value);
    if (group == groups.end()) continue;
    if (first) all.insert(all.end(), lifetimes.begin(), lifetimes.end());
    for (const auto& one : lifetimes) report.longest = std::max(report.longest, one.time);
    report.units += static_cast<double>(lifetimes.size());
    group->second.lifetimes = std::move(lifetimes);
  }
  if (all.empty()) return {};
  report.ages = true;
  report.unmatched = found->unmatched;
  report.curve = insight::kaplan_meier(std::move(all));
  return {};
}

std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin < list.size();) {
    const auto end = std::min(list.find(',', begin), list.size());
    names.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

}  // namespace

base::Result<int> insight_defects(const InsightArguments& arguments, const Place& place) {
  if (arguments.file.empty() || arguments.time.empty() || arguments.ended.empty() ||
      arguments.by.empty())
    return base::failure(
        "no units are named: give FILE --time COLUMN (when it came into use) --ended COLUMN (when "
        "it failed, empty: it works) --by COLUMN,..., or --metric NAME --by DIMENSION",
        "未指定对象：请给出 FILE --time 列（开始使用）--ended 列（失效时间，空为仍正常）--by "
        "列,...，或 "
        "--metric 指标 --by 维度");
  const auto table = InsightTable::read(arguments.file, place);
  if (!table) return base::failure_of(table);
  const auto begun = table->times(arguments.time);
  if (!begun) return base::failure_of(begun);
  const auto ended = table->times(arguments.ended);
  if (!ended) return base::failure_of(ended);
  if (begun->calendar != ended->calendar)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("one is a time and the other a number: {} and {}", arguments.time,
                    arguments.ended),
        fmt::format("一列是时间，另一列是数字：{} 与 {}", arguments.time, arguments.ended));
  // Seen until the last moment of the file.
  double until = -HUGE_VAL;
  for (const auto* times : {&begun->values, &ended->values})
    for (const auto time : *times)
      if (std::isfinite(time)) until = std::max(until, time);
  const double unit = begun->calendar ? 86'400e6 : 1;
  DefectReport report;
  report.lives = true;
  std::vector<insight::Lifetime> all;
  std::map<std::pair<std::string, std::string>, std::size_t> index;
  const auto columns = names_in(arguments.by);
  std::vector<std::size_t> at;
  for (const auto& name : columns) {
    const auto column = table->column(name);
    if (!column) return base::failure_of(column);
    at.push_back(*column);
  }
  for (std::size_t row = 0; row < table->rows(); ++row) {
    const double from = begun->values[row];
    const double to = ended->values[row];
    if (!std::isfinite(from)) continue;
    const insight::Lifetime life{std::max(0.0, ((std::isfinite(to) ? to : until) - from) / unit),
                                 std::isfinite(to)};
    all.push_back(life);
    report.n += 1;
    report.failed += life.failed ? 1 : 0;
    for (std::size_t i = 0; i < at.size(); ++i) {
      const std::pair key(columns[i], std::string(table->cell(row, at[i])));
      const auto [found, is_new] = index.emplace(key, report.groups.size());
      if (is_new) {
        auto& group = report.groups.emplace_back();
        group.dimension = key.first;
        group.value = key.second;
      }
      auto& group = report.groups[found->second];
      group.failures.n += 1;
      group.failures.failed += life.failed ? 1 : 0;
      group.lifetimes.push_back(life);
    }
  }
  report.curve = insight::kaplan_meier(std::move(all));
  return finish_defects(std::move(report), arguments, place);
}

base::Result<int> insight_metric_defects(const InsightArguments& arguments,
                                         const pipeline::Session& session, const Place& place) {
  const auto& model = session.model();
  const auto metric = model.metric(arguments.metric);
  if (!metric) return base::failure_of(metric);
  const auto* ratio = std::get_if<metrics::Ratio>(&(*metric)->kind);
  if (ratio == nullptr)
    return base::failure(
        fmt::format("{} has no base: defects compares ratios, like quality_complaint_rate",
                    arguments.metric),
        fmt::format("{}没有基数：请用比率指标，如 quality_complaint_rate", (*metric)->label.zh));
  auto where = metrics::parse_where(model, arguments.where);
  if (!where) return base::failure_of(where);
  DefectReport report;
  report.scale = ratio->scale;
  for (const auto& name : names_in(arguments.by.empty() ? "product" : arguments.by)) {
    const auto& dimension = **model.dimension(name);
    const auto whole = counted(arguments, session, place, *where, {name});
    if (!whole) return base::failure_of(whole);
    std::map<std::string, DefectGroup> groups;
    for (std::size_t i = 0; i < whole->rows.size(); ++i) {
      const auto& cell = whole->rows[i][0];
      if (store::is_null(cell)) continue;
      auto& group = groups[metrics::label_of(dimension, cell, metrics::Language::zh)];
      group.dimension = dimension.name;
      group.called = place.console.chinese() ? dimension.label.zh : dimension.label.en;
      group.value = metrics::label_of(
          dimension, cell, place.console.chinese() ? metrics::Language::zh : metrics::Language::en);
      group.failures.n += metrics::number_in(whole->n[i][0]).value_or(0);
      group.failures.failed += failures_in(*whole, i, *ratio);
    }
    for (const auto* what : {"component", "topic"})
      if (auto done = add_kinds(arguments, session, place, *where, {**metric, dimension, what},
                                groups, report);
          !done)
        return tl::unexpected(done.error());
    if (auto done =
            add_lifetimes(arguments, {session, place.caller.viewer, place.console.chinese()},
                          *where, name, groups, report);
        !done)
      return tl::unexpected(done.error());
    for (auto& [label, group] : groups) {
      report.n += group.failures.n;
      report.failed += group.failures.failed;
      report.groups.push_back(std::move(group));
    }
  }
  DefectStepsAsked steps{{session, place.caller.viewer, place.console.chinese()},
                         asked_question(arguments, *where),
                         *ratio,
                         arguments.step == "day" ? "week" : arguments.step};
  if (auto added = add_defect_steps(steps, report); !added) return tl::unexpected(added.error());
  return finish_defects(std::move(report), arguments, place);
}

}  // namespace aftercare::app
