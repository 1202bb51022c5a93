#include "app/cli/table_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "app/cli/day_words.hpp"
#include "app/explained.hpp"
#include "metrics/condition_text.hpp"
#include "standard/moment_text.hpp"
#include "standard/number_text.hpp"

namespace aftercare::app {
namespace {

using metrics::Filter;
using metrics::FilterOperator;

constexpr std::size_t kMostDescribing = 12;
constexpr std::size_t kFewestRowsTold = 20;  // Of fewer, numbers are all different by chance.

bool compares_size(FilterOperator op) {
  return op != FilterOperator::in && op != FilterOperator::not_in;
}

class ColumnNames : public metrics::ConditionNames {
 public:
  explicit ColumnNames(const InsightTable& table) : table_(table) {}

  base::Message kind() const override { return {"a column", "列名"}; }

  base::Result<std::string> name_of(const std::string& said) const override {
    const auto column = table_.column(said);
    if (!column) return base::failure_of(column);
    return said;
  }

  base::Result<void> settle(Filter& filter) const override {
    if (!compares_size(filter.op)) return {};
    standard::MomentReader moments(records::Zone::utc());
    const auto& value = filter.values.front();
    if (value && (standard::parse_real(*value) || moments.moment(*value))) return {};
    return base::failure(fmt::format("neither a number nor a time: '{}'", value.value_or("null")),
                         fmt::format("既不是数字也不是时间：“{}”", value.value_or("null")));
  }

 private:
  const InsightTable& table_;
};

// One condition, ready to be asked of every cell of its column.
class CellTest {
 public:
  explicit CellTest(const Filter& filter) : filter_(filter) {
    if (!compares_size(filter.op)) return;
    number_ = standard::parse_real(*filter.values.front());
    if (!number_) moment_ = reader_.moment(*filter.values.front());
  }

  // What is not known is of no size, and of a list only if the list names null.
  bool meets(std::string_view cell) {
    if (compares_size(filter_.op)) {
      if (number_) {
        const auto value = standard::parse_real(cell);
        return value && in_order(*value, *number_);
      }
      const auto moment = reader_.moment(cell);
      return moment && in_order(*moment, *moment_);
    }
    const bool listed = std::ranges::any_of(filter_.values, [&](const auto& value) {
      return value ? !cell.empty() && cell == *value : cell.empty();
    });
    if (filter_.op == FilterOperator::in) return listed;
    const bool null_named =
        !std::ranges::all_of(filter_.values, [](const auto& value) { return value.has_value(); });
    return !listed && (!cell.empty() || null_named);
  }

 private:
  template <typename Value>
  bool in_order(const Value& value, const Value& bound) const {
    switch (filter_.op) {
      case FilterOperator::at_least:
        return value >= bound;
      case FilterOperator::at_most:
        return value <= bound;
      case FilterOperator::above:
        return value > bound;
      default:
        return value < bound;
    }
  }

  const Filter& filter_;
  standard::MomentReader reader_{records::Zone::utc()};
  std::optional<double> number_;
  std::optional<std::int64_t> moment_;
};

base::Result<std::vector<std::optional<records::Day>>> days_of(const InsightTable& table,
                                                               const std::string& name) {
  const auto times = table.times(name);
  if (!times) return base::failure_of(times);
  if (!times->calendar)
    return base::failure(base::ErrorKind::input,
                         fmt::format("the column holds numbers, no days: {}", name),
                         fmt::format("该列是数字而不是日期：{}", name));
  std::vector<std::optional<records::Day>> days;
  for (const auto time : times->values) {
    auto& day = days.emplace_back();
    if (std::isfinite(time))
      day = records::Day(
          std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::microseconds>(
              std::chrono::microseconds(std::llround(time)))));
  }
  return days;
}

}  // namespace

base::Result<std::vector<bool>> rows_that_meet(const InsightTable& table, const std::string& text) {
  const auto filters = metrics::parse_conditions(ColumnNames(table), text);
  if (!filters) return base::failure_of(filters);
  std::vector<bool> meets(table.rows(), true);
  for (const auto& filter : *filters) {
    const auto column = table.column(filter.dimension);
    CellTest test(filter);
    for (std::size_t row = 0; row < table.rows(); ++row)
      if (meets[row]) meets[row] = test.meets(table.cell(row, *column));
  }
  return meets;
}

base::Result<std::vector<std::string>> columns_in(const InsightTable& table,
                                                  const std::string& text) {
  const auto filters = metrics::parse_conditions(ColumnNames(table), text);
  if (!filters) return base::failure_of(filters);
  std::vector<std::string> columns;
  for (const auto& filter : *filters) columns.push_back(filter.dimension);
  return columns;
}

base::Result<TableRows> TableRows::read(const InsightArguments& arguments, DaysRead days,
                                        const Place& place) {
  auto table = InsightTable::read(arguments.file, place);
  if (!table) return base::failure_of(table);
  TableRows rows(std::move(*table));
  const auto meets = rows_that_meet(rows.table_, arguments.where);
  if (!meets) return base::failure_of(meets);
  const auto from = day_from(arguments.from), to = day_from(arguments.to);
  if (!from) return base::failure_of(from);
  if (!to) return base::failure_of(to);
  const bool filtered = *from || *to;
  if (filtered && arguments.time.empty())
    return base::failure("days without a column of times: give --time COLUMN too",
                         "给出了日期但没有时间列：请同时给出 --time 列");
  if (!arguments.time.empty() && (filtered || days == DaysRead::always)) {
    auto known = days_of(rows.table_, arguments.time);
    if (!known) return base::failure_of(known);
    rows.days_ = std::move(*known);
  }
  for (std::size_t row = 0; row < rows.table_.rows(); ++row) {
    if (!(*meets)[row]) continue;
    if (filtered) {
      const auto& day = rows.days_[row];
      if (!day || (*from && *day < **from) || (*to && *day > **to)) continue;
    }
    rows.kept_.push_back(row);
  }
  if (!rows.kept_.empty()) return rows;
  return base::failure(
      base::ErrorKind::input,
      fmt::format("no row is left to look at, of {} in {}", rows.table_.rows(), arguments.file),
      fmt::format("没有可分析的行：{} 共 {} 行，均不符合条件", arguments.file, rows.table_.rows()));
}

base::Result<std::vector<std::size_t>> columns_named(const InsightTable& table,
                                                     const std::string& list) {
  std::vector<std::size_t> columns;
  for (const auto& name : names_listed(list, {})) {
    const auto column = table.column(name);
    if (!column) return base::failure_of(column);
    columns.push_back(*column);
  }
  return columns;
}

bool tells_rows_apart(const std::vector<double>& numbers) {
  std::unordered_set<double> seen;
  for (const double value : numbers)
    if (std::isfinite(value) && (value != std::floor(value) || !seen.insert(value).second))
      return false;
  return seen.size() > kFewestRowsTold;
}

base::Result<std::vector<NumberColumn>> number_columns(const InsightTable& table,
                                                       const std::string& list,
                                                       const std::vector<std::string>& taken) {
  const auto names = names_listed(list, table.table().columns);
  std::vector<NumberColumn> columns;
  for (const auto& name : names) {
    if (list.empty() &&
        (columns.size() == kMostDescribing || std::ranges::find(taken, name) != taken.end()))
      continue;
    auto numbers = table.numbers(name);
    if (!numbers && !list.empty()) return base::failure_of(numbers);
    if (!numbers || (list.empty() && tells_rows_apart(*numbers))) continue;
    const bool share = std::ranges::all_of(
        *numbers, [](double value) { return !std::isfinite(value) || value == 0 || value == 1; });
    columns.push_back({name, std::move(*numbers), share});
  }
  return columns;
}

base::Result<std::vector<std::size_t>> describing_columns(const InsightTable& table,
                                                          const std::string& by,
                                                          const std::vector<std::string>& taken,
                                                          std::size_t most) {
  auto columns = columns_named(table, by);
  if (!columns || !columns->empty()) return columns;
  for (std::size_t column = 0;
       column < table.table().columns.size() && columns->size() < kMostDescribing; ++column) {
    if (std::ranges::find(taken, table.table().columns[column]) != taken.end()) continue;
    std::unordered_set<std::string_view> values;
    for (std::size_t row = 0; row < table.rows() && values.size() <= most; ++row)
      values.insert(table.cell(row, column));
    if (values.size() > 1 && values.size() <= most) columns->push_back(column);
  }
  if (!columns->empty()) return columns;
  return base::failure(
      base::ErrorKind::input,
      fmt::format("no column describes the rows: each has one value or more than {} different "
                  "ones. Name some with --by",
                  most),
      fmt::format("没有可用于描述的列：每列只有一个值或超过 {} 个不同值。请用 --by 指定", most));
}

}  // namespace aftercare::app
