// insight flow: the steps of cases, how often one follows another, and where they wait.

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <optional>

#include "app/cli/table_rows.hpp"
#include "app/flow_json.hpp"
#include "app/flow_sheet.hpp"

namespace aftercare::app {
base::Result<int> insight_flow(const InsightArguments& arguments, const Place& place) {
  if (arguments.file.empty() || arguments.of_case.empty() || arguments.activity.empty() ||
      arguments.time.empty())
    return base::failure(
        "no events are named: give FILE --case COLUMN --activity COLUMN --time COLUMN, or --metric "
        "NAME of the workspace",
        "未指定事件：请给出 FILE --case 列 --activity 列 --time 列，或用 --metric "
        "指定工作区的指标");
  const auto rows = TableRows::read(arguments, DaysRead::if_filtered, place);
  if (!rows) return base::failure_of(rows);
  const auto* table = &rows->table();
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
  for (const auto row : rows->kept()) {
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
  auto json = flow_json(map, left_out);
  if (conformance) json["conformance"] = conformance_json(*conformance);
  if (!handovers.empty()) json["handovers"] = handovers_json(log, handovers);
  insight::Sheet sheet;
  sheet.title = {"Flow", "流程"};
  sheet.sentence = flow_sentence(map);
  for (const auto& more : {conformance ? conformance_sentence(*conformance) : base::Message(),
                           handover_sentence(log, handovers)}) {
    if (more.en.empty()) continue;
    sheet.sentence.en += " " + more.en;
    sheet.sentence.zh += more.zh;
  }
  add_flow_tables({map, log, handovers, conformance ? &*conformance : nullptr}, arguments.top,
                  sheet);
  return tell_sheet(json, sheet, arguments, nullptr, place);
}

}  // namespace aftercare::app
