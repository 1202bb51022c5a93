#include "app/flow_sheet.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/flow_json.hpp"

namespace aftercare::app {
namespace {

base::Message wait_message(double seconds) {
  if (seconds < 90) return {fmt::format("{:.0f} s", seconds), fmt::format("{:.0f} 秒", seconds)};
  if (seconds < 90 * 60)
    return {fmt::format("{:.0f} min", seconds / 60), fmt::format("{:.0f} 分钟", seconds / 60)};
  if (seconds < 36 * 3600)
    return {fmt::format("{:.1f} h", seconds / 3600), fmt::format("{:.1f} 小时", seconds / 3600)};
  return {fmt::format("{:.1f} days", seconds / 86'400), fmt::format("{:.1f} 天", seconds / 86'400)};
}

}  // namespace

void add_flow_tables(const FlowFound& flow, std::size_t top, insight::Sheet& sheet) {
  auto& steps = sheet.tables.emplace_back();
  steps.title = {"Steps", "步骤"};
  steps.columns = {{{"step", "步骤"}},        {{"events", "事件"}, true},
                   {{"cases", "案例"}, true}, {{"first", "开始"}, true},
                   {{"last", "结束"}, true},  {{"again", "重复"}, true}};
  for (const auto& step : flow.map.steps) {
    if (steps.rows.size() == top) break;
    auto& row = steps.rows.emplace_back();
    row.cells = {insight::same(step.name)};
    for (const auto number : {step.events, step.cases, step.starts, step.ends, step.again})
      row.cells.push_back(insight::same(std::to_string(number)));
    row.mark = {static_cast<double>(step.cases), 0, static_cast<double>(step.cases)};
  }
  steps.mark_base = 0;
  auto& edges = sheet.tables.emplace_back();
  edges.title = {"Waits", "等待"};
  edges.columns = {{{"from", "从"}},          {{"to", "到"}},
                   {{"times", "次数"}, true}, {{"wait, median", "等待中位数"}, true},
                   {{"90 %", "90%"}, true},   {{"in total", "总等待"}, true}};
  for (const auto& edge : flow.map.edges) {
    if (edges.rows.size() == top) break;
    auto& row = edges.rows.emplace_back();
    row.cells = {insight::same(flow.map.steps[edge.from].name),
                 insight::same(flow.map.steps[edge.to].name),
                 insight::same(std::to_string(edge.count)),
                 wait_message(edge.median_wait),
                 wait_message(edge.p90_wait),
                 wait_message(edge.total_wait)};
    row.mark = {edge.total_wait, 0, edge.total_wait};
  }
  edges.mark_base = 0;
  if (flow.conformance != nullptr) {
    auto& left = sheet.tables.emplace_back();
    left.title = {"Where cases leave the declared flow", "偏离应有流程之处"};
    left.columns = {{{"deviation", "偏离"}},
                    {{"cases", "案例"}, true},
                    {{"times", "次数"}, true},
                    {{"time lost", "超时合计"}, true},
                    {{"samples", "例子"}}};
    for (const auto& one : flow.conformance->deviations) {
      if (left.rows.size() == top) break;
      auto& row = left.rows.emplace_back();
      row.cells = {deviation_words(one), insight::same(std::to_string(one.cases)),
                   insight::same(std::to_string(one.times)),
                   one.extra_s > 0 ? wait_message(one.extra_s) : insight::same("—"),
                   insight::same(fmt::format("{}", fmt::join(one.samples, ", ")))};
      row.mark = {static_cast<double>(one.cases), 0, static_cast<double>(one.cases)};
    }
    left.mark_base = 0;
  }
  auto& between = sheet.tables.emplace_back();
  between.title = {"Who waits for whom", "谁在等谁"};
  between.columns = {{{"done by", "前一步"}},   {{"waits for", "等待对象"}},
                     {{"times", "次数"}, true}, {{"wait, median", "等待中位数"}, true},
                     {{"90 %", "90%"}, true},   {{"in total", "总等待"}, true}};
  for (const auto& one : flow.handovers) {
    if (between.rows.size() == top) break;
    auto& row = between.rows.emplace_back();
    row.cells = {flow.log.actor_label(one.from),
                 flow.log.actor_label(one.to),
                 insight::same(std::to_string(one.count)),
                 wait_message(one.median_wait),
                 wait_message(one.p90_wait),
                 wait_message(one.total_wait)};
    row.mark = {one.total_wait, 0, one.total_wait};
  }
  between.mark_base = 0;
}

}  // namespace aftercare::app
