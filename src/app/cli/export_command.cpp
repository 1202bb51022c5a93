// export: rows for analysts, made anonymous, with the risk that is left.

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "app/cli/day_words.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/table_text.hpp"
#include "pipeline/anonymous_export.hpp"

namespace aftercare::app {
namespace {

// A cell that a spreadsheet would run is made a text.
std::string csv_cell(const std::string& text) {
  const bool formula = !text.empty() && (text[0] == '=' || text[0] == '@' || text[0] == '\t' ||
                                         (text.size() > 1 && (text[0] == '+' || text[0] == '-') &&
                                          (text[1] < '0' || text[1] > '9') && text[1] != '.'));
  if (!formula && text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string quoted = formula ? "\"'" : "\"";
  for (const char letter : text) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + '"';
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    line += csv_cell(cells[i]);
  }
  return line + "\r\n";
}

nlohmann::ordered_json risk_json(const pipeline::AnonymousExport& out,
                                 const privacy::AnonymityDemand& demand) {
  const auto& report = out.report;
  nlohmann::ordered_json columns = nlohmann::json::array();
  for (std::size_t i = 0; i < out.plan.quasi.size(); ++i)
    columns.push_back({{"column", out.plan.columns[out.plan.quasi[i].column]},
                       {"level", report.levels[i]},
                       {"coarsest", report.most[i]}});
  return {{"export", out.plan.name},
          {"k", demand.k},
          {"l", demand.l},
          {"rows", report.rows},
          {"left_out", report.left_out},
          {"groups", report.groups},
          {"smallest_group", report.smallest_group},
          {"least_different", report.least_different},
          {"highest_risk", report.highest_risk},
          {"average_risk", report.average_risk},
          {"unique_before", report.unique_before},
          {"columns", std::move(columns)}};
}

void show_risk(const nlohmann::ordered_json& risk, const Console& console) {
  const auto say = [&console](const char* en, const char* zh) {
    return std::string(console.say(en, zh));
  };
  const auto share = [](double value) { return fmt::format("{:.2f} %", value * 100); };
  TextTable table{{say("risk that is left", "剩余风险"), ""}, {}, {false, true}};
  const auto count = [&risk](const char* name) { return fmt::format("{}", risk.at(name).dump()); };
  table.rows = {{say("rows", "行数"), count("rows")},
                {say("of them alone before", "其中原本唯一的"), count("unique_before")},
                {say("left out", "剔除"), count("left_out")},
                {say("smallest group (k)", "最小组（k）"), count("smallest_group")},
                {say("least sensitive values of a group (l)", "组内敏感值最少种数（l）"),
                 count("least_different")},
                {say("highest chance to tell whose a row is", "辨认出某行所属的最高概率"),
                 share(risk.at("highest_risk").get<double>())},
                {say("on average", "平均"), share(risk.at("average_risk").get<double>())}};
  for (const auto& column : risk.at("columns"))
    table.rows.push_back(
        {say("coarser: ", "概化：") + column.value("column", ""),
         fmt::format("{} / {}", column.value("level", 0), column.value("coarsest", 0))});
  console.print(to_text(table));
}

}  // namespace

base::Result<int> run_export(const ExportArguments& arguments, const pipeline::Session& session,
                             const Place& place) {
  const auto from = day_from(arguments.from);
  if (!from) return base::failure_of(from);
  const auto to = day_from(arguments.to);
  if (!to) return base::failure_of(to);
  const privacy::AnonymityDemand demand{arguments.k, arguments.l, arguments.most_left_out};
  const auto plans = pipeline::export_plans(session.workspace().root());
  if (!plans) return base::failure_of(plans);
  auto file = ReplacedFile::begin(place.absolute(arguments.out));
  if (!file) return base::failure_of(file);
  if (const auto plan = std::ranges::find(*plans, arguments.name, &pipeline::ExportPlan::name);
      plan != plans->end())
    file->add(csv_line(plan->columns));
  const auto out = pipeline::export_anonymous(
      session, arguments.name, *from, *to, demand, place.actor(arguments.reason),
      [&file](const std::vector<std::string>& row) -> base::Result<void> {
        file->add(csv_line(row));
        return {};
      });
  if (!out) return base::failure_of(out);
  if (auto kept = file->keep(); !kept) return base::failure_of(kept);
  const auto risk = risk_json(*out, demand);
  if (place.console.json())
    place.console.line(risk.dump());
  else
    show_risk(risk, place.console);
  return kDone;
}

}  // namespace aftercare::app
