// A table file as an explanation sees it: columns of numbers and of times, found by name.

#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/commands.hpp"
#include "insight/told/sheet.hpp"
#include "intake/table_file.hpp"

namespace aftercare::app {

/// A column of times, or of numbers that stand for times.
struct TimeColumn {
  bool calendar = false;       // Microseconds UTC; else numbers as they are.
  std::vector<double> values;  // NaN where the cell says nothing.
};

class InsightTable {
 public:
  /// Fails (input) like read_table().
  static base::Result<InsightTable> read(const std::string& file, const Place& place);

  const records::RawBatch& table() const { return file_.table; }
  std::size_t rows() const { return file_.table.rows(); }
  /// The record's number in the file.
  std::uint64_t record(std::size_t row) const { return file_.table.origins[row].row; }
  std::size_t rejected() const { return file_.rejected.size(); }
  std::string_view cell(std::size_t row, std::size_t column) const;

  /// Fails (usage) on a column that is not there, offering the nearest names.
  base::Result<std::size_t> column(const std::string& name) const;
  /// NaN where the cell says nothing. Fails (input) on a cell that is no number, naming its row,
  /// and if no cell is one.
  base::Result<std::vector<double>> numbers(const std::string& name) const;
  /// Fails (input) on a cell that is neither, or if the column mixes them.
  base::Result<TimeColumn> times(const std::string& name) const;

 private:
  InsightTable(std::string name, intake::TableFile file)
      : name_(std::move(name)), file_(std::move(file)) {}

  std::string name_;
  intake::TableFile file_;
};

/// What a cell looks like, for a message: digits as 9, letters as a, Chinese as 字. A cell itself
/// may be personal and is never shown.
std::string cell_form(std::string_view text);
/// A time as the source would write it.
std::string time_text(const TimeColumn& column, double time);
/// null for what is no number.
nlohmann::ordered_json number_json(double value);
nlohmann::ordered_json sentence_json(const base::Message& sentence);

// One explanation each.
base::Result<int> insight_drivers(const InsightArguments& arguments,
                                  const std::filesystem::path& workspace, const Place& place);
/// Of a metric of the workspace: a share, a rate or a count, by its dimensions.
base::Result<int> insight_metric_drivers(const InsightArguments& arguments,
                                         const pipeline::Session& session, const Place& place);
base::Result<int> insight_defects(const InsightArguments& arguments, const Place& place);
base::Result<int> insight_metric_defects(const InsightArguments& arguments,
                                         const pipeline::Session& session, const Place& place);
/// A sheet at the terminal, `top` rows of each table.
void print_sheet(const insight::Sheet& sheet, std::size_t top, const Console& console);

/// Writes the page of `arguments.html`, if one is asked for. `session` is null where a file was
/// read; a page made of the workspace is noted in its log.
base::Result<void> write_sheet_page(const insight::Sheet& sheet, const InsightArguments& arguments,
                                    const pipeline::Session* session, const Place& place);

/// What an analysis found: the page if one is asked for, then JSON or the sheet at the terminal.
base::Result<int> tell_sheet(const nlohmann::ordered_json& json, const insight::Sheet& sheet,
                             const InsightArguments& arguments, const pipeline::Session* session,
                             const Place& place);
/// One of app/explained.hpp.
base::Result<int> insight_of_workspace(const InsightArguments& arguments,
                                       const pipeline::Session& session, const Place& place);
base::Result<int> insight_compare(const InsightArguments& arguments, const Place& place);
base::Result<int> insight_cohorts(const InsightArguments& arguments, const Place& place);
base::Result<int> insight_rootcause(const InsightArguments& arguments,
                                    const std::filesystem::path& workspace, const Place& place);
/// Texts are read with what the workspace knows, if `workspace` is one.
base::Result<int> insight_swot(const InsightArguments& arguments,
                               const std::filesystem::path& workspace, const Place& place);
base::Result<int> insight_spikes(const InsightArguments& arguments,
                                 const std::filesystem::path& workspace, const Place& place);
base::Result<int> insight_story(const InsightArguments& arguments, const Place& place);
base::Result<int> insight_influences(const InsightArguments& arguments, const Place& place);
base::Result<int> insight_flow(const InsightArguments& arguments, const Place& place);
base::Result<int> insight_rules(const InsightArguments& arguments, const Place& place);

}  // namespace aftercare::app
