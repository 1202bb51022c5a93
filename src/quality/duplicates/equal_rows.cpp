#include "quality/duplicates/equal_rows.hpp"

#include <functional>
#include <string_view>
#include <unordered_map>

#include "quality/duplicates/text_units.hpp"

namespace aftercare::quality {

std::vector<std::uint32_t> equal_rows(const records::RawBatch& table,
                                      std::optional<std::size_t> id_column) {
  std::vector<std::uint32_t> first(table.rows());
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> seen;  // Different rows, by hash.
  const std::hash<std::string_view> hash;
  const auto equal = [&](std::size_t one, std::size_t other) {
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      if (column != id_column && table.cell(one, column) != table.cell(other, column)) return false;
    return true;
  };
  for (std::uint32_t row = 0; row < table.rows(); ++row) {
    std::uint64_t all = 1;
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      if (column != id_column) all = mixed(all, hash(table.cell(row, column)));
    auto& alike = seen[all];
    first[row] = row;
    for (const auto other : alike)
      if (equal(other, row)) {
        first[row] = other;
        break;
      }
    if (first[row] == row) alike.push_back(row);
  }
  return first;
}

}  // namespace aftercare::quality
