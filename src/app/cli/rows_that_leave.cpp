#include "app/cli/rows_that_leave.hpp"

#include <algorithm>
#include <iterator>

#include "metrics/answer_csv.hpp"
#include "pipeline/anonymous_rows.hpp"
#include "pipeline/standing_out.hpp"

namespace aftercare::app {

base::Result<void> tell_standing_out(const std::vector<std::string>& columns,
                                     const std::vector<std::vector<store::Cell>>& rows,
                                     const pipeline::Session& session, const Console& console) {
  const auto plans = pipeline::export_plans(session.workspace().root());
  if (!plans) return base::failure_of(plans);
  if (const auto found = pipeline::standing_out(*plans, columns, rows)) {
    const auto words = pipeline::in_words(*found);
    console.note(console.say(words.en, words.zh));
  }
  return {};
}

base::Result<std::string> csv_that_leaves(const metrics::RowsAnswer& rows,
                                          const pipeline::Session& session, const Place& place) {
  const auto& console = place.console;
  const metrics::CsvOptions style{
      false, false, console.chinese() ? metrics::Language::zh : metrics::Language::en};
  std::vector<std::string> columns;
  for (const auto& column : rows.columns) columns.push_back(column.name);
  if (place.caller.may("rows.take")) {
    if (auto told = tell_standing_out(columns, rows.rows, session, console); !told)
      return base::failure_of(told);
    return metrics::to_csv(rows, style);
  }
  auto anonymous = pipeline::make_anonymous(session, rows.fact, columns, rows.rows);
  if (!anonymous) return base::failure_of(anonymous);
  const auto words = pipeline::in_words(*anonymous);
  console.note(console.say(words.en, words.zh));
  metrics::RowsAnswer leaving;
  for (const auto& name : anonymous->columns) {
    const auto column = std::ranges::find(rows.columns, name, &metrics::RowColumn::name);
    leaving.columns.push_back(
        column == rows.columns.end() ? metrics::RowColumn{name, {name, name}, ""} : *column);
  }
  for (auto& row : anonymous->rows)
    leaving.rows.emplace_back(std::make_move_iterator(row.begin()),
                              std::make_move_iterator(row.end()));
  return metrics::to_csv(leaving, style);
}

}  // namespace aftercare::app
