#include "quality/repair/coded_table.hpp"

#include <functional>

namespace aftercare::quality {
namespace {

std::uint32_t value_hash(std::string_view value) {
  const std::uint64_t hash = std::hash<std::string_view>()(value);
  return static_cast<std::uint32_t>(hash ^ (hash >> 32));
}

}  // namespace

Code CodedTable::Index::find(const std::vector<std::string_view>& values,
                             std::string_view value) const {
  if (value.empty()) return kEmpty;
  if (slots_.empty()) return kNoCode;
  const auto hash = value_hash(value);
  const auto mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const auto& slot = slots_[at];
    if (slot.code == kEmpty) return kNoCode;
    if (slot.hash == hash && values[slot.code] == value) return slot.code;
  }
}

void CodedTable::Index::add(std::string_view value, Code code) {
  if ((used_ + 1) * 2 > slots_.size()) {
    auto before = std::move(slots_);
    slots_.assign(before.empty() ? 64 : before.size() * 2, {});
    for (const auto& slot : before)
      if (slot.code != kEmpty) put(slot);
  }
  put({value_hash(value), code});
  ++used_;
}

void CodedTable::Index::put(Slot slot) {
  const auto mask = slots_.size() - 1;
  auto at = slot.hash & mask;
  while (slots_[at].code != kEmpty) at = (at + 1) & mask;
  slots_[at] = slot;
}

CodedTable::CodedTable(const records::RawBatch& batch)
    : rows_(batch.rows()), columns_(batch.columns.size()), index_(batch.columns.size()) {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    auto& column = columns_[c];
    auto& index = index_[c];
    column.name = batch.columns[c];
    column.values.emplace_back("");
    column.cells.resize(rows_);
    for (std::size_t row = 0; row < rows_; ++row) {
      const auto cell = batch.cell(row, c);
      const bool blank = cell.find_first_not_of(" \t\r\n") == cell.npos;
      if (blank) continue;  // kEmpty.
      auto code = index.find(column.values, cell);
      if (code == kNoCode) {
        code = static_cast<Code>(column.values.size());
        column.values.push_back(cell);
        index.add(cell, code);
      }
      column.cells[row] = code;
    }
    column.counts.assign(column.values.size(), 0);
    for (const auto code : column.cells) ++column.counts[code];
  }
}

Code CodedTable::find(std::size_t c, std::string_view value) const {
  return index_[c].find(columns_[c].values, value);
}

Code CodedTable::intern(std::size_t c, std::string_view value) {
  if (const auto known = find(c, value); known != kNoCode) return known;
  auto& column = columns_[c];
  const std::string_view kept = made_.emplace_back(value);
  const auto code = static_cast<Code>(column.values.size());
  column.values.push_back(kept);
  column.counts.push_back(0);
  index_[c].add(kept, code);
  return code;
}

void CodedTable::set(std::size_t row, std::size_t c, Code code) {
  auto& column = columns_[c];
  --column.counts[column.cells[row]];
  ++column.counts[code];
  column.cells[row] = code;
  ++column.edits;
}

}  // namespace aftercare::quality
