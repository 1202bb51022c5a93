#include "quality/duplicates/row_context.hpp"

#include <functional>
#include <string_view>
#include <unordered_set>

#include "quality/duplicates/text_units.hpp"

namespace aftercare::quality {
namespace {

// Half of the filled cells hold values of their own.
bool tells_rows_apart(const records::RawBatch& table, std::size_t column) {
  std::unordered_set<std::string_view> values;
  std::size_t filled = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto cell = table.cell(row, column);
    if (cell.empty()) continue;
    ++filled;
    values.insert(cell);
  }
  return filled > 1 && values.size() * 2 >= filled;
}

}  // namespace

std::vector<std::uint64_t> row_contexts(const records::RawBatch& table, std::size_t text_column,
                                        std::optional<std::size_t> id_column) {
  std::vector<std::uint64_t> contexts(table.rows(), 0);
  std::vector<std::size_t> telling;
  for (std::size_t column = 0; column < table.columns.size(); ++column)
    if (column != text_column && column != id_column && tells_rows_apart(table, column))
      telling.push_back(column);
  if (telling.empty()) return contexts;
  const std::hash<std::string_view> hash;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    bool tells = false;
    for (const auto column : telling) tells = tells || !table.cell(row, column).empty();
    if (!tells) continue;
    std::uint64_t all = 1;
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      if (column != text_column && column != id_column)
        all = mixed(all, hash(table.cell(row, column)));
    contexts[row] = all | 1;
  }
  return contexts;
}

}  // namespace aftercare::quality
