// insight compare FILE: two groups of a table's rows side by side, column by column.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "app/cli/table_rows.hpp"
#include "app/told_comparison.hpp"

namespace aftercare::app {
namespace {

using insight::ComparedMetric;

constexpr std::size_t kMostTexts = 20;  // Different values of a column whose shares are compared.

// The rows of both groups.
struct TwoGroups {
  std::vector<std::size_t> rows[2];
};

base::Result<TwoGroups> two_groups(const TableRows& rows, const InsightArguments& arguments) {
  const auto first = rows_that_meet(rows.table(), arguments.first);
  if (!first) return base::failure_of(first);
  const bool named = !arguments.second.empty();
  const auto second = rows_that_meet(rows.table(), arguments.second);
  if (!second) return base::failure_of(second);
  TwoGroups groups;
  for (const auto row : rows.kept()) {
    const bool in_first = (*first)[row], in_second = named ? (*second)[row] : !in_first;
    if (in_first && in_second)
      return base::failure(
          base::ErrorKind::input,
          fmt::format("a row is in both segments: row {} meets \"{}\" and \"{}\"",
                      rows.table().record(row), arguments.first, arguments.second),
          fmt::format("同一行属于两个分组：第 {} 行同时符合“{}”和“{}”", rows.table().record(row),
                      arguments.first, arguments.second));
    if (in_first) groups.rows[0].push_back(row);
    if (in_second) groups.rows[1].push_back(row);
  }
  for (const int side : {0, 1})
    if (groups.rows[side].empty()) {
      const auto& segment = side == 0 ? arguments.first : arguments.second;
      const bool others = segment.empty();
      return base::failure(base::ErrorKind::input,
                           others ? std::string("no row is left for all others")
                                  : fmt::format("no row is in the segment: {}", segment),
                           others ? std::string("其余部分没有任何行")
                                  : fmt::format("该分组没有任何行：{}", segment));
    }
  return groups;
}

// Shares are told in percent, as those of metrics are.
void set_share(ComparedMetric& one, int side, double with, double n) {
  one.format = metrics::Format::percent;
  one.n[side] = n;
  const auto interval = metrics::share_interval(with, n);
  if (!interval) return;
  one.value[side] = with / n * 100;
  one.interval[side] = metrics::Interval{interval->low * 100, interval->high * 100};
}

// A column of 0 and 1 tells shares, another one means.
ComparedMetric compared_numbers(const std::string& name, const std::vector<double>& numbers,
                                const TwoGroups& groups) {
  const bool share = std::ranges::all_of(
      numbers, [](double value) { return !std::isfinite(value) || value == 0 || value == 1; });
  ComparedMetric one;
  one.name = name;
  one.label = insight::same(name);
  for (const int side : {0, 1}) {
    double n = 0, sum = 0, squares = 0;
    for (const auto row : groups.rows[side]) {
      const double value = numbers[row];
      if (!std::isfinite(value)) continue;
      n += 1;
      sum += value;
      squares += value * value;
    }
    if (share) {
      set_share(one, side, sum, n);
      continue;
    }
    one.n[side] = n;
    if (n > 0) one.value[side] = sum / n;
    one.interval[side] = metrics::mean_interval(n, sum, squares);
  }
  insight::test_difference(one);
  return one;
}

class ColumnComparison {
 public:
  ColumnComparison(const TableRows& rows, const TwoGroups& groups) : rows_(rows), groups_(groups) {}

  void add_rows() {
    auto& one = comparison_.metrics.emplace_back();
    one.name = "rows";
    one.label = {"rows", "行数"};
    one.format = metrics::Format::count;
    for (const int side : {0, 1})
      one.value[side] = one.n[side] = static_cast<double>(groups_.rows[side].size());
  }

  /// `named`: the column was asked for, so what cannot be compared is a mistake.
  base::Result<void> add(std::size_t column, bool named) {
    const auto& name = rows_.table().table().columns[column];
    if (const auto why = why_not(column, named)) {
      if (named)
        return base::failure(base::ErrorKind::input,
                             fmt::format("the column cannot be compared: {}: {}", name, why->en),
                             fmt::format("该列无法比较：{}：{}", name, why->zh));
      comparison_.left_out.emplace_back(name, *why);
      return {};
    }
    const auto numbers = rows_.table().numbers(name);
    if (numbers)
      comparison_.metrics.push_back(compared_numbers(name, *numbers, groups_));
    else
      add_shares(name, column);
    return {};
  }

  insight::Comparison judged() && {
    insight::judge(comparison_);
    return std::move(comparison_);
  }

 private:
  // Nothing if it can be compared.
  std::optional<base::Message> why_not(std::size_t column, bool named) const {
    std::set<std::string_view> values;
    for (const auto& side : groups_.rows)
      for (const auto row : side)
        if (const auto cell = rows_.cell(row, column); !cell.empty()) values.insert(cell);
    if (values.empty()) return base::Message{"both segments are empty", "两组均为空"};
    const auto numbers = rows_.table().numbers(rows_.table().table().columns[column]);
    if (!numbers && values.size() > kMostTexts)
      return base::Message{
          fmt::format("texts of {} kinds, more than {}", values.size(), kMostTexts),
          fmt::format("有 {} 种文本，超过 {} 种", values.size(), kMostTexts)};
    if (numbers && !named && tells_rows_apart(*numbers))
      return base::Message{"every row has another number: it tells rows apart",
                           "每行的数字都不同：属于编号"};
    return std::nullopt;
  }

  // Of each value the share of the rows that know one.
  void add_shares(const std::string& name, std::size_t column) {
    std::map<std::string, std::array<double, 2>, std::less<>> counts;
    double n[2] = {0, 0};
    for (const int side : {0, 1})
      for (const auto row : groups_.rows[side])
        if (const auto cell = rows_.cell(row, column); !cell.empty()) {
          n[side] += 1;
          counts[std::string(cell)][static_cast<std::size_t>(side)] += 1;
        }
    for (const auto& [value, count] : counts) {
      ComparedMetric one;
      one.name = name + " = " + value;
      one.label = insight::same(one.name);
      for (const int side : {0, 1})
        set_share(one, side, count[static_cast<std::size_t>(side)], n[side]);
      // The second of two values says what the first said.
      if (counts.size() != 2 || value == counts.begin()->first) insight::test_difference(one);
      comparison_.metrics.push_back(std::move(one));
    }
  }

  const TableRows& rows_;
  const TwoGroups& groups_;
  insight::Comparison comparison_;
};

}  // namespace

base::Result<int> insight_compare(const InsightArguments& arguments, const Place& place) {
  if (const auto named = needs_segment(arguments); !named) return base::failure_of(named);
  const auto rows = TableRows::read(arguments, DaysRead::if_filtered, place);
  if (!rows) return base::failure_of(rows);
  const auto groups = two_groups(*rows, arguments);
  if (!groups) return base::failure_of(groups);
  const auto named = columns_named(rows->table(), arguments.value);
  if (!named) return base::failure_of(named);
  ColumnComparison comparison(*rows, *groups);
  comparison.add_rows();
  for (const auto column : *named)
    if (const auto added = comparison.add(column, true); !added) return base::failure_of(added);
  // What tells the segments apart differs by itself.
  auto apart = columns_in(rows->table(), arguments.first);
  if (!apart) return base::failure_of(apart);
  const auto of_second = columns_in(rows->table(), arguments.second);
  if (!of_second) return base::failure_of(of_second);
  apart->insert(apart->end(), of_second->begin(), of_second->end());
  if (named->empty())
    for (std::size_t column = 0; column < rows->table().table().columns.size(); ++column)
      if (std::ranges::find(*apart, rows->table().table().columns[column]) == apart->end())
        if (const auto added = comparison.add(column, false); !added)
          return base::failure_of(added);
  const auto told =
      told_comparison(std::move(comparison).judged(), arguments.first, arguments.second);
  return tell_sheet(told.json, told.sheet, arguments, nullptr, place);
}

}  // namespace aftercare::app
