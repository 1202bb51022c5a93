// insight flow: the steps of cases, how often one follows another, and where they wait.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <filesystem>
#include <optional>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/insight_table.hpp"
#include "app/cli/table_text.hpp"
#include "app/flow_json.hpp"

namespace aftercare::app {
namespace {

using insight::ProcessMap;

std::string wait_text(double seconds, const Console& console) {
  if (seconds < 90) return fmt::format("{:.0f} {}", seconds, console.say("s", "秒"));
  if (seconds < 90 * 60) return fmt::format("{:.0f} {}", seconds / 60, console.say("min", "分钟"));
  if (seconds < 36 * 3600)
    return fmt::format("{:.1f} {}", seconds / 3600, console.say("h", "小时"));
  return fmt::format("{:.1f} {}", seconds / 86'400, console.say("days", "天"));
}

void print_flow(const ProcessMap& map, std::size_t top, const Console& console) {
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  TextTable steps{{say("step", "步骤"), say("events", "事件"), say("cases", "案例"),
                   say("first", "开始"), say("last", "结束"), say("again", "重复")},
                  {},
                  {false, true, true, true, true, true}};
  for (const auto& step : map.steps) {
    if (steps.rows.size() == top) break;
    steps.rows.push_back({step.name, std::to_string(step.events), std::to_string(step.cases),
                          std::to_string(step.starts), std::to_string(step.ends),
                          std::to_string(step.again)});
  }
  console.print(to_text(steps));
  TextTable edges{{say("from", "从"), say("to", "到"), say("times", "次数"),
                   say("wait, median", "等待中位数"), "90 %", say("in total", "总等待")},
                  {},
                  {false, false, true, true, true, true}};
  for (const auto& edge : map.edges) {
    if (edges.rows.size() == top) break;
    edges.rows.push_back({map.steps[edge.from].name, map.steps[edge.to].name,
                          std::to_string(edge.count), wait_text(edge.median_wait, console),
                          wait_text(edge.p90_wait, console), wait_text(edge.total_wait, console)});
  }
  console.line("");
  console.print(to_text(edges));
}

void print_deviations(const insight::Conformance& conformance, std::size_t top,
                      const Console& console) {
  TextTable table{
      {std::string(console.say("deviation", "偏离")), std::string(console.say("cases", "案例")),
       std::string(console.say("times", "次数")), std::string(console.say("samples", "例子"))},
      {},
      {false, true, true, false}};
  for (const auto& one : conformance.deviations) {
    if (table.rows.size() == top) break;
    const auto words = deviation_words(one);
    table.rows.push_back({std::string(console.say(words.en, words.zh)), std::to_string(one.cases),
                          std::to_string(one.times),
                          fmt::format("{}", fmt::join(one.samples, ", "))});
  }
  console.line("");
  console.print(to_text(table));
}

}  // namespace

base::Result<int> insight_flow(const InsightArguments& arguments, const Place& place) {
  if (arguments.file.empty() || arguments.of_case.empty() || arguments.activity.empty() ||
      arguments.time.empty())
    return base::failure(
        "no events are named: give FILE --case COLUMN --activity COLUMN --time COLUMN, or --metric "
        "NAME of the workspace",
        "未指定事件：请给出 FILE --case 列 --activity 列 --time 列，或用 --metric "
        "指定工作区的指标");
  const auto table = InsightTable::read(arguments.file, place);
  if (!table) return base::failure_of(table);
  const auto of_case = table->column(arguments.of_case);
  if (!of_case) return base::failure_of(of_case);
  const auto step = table->column(arguments.activity);
  if (!step) return base::failure_of(step);
  const auto times = table->times(arguments.time);
  if (!times) return base::failure_of(times);
  if (!times->calendar)
    return base::failure(base::ErrorKind::input,
                         fmt::format("the column holds numbers, no times: {}", arguments.time),
                         fmt::format("该列是数字而不是时间：{}", arguments.time));
  std::size_t actor_at = 0;
  if (!arguments.actor.empty()) {
    const auto actor = table->column(arguments.actor);
    if (!actor) return base::failure_of(actor);
    actor_at = *actor;
  }
  insight::EventLogBuilder builder;
  std::size_t left_out = 0;
  for (std::size_t row = 0; row < table->rows(); ++row) {
    const auto name = table->cell(row, *of_case), what = table->cell(row, *step);
    if (name.empty() || what.empty() || !std::isfinite(times->values[row]))
      ++left_out;
    else
      builder.add(name, what, times->values[row],
                  arguments.actor.empty() ? std::string_view() : table->cell(row, actor_at));
  }
  auto log = std::move(builder).build();
  if (log.events.empty())
    return base::failure(base::ErrorKind::input,
                         fmt::format("no row has a case, a step and a time: {}", arguments.file),
                         fmt::format("没有任何行同时含有案例、步骤和时间：{}", arguments.file));
  std::optional<insight::Conformance> conformance;
  if (!arguments.declared.empty()) {
    const auto named = place.absolute(arguments.declared);
    std::error_code none;
    const bool is_file =
        std::filesystem::is_regular_file(named, none) || arguments.declared.ends_with(".yaml");
    const auto flow = insight::declared_flow(is_file ? named.string() : arguments.declared, {});
    if (!flow) return base::failure_of(flow);
    auto checked = insight::conformance_of(log, *flow);
    if (!checked) return base::failure_of(checked);
    conformance = std::move(*checked);
    insight::name_parties(log, *flow);
  }
  const auto handovers = insight::handovers_of(log);
  const auto map = insight::process_map_of(log);
  const auto& console = place.console;
  if (console.json()) {
    auto json = flow_json(map, left_out);
    if (conformance) json["conformance"] = conformance_json(*conformance);
    if (!handovers.empty()) json["handovers"] = handovers_json(log, handovers);
    console.line(dumped_json(json));
    return kDone;
  }
  const auto sentence = flow_sentence(map);
  console.line(console.say(sentence.en, sentence.zh));
  if (conformance) {
    const auto told = conformance_sentence(*conformance);
    console.line(console.say(told.en, told.zh));
  }
  if (const auto told = handover_sentence(log, handovers); !told.en.empty())
    console.line(console.say(told.en, told.zh));
  print_flow(map, arguments.top, console);
  if (conformance) print_deviations(*conformance, arguments.top, console);
  return kDone;
}

}  // namespace aftercare::app
