// flow of the workspace: what happens to cases and returns.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/explained.hpp"
#include "app/flow_json.hpp"
#include "insight/flow/stored_events.hpp"

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

base::Message without_answer_sentence(std::size_t cases) {
  if (cases == 0) return {};
  return {fmt::format("{} more (reviews, posts, surveys and the like) expect no answer and are not "
                      "held against it.",
                      cases),
          fmt::format("另有 {} 个（评价、社媒、问卷等）无需答复，不参与比对。", cases)};
}

}  // namespace

base::Result<Explained> explain_flow(const InsightArguments& asked, const ExplainFor& whom) {
  const auto rows = rows_asked(asked, whom);
  if (!rows) return base::failure_of(rows);
  const auto workspace = whom.workspace();
  auto stored = insight::stored_events(workspace, asked.metric, whom.language(), *rows);
  if (!stored) return base::failure_of(stored);
  auto* log = &stored->log;
  const auto usual = insight::usual_flow(workspace, asked.metric);
  if (!usual) return base::failure_of(usual);
  const auto flow = insight::declared_flow(asked.declared.empty() ? *usual : asked.declared,
                                           whom.session.workspace().root());
  if (!flow) return base::failure_of(flow);
  // Where no case expects an answer there is nothing to hold against the flow.
  std::optional<insight::Conformance> conformance;
  if (!stored->held.events.empty()) {
    auto held = insight::conformance_of(stored->held, *flow);
    if (!held) return base::failure_of(held);
    conformance = std::move(*held);
  }
  insight::name_parties(*log, *flow);
  const auto handovers = insight::handovers_of(*log);
  const auto map = insight::process_map_of(*log);
  Explained told;
  told.json = flow_json(map, 0);
  told.json["declared"] = flow->name;
  told.json["conformance"] =
      conformance ? conformance_json(*conformance) : nlohmann::ordered_json();
  told.json["without_answer"] = stored->without_answer;
  told.json["handovers"] = handovers_json(*log, handovers);
  auto& sheet = told.sheet;
  sheet.title = {"Flow", "流程"};
  sheet.sentence = flow_sentence(map);
  for (const auto& more :
       {conformance ? conformance_sentence(*conformance) : base::Message(),
        without_answer_sentence(stored->without_answer), handover_sentence(*log, handovers)}) {
    if (more.en.empty()) continue;
    sheet.sentence.en += " " + more.en;
    sheet.sentence.zh += more.zh;
  }
  auto& steps = sheet.tables.emplace_back();
  steps.title = {"Steps", "步骤"};
  steps.columns = {{{"step", "步骤"}},
                   {{"events", "事件"}, true},
                   {{"cases", "案例"}, true},
                   {{"first", "开始"}, true},
                   {{"last", "结束"}, true}};
  for (const auto& step : map.steps) {
    auto& row = steps.rows.emplace_back();
    row.cells = {insight::same(step.name)};
    for (const auto number : {step.events, step.cases, step.starts, step.ends})
      row.cells.push_back(insight::same(std::to_string(number)));
    row.mark = {static_cast<double>(step.cases), 0, static_cast<double>(step.cases)};
  }
  steps.mark_base = 0;
  auto& edges = sheet.tables.emplace_back();
  edges.title = {"Waits", "等待"};
  edges.columns = {{{"from", "从"}},          {{"to", "到"}},
                   {{"times", "次数"}, true}, {{"wait, median", "等待中位数"}, true},
                   {{"90 %", "90%"}, true},   {{"in total", "总等待"}, true}};
  for (const auto& edge : map.edges) {
    if (edges.rows.size() == asked.top) break;
    auto& row = edges.rows.emplace_back();
    row.cells = {insight::same(map.steps[edge.from].name),
                 insight::same(map.steps[edge.to].name),
                 insight::same(std::to_string(edge.count)),
                 wait_message(edge.median_wait),
                 wait_message(edge.p90_wait),
                 wait_message(edge.total_wait)};
    row.mark = {edge.total_wait, 0, edge.total_wait};
  }
  edges.mark_base = 0;
  auto& left = sheet.tables.emplace_back();
  left.title = {"Where cases leave the declared flow", "偏离应有流程之处"};
  left.columns = {{{"deviation", "偏离"}},
                  {{"cases", "案例"}, true},
                  {{"times", "次数"}, true},
                  {{"time lost", "超时合计"}, true},
                  {{"samples", "例子"}}};
  for (const auto& one :
       conformance ? conformance->deviations : std::vector<insight::FlowDeviation>()) {
    if (left.rows.size() == asked.top) break;
    auto& row = left.rows.emplace_back();
    row.cells = {deviation_words(one), insight::same(std::to_string(one.cases)),
                 insight::same(std::to_string(one.times)),
                 one.extra_s > 0 ? wait_message(one.extra_s) : insight::same("—"),
                 insight::same(fmt::format("{}", fmt::join(one.samples, ", ")))};
    row.mark = {static_cast<double>(one.cases), 0, static_cast<double>(one.cases)};
  }
  left.mark_base = 0;
  auto& between = sheet.tables.emplace_back();
  between.title = {"Who waits for whom", "谁在等谁"};
  between.columns = {{{"done by", "前一步"}},   {{"waits for", "等待对象"}},
                     {{"times", "次数"}, true}, {{"wait, median", "等待中位数"}, true},
                     {{"90 %", "90%"}, true},   {{"in total", "总等待"}, true}};
  for (const auto& one : handovers) {
    if (between.rows.size() == asked.top) break;
    auto& row = between.rows.emplace_back();
    row.cells = {log->actor_label(one.from),
                 log->actor_label(one.to),
                 insight::same(std::to_string(one.count)),
                 wait_message(one.median_wait),
                 wait_message(one.p90_wait),
                 wait_message(one.total_wait)};
    row.mark = {one.total_wait, 0, one.total_wait};
  }
  between.mark_base = 0;
  return told;
}

}  // namespace aftercare::app
