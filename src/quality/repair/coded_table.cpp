#include "quality/repair/coded_table.hpp"

namespace aftercare::quality {

CodedTable::CodedTable(const records::RawBatch& batch)
    : rows_(batch.rows()), columns_(batch.columns.size()), index_(batch.columns.size()) {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    auto& column = columns_[c];
    auto& index = index_[c];
    column.name = batch.columns[c];
    column.values.emplace_back("");
    index.emplace("", kEmpty);
    column.cells.resize(rows_);
    for (std::size_t row = 0; row < rows_; ++row) {
      const auto cell = batch.cell(row, c);
      const bool blank = cell.find_first_not_of(" \t\r\n") == cell.npos;
      if (blank) continue;  // kEmpty.
      const auto [found, fresh] = index.try_emplace(cell, static_cast<Code>(column.values.size()));
      if (fresh) column.values.push_back(cell);
      column.cells[row] = found->second;
    }
    column.counts.assign(column.values.size(), 0);
    for (const auto code : column.cells) ++column.counts[code];
  }
}

Code CodedTable::find(std::size_t c, std::string_view value) const {
  const auto found = index_[c].find(value);
  return found == index_[c].end() ? kNoCode : found->second;
}

Code CodedTable::intern(std::size_t c, std::string_view value) {
  if (const auto known = find(c, value); known != kNoCode) return known;
  auto& column = columns_[c];
  const std::string_view kept = made_.emplace_back(value);
  const auto code = static_cast<Code>(column.values.size());
  column.values.push_back(kept);
  column.counts.push_back(0);
  index_[c].emplace(kept, code);
  return code;
}

void CodedTable::set(std::size_t row, std::size_t c, Code code) {
  auto& column = columns_[c];
  --column.counts[column.cells[row]];
  ++column.counts[code];
  column.cells[row] = code;
}

}  // namespace aftercare::quality
