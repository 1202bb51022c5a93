// insight influences of a column of any table.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "app/cli/table_rows.hpp"
#include "app/told_influences.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kMostChoices = 50;  // Different values of a column that is a choice.

// A number if it has many different ones, else a choice; nothing for what tells every row apart.
std::optional<insight::InfluenceFactor> factor_of_column(const InsightTable& table,
                                                         std::size_t column) {
  insight::InfluenceFactor factor;
  factor.name = table.table().columns[column];
  factor.label = insight::same(factor.name);
  std::map<std::string_view, std::uint32_t> places;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto cell = table.cell(row, column);
    const auto [at, is_new] = places.emplace(cell, static_cast<std::uint32_t>(places.size()));
    if (is_new)
      factor.values.push_back(cell.empty() ? base::Message{"not known", "未知"}
                                           : insight::same(std::string(cell)));
    factor.of.push_back(at->second);
  }
  if (places.size() > 10)
    if (auto numbers = table.numbers(factor.name)) {
      factor.numbers = std::move(*numbers);
      factor.values.clear();
      factor.of.clear();
      return factor;
    }
  if (places.size() > kMostChoices && places.size() > table.rows() / 20) return std::nullopt;
  return factor;
}

base::Result<Explained> influences_in_file(const InsightArguments& arguments, const Place& place) {
  const auto kept_rows = TableRows::read(arguments, DaysRead::if_filtered, place);
  if (!kept_rows) return base::failure_of(kept_rows);
  const auto* table = &kept_rows->table();
  if (arguments.value.empty())
    return base::failure("no result is named: give --value COLUMN (0 and 1, or numbers)",
                         "未指定结果列：请给出 --value 列（0/1 或数值）");
  const auto target = table->numbers(arguments.value);
  if (!target) return base::failure_of(target);
  std::vector<std::size_t> columns;
  for (const auto& name : names_listed(arguments.by, {})) {
    const auto column = table->column(name);
    if (!column) return base::failure_of(column);
    columns.push_back(*column);
  }
  if (columns.empty())
    for (std::size_t column = 0; column < table->table().columns.size(); ++column)
      if (table->table().columns[column] != arguments.value) columns.push_back(column);
  insight::InfluenceRows rows;
  for (const auto column : columns)
    if (auto factor = factor_of_column(*table, column)) rows.factors.push_back(std::move(*factor));
  // Rows without a result say nothing.
  std::vector<std::size_t> kept;
  for (const auto row : kept_rows->kept())
    if (std::isfinite((*target)[row])) kept.push_back(row);
  const auto keep = [&](auto& all) {
    if (all.empty()) return;
    for (std::size_t i = 0; i < kept.size(); ++i) all[i] = all[kept[i]];
    all.resize(kept.size());
  };
  rows.target = *target;
  keep(rows.target);
  for (auto& factor : rows.factors) {
    keep(factor.numbers);
    keep(factor.of);
  }
  const auto found = insight::influences_on(rows);
  if (!found) return base::failure_of(found);
  auto told = told_influences(rows, *found, insight::same(arguments.value));
  told.json["value"] = arguments.value;
  return told;
}

}  // namespace

base::Result<int> insight_influences(const InsightArguments& arguments, const Place& place) {
  const auto told = influences_in_file(arguments, place);
  if (!told) return base::failure_of(told);
  return tell_sheet(told->json, told->sheet, arguments, nullptr, place);
}

}  // namespace aftercare::app
