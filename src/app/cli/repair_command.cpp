// quality FILE --cells and quality repair: wrong cells of any table.

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "app/cli/table_text.hpp"
#include "intake/table_file.hpp"
#include "pipeline/workspace.hpp"
#include "quality/repair/repair.hpp"
#include "quality/repair/repair_question.hpp"
#include "quality/repair/repair_reason.hpp"
#include "text/delimited.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;
using quality::Repair;
using quality::RepairState;

constexpr std::size_t kShownCells = 20;

// Rows that could not be cut into cells stand between the others; they count as data rows.
class DataRows {
 public:
  explicit DataRows(const intake::TableFile& file) : file_(file) {
    numbers_.reserve(file.table.rows());
    std::size_t rejected = 0;
    for (std::size_t row = 0; row < file.table.rows(); ++row) {
      while (rejected < file.rejected.size() &&
             file.rejected[rejected].origin.row < file.table.origins[row].row)
        ++rejected;
      numbers_.push_back(row + rejected + 1);
    }
  }
  // 1-based; the header is not counted.
  std::size_t number(std::size_t row) const { return numbers_[row]; }
  std::optional<std::size_t> row(std::size_t number) const {
    const auto found = std::lower_bound(numbers_.begin(), numbers_.end(), number);
    if (found == numbers_.end() || *found != number) return std::nullopt;
    return static_cast<std::size_t>(found - numbers_.begin());
  }
  std::uint64_t record(std::size_t row) const { return file_.table.origins[row].row; }

 private:
  const intake::TableFile& file_;
  std::vector<std::size_t> numbers_;
};

base::Result<void> write_lines(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  if (out.flush()) return {};
  return base::failure(base::ErrorKind::internal,
                       fmt::format("file cannot be written: {}", file.string()),
                       fmt::format("无法写入文件：{}", file.string()));
}

std::string csv_line(const std::vector<std::string_view>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) line += ',';
    text::append_field(line, fields[i]);
  }
  // A line of one empty field would be no line.
  if (line.empty()) line = "\"\"";
  line += '\n';
  return line;
}

std::string because(const Repair& repair, const intake::TableFile& file) {
  std::string names;
  for (const auto c : repair.because) names += (names.empty() ? "" : "|") + file.table.columns[c];
  return names;
}

std::string sentence(const Repair& repair, bool chinese) {
  const auto message = quality::sentence_of(repair.reason);
  return chinese ? message.zh : message.en;
}

std::string cells_csv(const std::vector<Repair>& cells, const intake::TableFile& file,
                      const DataRows& rows, bool chinese) {
  std::string text = "row,column,reason,value,proposed,suspicion,record,because,why\n";
  for (const auto& cell : cells)
    text += csv_line({std::to_string(rows.number(cell.row)), file.table.columns[cell.column],
                      quality::code_of(cell.reason), cell.old, cell.now,
                      fmt::format("{:.3f}", cell.suspicion), std::to_string(rows.record(cell.row)),
                      because(cell, file), sentence(cell, chinese)});
  return text;
}

std::string report_csv(const std::vector<Repair>& repairs, const intake::TableFile& file,
                       const DataRows& rows, bool chinese) {
  std::string text = "row,column,old,new,confidence,reason,state,record,because,why\n";
  for (const auto& repair : repairs) {
    if (repair.state == RepairState::suspected) continue;
    text += csv_line({std::to_string(rows.number(repair.row)), file.table.columns[repair.column],
                      repair.old, repair.now, fmt::format("{:.3f}", repair.confidence),
                      quality::code_of(repair.reason), quality::code_of(repair.state),
                      std::to_string(rows.record(repair.row)), because(repair, file),
                      sentence(repair, chinese)});
  }
  return text;
}

// The table as it was, with what was applied; a row that could not be read stays as it stood.
std::string repaired_csv(const std::vector<Repair>& repairs, const intake::TableFile& file) {
  const auto& table = file.table;
  std::string text;
  std::vector<std::string_view> fields(table.columns.begin(), table.columns.end());
  text += csv_line(fields);
  std::size_t next = 0, rejected = 0;
  const auto reject_until = [&](std::uint64_t record) {
    for (; rejected < file.rejected.size() && file.rejected[rejected].origin.row < record;
         ++rejected) {
      std::string_view raw = file.rejected[rejected].raw;
      while (raw.ends_with('\n') || raw.ends_with('\r')) raw.remove_suffix(1);
      text.append(raw);
      text += '\n';
    }
  };
  for (std::size_t row = 0; row < table.rows(); ++row) {
    reject_until(table.origins[row].row);
    for (std::size_t c = 0; c < fields.size(); ++c) fields[c] = table.cell(row, c);
    for (; next < repairs.size() && repairs[next].row == row; ++next)
      if (repairs[next].state == RepairState::applied)
        fields[repairs[next].column] = repairs[next].now;
    text += csv_line(fields);
  }
  reject_until(~std::uint64_t{0});
  return text;
}

Json counts(const std::vector<Repair>& repairs, const intake::TableFile& file) {
  std::map<std::string, std::size_t> states, reasons;
  std::map<std::size_t, std::size_t> columns;
  for (const auto& one : repairs) {
    ++states[std::string(quality::code_of(one.state))];
    ++reasons[std::string(quality::code_of(one.reason))];
    ++columns[one.column];
  }
  Json json = {{"rows", file.table.rows() + file.rejected.size()},
               {"columns", file.table.columns.size()},
               {"rejected_rows", file.rejected.size()},
               {"applied", states["applied"]},
               {"proposed", states["proposed"]},
               {"suspected", states["suspected"]},
               {"by_reason", Json::object()},
               {"by_column", Json::object()}};
  for (const auto& [reason, count] : reasons) json["by_reason"][reason] = count;
  for (const auto& [column, count] : columns) json["by_column"][file.table.columns[column]] = count;
  return json;
}

Json cell_json(const Repair& cell, const intake::TableFile& file, const DataRows& rows) {
  const auto why = quality::sentence_of(cell.reason);
  return {{"row", rows.number(cell.row)},
          {"column", file.table.columns[cell.column]},
          {"reason", quality::code_of(cell.reason)},
          {"value", cell.old},
          {"proposed", cell.now.empty() ? Json(nullptr) : Json(cell.now)},
          {"suspicion", cell.suspicion},
          {"record", rows.record(cell.row)},
          {"why", {{"zh", why.zh}, {"en", why.en}}}};
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void show_cells(const std::vector<Repair>& cells, const intake::TableFile& file,
                const DataRows& rows, const Console& console) {
  TextTable table{
      {std::string(console.say("row", "行")), std::string(console.say("column", "列")),
       std::string(console.say("value", "值")), std::string(console.say("better", "应为")), "%",
       std::string(console.say("why", "理由"))},
      {},
      {true, false, false, false, true}};
  for (const auto& cell : cells) {
    if (table.rows.size() == kShownCells) break;
    table.rows.push_back({fmt::format("{}", rows.number(cell.row)), file.table.columns[cell.column],
                          cell.old, cell.now.empty() ? "?" : cell.now,
                          fmt::format("{:.0f}", 100 * cell.confidence),
                          sentence(cell, console.chinese())});
  }
  console.print(to_text(table));
  if (cells.size() > kShownCells)
    console.line(fmt::format(fmt::runtime(console.say("… and {} more", "……另有 {} 处")),
                             cells.size() - kShownCells));
}

base::Result<quality::RepairOutcome> repairs_of(const intake::TableFile& file,
                                                const std::filesystem::path& workspace,
                                                quality::RepairOptions options,
                                                const Console& console) {
  const auto known = quality::KnownToRepair::load(pipeline::if_workspace(workspace));
  if (!known) return base::failure_of(known);
  options.knowledge = known->view();
  ConsoleProgress progress(console);
  return quality::find_repairs(file.table, options, progress);
}

std::string questions_csv(const std::vector<quality::RepairQuestion>& questions,
                          const intake::TableFile& file, const DataRows& rows, bool chinese) {
  std::string text = "row,column,value,proposed,cells,confidence,reason,record,why\n";
  for (const auto& one : questions) {
    const auto why = quality::sentence_of(one.reason);
    text += csv_line({std::to_string(rows.number(one.row)), file.table.columns[one.column],
                      one.value, one.proposed, std::to_string(one.cells),
                      fmt::format("{:.3f}", one.confidence), quality::code_of(one.reason),
                      std::to_string(rows.record(one.row)), chinese ? why.zh : why.en});
  }
  return text;
}

// row,column,value: the row's number, the column's name (or its number, from 1), what is right
// there.
base::Result<std::vector<quality::RepairAnswer>> read_answers(const std::filesystem::path& path,
                                                              const intake::TableFile& file,
                                                              const DataRows& rows) {
  const auto answers = intake::read_table(path);
  if (!answers) return base::failure_of(answers);
  const auto& table = answers->table;
  const auto place = [&table](std::string_view name) {
    return static_cast<std::size_t>(std::find(table.columns.begin(), table.columns.end(), name) -
                                    table.columns.begin());
  };
  const auto row_at = place("row"), column_at = place("column"), value_at = place("value");
  if (std::max({row_at, column_at, value_at}) >= table.columns.size())
    return base::failure(
        fmt::format("answers need the columns row, column and value: {}", path.string()),
        fmt::format("答案文件须有 row、column、value 三列：{}", path.string()));
  std::vector<quality::RepairAnswer> read;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const std::string row_text(table.cell(i, row_at)), column(table.cell(i, column_at));
    const auto number = std::strtoull(row_text.c_str(), nullptr, 10);
    const auto row = rows.row(number);
    const auto& names = file.table.columns;
    auto at =
        static_cast<std::size_t>(std::find(names.begin(), names.end(), column) - names.begin());
    if (at == names.size()) at = std::strtoull(column.c_str(), nullptr, 10) - 1;
    if (!row || at >= names.size())
      return base::failure(
          fmt::format("an answer names no cell of the table: row {}, column {} ({}, row {})",
                      row_text, column, path.string(), table.origins[i].row),
          fmt::format("答案所指的单元格不在表中：第 {} 行，列 {}（{} 第 {} 行）", row_text, column,
                      path.string(), table.origins[i].row));
    read.push_back({*row, at, std::string(table.cell(i, value_at))});
  }
  return read;
}

// Puts the questions on the terminal. An empty line: as proposed (or as it is); "=": as it is;
// "?": don't know; "q": no more.
std::vector<quality::RepairAnswer> ask(const std::vector<quality::RepairQuestion>& questions,
                                       const intake::TableFile& file, const DataRows& rows,
                                       const Console& console) {
  std::vector<quality::RepairAnswer> answers;
  console.line(console.say(
      "Type the right value, or: Enter accepts the proposal, = keeps the value, ? skips, q stops.",
      "请输入正确的值；回车接受建议，= 保留原值，? 跳过，q 结束。"));
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const auto& one = questions[i];
    const auto why = quality::sentence_of(one.reason);
    TextTable context{
        {std::string(console.say("column", "列")), std::string(console.say("value", "值"))},
        {},
        {}};
    for (std::size_t c = 0; c < file.table.columns.size() && c < 12; ++c)
      context.rows.push_back({file.table.columns[c], std::string(file.table.cell(one.row, c))});
    console.print(to_text(context));
    const auto& column = file.table.columns[one.column];
    console.line(
        fmt::format(fmt::runtime(console.say("{}/{}  row {}, {}: '{}' ({} cells alike: {})",
                                             "{}/{}  第 {} 行，{}：“{}”（同类 {} 处：{}）")),
                    i + 1, questions.size(), rows.number(one.row), column, one.value, one.cells,
                    console.chinese() ? why.zh : why.en));
    console.print(
        one.proposed.empty()
            ? fmt::format(fmt::runtime(console.say("right value [{}]: ", "正确的值 [{}]：")),
                          one.value)
            : fmt::format(fmt::runtime(console.say("right value [{}]: ", "正确的值 [{}]：")),
                          one.proposed));
    std::string line;
    if (!std::getline(std::cin, line) || line == "q") break;
    if (line == "?") continue;
    if (line.empty()) line = one.proposed.empty() ? one.value : one.proposed;
    if (line == "=") line = one.value;
    answers.push_back({one.row, one.column, line});
  }
  return answers;
}

}  // namespace

base::Result<int> run_suspected_cells(const QualityArguments& arguments,
                                      const std::filesystem::path& workspace, const Place& place) {
  const auto& console = place.console;
  const auto file = intake::read_table(place.absolute(arguments.file));
  if (!file) return base::failure_of(file);
  const DataRows rows(*file);
  const auto found = repairs_of(*file, workspace, {}, console);
  if (!found) return base::failure_of(found);
  auto cells = found->repairs;
  std::erase_if(cells, [](const Repair& cell) { return cell.suspicion < 0.5; });
  if (!arguments.out.empty())
    if (auto written = write_lines(place.absolute(arguments.out),
                                   cells_csv(cells, *file, rows, console.chinese()));
        !written)
      return base::failure_of(written);
  if (console.json()) {
    Json json = counts(cells, *file);
    json["cells"] = Json::array();
    for (const auto& cell : cells) json["cells"].push_back(cell_json(cell, *file, rows));
    console.line(dump(json));
    return kDone;
  }
  show_cells(cells, *file, rows, console);
  console.line(fmt::format(
      fmt::runtime(console.say("{} cells of {} rows are suspected. Repair them: aftercare quality "
                               "repair {} -o OUT --report REPORT",
                               "{} 个单元格可疑（共 {} 行）。修复：aftercare quality repair {} "
                               "-o OUT --report REPORT")),
      cells.size(), file->table.rows(), arguments.file));
  return kDone;
}

base::Result<int> run_repair(const RepairArguments& arguments,
                             const std::filesystem::path& workspace, const Place& place) {
  const auto& console = place.console;
  const auto file = intake::read_table(place.absolute(arguments.file));
  if (!file) return base::failure_of(file);
  const DataRows rows(*file);
  quality::RepairOptions options;
  options.threshold = arguments.threshold;
  if (!arguments.answers.empty()) {
    auto answers = read_answers(place.absolute(arguments.answers), *file, rows);
    if (!answers) return base::failure_of(answers);
    options.answers = std::move(*answers);
  }
  auto found = repairs_of(*file, workspace, options, console);
  if (!found) return base::failure_of(found);
  std::size_t asked = 0;
  if (arguments.ask > 0) {
    const auto questions = quality::choose_questions(*found, file->table, arguments.ask);
    asked = questions.size();
    if (!arguments.questions.empty())
      if (auto written = write_lines(place.absolute(arguments.questions),
                                     questions_csv(questions, *file, rows, console.chinese()));
          !written)
        return base::failure_of(written);
    const bool by_hand = arguments.answers.empty() && arguments.questions.empty() &&
                         !console.json() && console.on_terminal();
    if (by_hand) {
      options.answers = ask(questions, *file, rows, console);
      quality::learn_from_answers(*found, file->table, options.answers, arguments.threshold);
    }
  }
  const auto& repairs = found->repairs;
  if (auto written = write_lines(place.absolute(arguments.out), repaired_csv(repairs, *file));
      !written)
    return base::failure_of(written);
  if (!arguments.report.empty())
    if (auto written = write_lines(place.absolute(arguments.report),
                                   report_csv(repairs, *file, rows, console.chinese()));
        !written)
      return base::failure_of(written);
  Json json = counts(repairs, *file);
  if (console.json()) {
    json["out"] = arguments.out;
    json["report"] = arguments.report;
    json["questions"] = asked;
    json["answers"] = options.answers.size();
    console.line(dump(json));
    return kDone;
  }
  show_cells(repairs, *file, rows, console);
  console.line(fmt::format(
      fmt::runtime(console.say("{} cells repaired, {} repairs proposed, {} cells only suspected, "
                               "of {} rows.",
                               "已修复 {} 个单元格，另建议 {} 处，仅可疑 {} 处，共 {} 行。")),
      json["applied"].get<std::size_t>(), json["proposed"].get<std::size_t>(),
      json["suspected"].get<std::size_t>(), file->table.rows()));
  return kDone;
}

}  // namespace aftercare::app
