// The rows of a table file that an analysis looks at, and the columns that describe them.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/cli/insight_table.hpp"
#include "records/moment.hpp"

namespace aftercare::app {

/// For each row of the table, whether it meets conditions like "省份 = 广东 and amount >= 100":
/// columns by name, values as the cells say them, numbers and times by size. Empty: every row.
/// Fails (usage) naming the character at which the text goes wrong.
base::Result<std::vector<bool>> rows_that_meet(const InsightTable& table, const std::string& text);

/// The columns such a text names. Fails as rows_that_meet() does.
base::Result<std::vector<std::string>> columns_in(const InsightTable& table,
                                                  const std::string& text);

/// Times may be plain numbers where no day is asked for.
enum class DaysRead { always, if_filtered };

class TableRows {
 public:
  /// Those that meet --where and, by the column --time, lie from --from to --to. Fails (usage) on a
  /// column that is not there or days without --time, (input) if no row is left.
  static base::Result<TableRows> read(const InsightArguments& arguments, DaysRead days,
                                      const Place& place);

  const InsightTable& table() const { return table_; }
  const std::vector<std::size_t>& kept() const { return kept_; }
  std::string_view cell(std::size_t row, std::size_t column) const {
    return table_.cell(row, column);
  }
  /// By row of the table: the day of --time, as written. Empty without --time or where none were
  /// read; nothing for a row without a time.
  const std::vector<std::optional<records::Day>>& days() const { return days_; }

 private:
  explicit TableRows(InsightTable table) : table_(std::move(table)) {}

  InsightTable table_;
  std::vector<std::size_t> kept_;
  std::vector<std::optional<records::Day>> days_;
};

/// The columns of a list "A,B". Fails (usage) on one that is not there.
base::Result<std::vector<std::size_t>> columns_named(const InsightTable& table,
                                                     const std::string& list);

/// Columns that can describe a row: those of `by`, or up to twelve that have at least two and at
/// most `most` different values, those of `taken` left aside. Fails (usage) on a name that is not
/// there, (input) if there is none.
base::Result<std::vector<std::size_t>> describing_columns(const InsightTable& table,
                                                          const std::string& by,
                                                          const std::vector<std::string>& taken,
                                                          std::size_t most);

/// True of whole numbers of which every row has another: a number of an order, say.
bool tells_rows_apart(const std::vector<double>& numbers);

struct NumberColumn {
  std::string name;
  std::vector<double> values;  // By row of the table; NaN: not known.
  bool share = false;          // 0 and 1 alone.
};

/// The columns of a list "A,B", or up to twelve that hold numbers alone and do not tell rows apart,
/// those of `taken` left aside. Fails like InsightTable::numbers() on one of the list.
base::Result<std::vector<NumberColumn>> number_columns(const InsightTable& table,
                                                       const std::string& list,
                                                       const std::vector<std::string>& taken);

}  // namespace aftercare::app
