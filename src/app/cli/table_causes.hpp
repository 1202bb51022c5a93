// Rows of a table as events on a base, for the search for causes.

#pragma once

#include <string>
#include <vector>

#include "app/cli/table_rows.hpp"
#include "app/told_causes.hpp"

namespace aftercare::app {

/// The column's numbers, none below 0; NaN where the cell says nothing. Fails (usage) on a column
/// that is not there, (input) on a cell that is no number or is below 0, naming its row.
base::Result<std::vector<double>> numbers_of_events(const InsightTable& table,
                                                    const std::string& column);

struct TableCauseWords {
  std::string by;       // Columns that may explain; empty: those that describe the rows.
  std::string problem;  // Columns that name the problem; empty: those that only rows
                        // with events fill.
  std::string id;       // Rows of one come together (an order, a customer).
  std::string text;     // What a sample says ...
  const language::Analyser* analyser = nullptr;  // ... masked by it; given with a text.
  std::vector<std::string> taken;                // Columns that explain nothing.
};

/// What is known of each row besides its columns; "" where nothing is.
struct AddedColumn {
  std::string name;
  base::Message label;
  std::vector<std::string> values;  // By row of the table.
};

class TableCauses {
 public:
  /// `named_problem` names the problem of rows with events; other columns then only explain.
  /// `events` and `base_of` by row of the table; no base: each row counts one. A row without a
  /// number of either is left out. Rows outlive it. Fails (usage) on a column that is not there,
  /// (input) without a column that may explain.
  static base::Result<TableCauses> count(const TableRows& rows, const std::vector<double>& events,
                                         const std::vector<double>& base_of,
                                         const TableCauseWords& words,
                                         const AddedColumn* named_problem = nullptr);

  const insight::CauseRows& rows() const { return causes_; }
  /// As told_causes() wants it; this outlives it.
  CausesAsked asked(const base::Message& of) const;

 private:
  explicit TableCauses(const TableRows& rows) : rows_(&rows) {}
  void add_clustering(const std::vector<double>& events, std::size_t column);
  nlohmann::ordered_json samples(const CauseConditions& path,
                                 const std::vector<CauseConditions>& taken) const;

  const TableRows* rows_;
  std::optional<std::size_t> text_;
  const language::Analyser* analyser_ = nullptr;
  std::vector<base::Message> labels_;  // Of each dimension.
  insight::CauseRows causes_;
  std::vector<std::size_t> with_events_;            // Rows of the table, the newest first.
  std::vector<std::vector<std::uint32_t>> values_;  // Of each of them, of each dimension.
};

}  // namespace aftercare::app
