// insight defects FILE: units of a table, since when they are in use and when they failed.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "app/cli/insight_defect_report.hpp"
#include "app/cli/table_rows.hpp"
#include "app/explained.hpp"

namespace aftercare::app {

base::Result<int> insight_defects(const InsightArguments& arguments, const Place& place) {
  if (arguments.file.empty() || arguments.time.empty() || arguments.ended.empty() ||
      arguments.by.empty())
    return base::failure(
        "no units are named: give FILE --time COLUMN (when it came into use) --ended COLUMN (when "
        "it failed, empty: it works) --by COLUMN,..., or --metric NAME --by DIMENSION",
        "未指定对象：请给出 FILE --time 列（开始使用）--ended 列（失效时间，空为仍正常）--by "
        "列,...，或 "
        "--metric 指标 --by 维度");
  if (arguments.step != "day")
    return base::failure("--step is of a metric: units of a file are seen by their days",
                         "--step 只用于指标");
  const auto rows = TableRows::read(arguments, DaysRead::if_filtered, place);
  if (!rows) return base::failure_of(rows);
  const auto* table = &rows->table();
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
  const auto columns = names_listed(arguments.by, {});
  std::vector<std::size_t> at;
  for (const auto& name : columns) {
    const auto column = table->column(name);
    if (!column) return base::failure_of(column);
    at.push_back(*column);
  }
  std::optional<std::size_t> within;
  if (!arguments.compared_within.empty() && arguments.compared_within != "none") {
    const auto column = table->column(arguments.compared_within);
    if (!column) return base::failure_of(column);
    within = *column;
    for (const auto& name : columns)
      if (name != arguments.compared_within)
        report.compared_within[name] = {arguments.compared_within, arguments.compared_within};
  }
  std::map<std::string, std::size_t, std::less<>> strata;
  for (const auto row : rows->kept()) {
    const double from = begun->values[row];
    const double to = ended->values[row];
    if (!std::isfinite(from)) continue;
    const std::string stratum(within ? table->cell(row, *within) : "");
    const insight::Lifetime life{std::max(0.0, ((std::isfinite(to) ? to : until) - from) / unit),
                                 std::isfinite(to),
                                 strata.emplace(stratum, strata.size()).first->second};
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
      // A column within which itself is compared says nothing: its values have no siblings there.
      auto own = life;
      if (within == at[i]) own.stratum = 0;
      if (group.strata.size() <= own.stratum) group.strata.resize(own.stratum + 1);
      for (auto* counts : {&group.failures, &group.strata[own.stratum]}) {
        counts->n += 1;
        counts->failed += life.failed ? 1 : 0;
      }
      group.lifetimes.push_back(own);
    }
  }
  for (auto& group : report.groups) group.strata.resize(strata.size());
  report.curve = insight::kaplan_meier(std::move(all));
  return told_defects(std::move(report), arguments, nullptr, place);
}

}  // namespace aftercare::app
