#include "quality/duplicates/pair_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aftercare::quality {

base::Result<PairTable> PairTable::make(const records::RawBatch& table, bool needs_label) {
  PairTable pairs;
  pairs.table_ = &table;
  const auto& columns = table.columns;
  for (std::size_t left = 0; left < columns.size(); ++left) {
    if (!columns[left].starts_with("left_")) continue;
    const auto name = columns[left].substr(5);
    const auto right = std::find(columns.begin(), columns.end(), "right_" + name);
    // A record's own key tells nothing about another's.
    if (right == columns.end() || name == "id") continue;
    pairs.fields_.push_back({name, left, static_cast<std::size_t>(right - columns.begin())});
  }
  if (pairs.fields_.empty())
    return base::failure(
        "no field with both sides: a table of pairs has columns left_NAME and right_NAME",
        "没有左右两侧都有的字段：配对表应有 left_名称 与 right_名称 列");
  const auto label = std::find(columns.begin(), columns.end(), "label");
  if (label == columns.end()) {
    if (needs_label)
      return base::failure("missing: column label, with 1 for the same and 0 for different",
                           "缺少 label 列：1 表示相同，0 表示不同");
    return pairs;
  }
  const auto column = static_cast<std::size_t>(label - columns.begin());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    auto cell = table.cell(row, column);
    while (!cell.empty() && cell.front() == ' ') cell.remove_prefix(1);
    while (!cell.empty() && cell.back() == ' ') cell.remove_suffix(1);
    const bool one = cell == "1" || cell == "1.0" || cell == "true" || cell == "True";
    const bool zero = cell == "0" || cell == "0.0" || cell == "false" || cell == "False";
    if (one == zero)
      return base::failure(
          fmt::format("a label is 0 or 1, not '{}', in row {}", cell, table.origins[row].row),
          fmt::format("标签应为 0 或 1，而非“{}”，位于第 {} 行", cell, table.origins[row].row));
    pairs.labels_.push_back(one ? 1 : 0);
  }
  return pairs;
}

base::Result<PairTable> PairTable::with_fields(const std::vector<std::string>& names) const {
  PairTable pairs = *this;
  pairs.fields_.clear();
  for (const auto& name : names) {
    const auto found = std::ranges::find(fields_, name, &PairField::name);
    if (found == fields_.end())
      return base::failure(
          fmt::format("the model knows a field that the table lacks: left_{0}, right_{0}", name),
          fmt::format("模型使用的字段在表中不存在：left_{0}、right_{0}", name));
    pairs.fields_.push_back(*found);
  }
  return pairs;
}

}  // namespace aftercare::quality
