#include "records/batch.hpp"

#include <algorithm>

namespace aftercare::records {

std::string_view Arena::keep(std::string_view text) {
  if (text.empty()) return {};
  constexpr std::size_t block = std::size_t{1} << 16;
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < text.size()) {
    blocks_.emplace_back();
    blocks_.back().reserve(std::max(block, text.size()));
  }
  auto& last = blocks_.back();  // Never grows past its capacity, so views stay valid.
  const auto at = last.size();
  last.append(text);
  return std::string_view(last).substr(at);
}

Column Column::of(std::string name, FieldType type, std::size_t rows) {
  Column column{std::move(name), type, std::vector<std::uint8_t>(rows, 0), {}};
  switch (type) {
    case FieldType::text:
    case FieldType::code:
    case FieldType::blob:
      column.values = std::vector<std::string_view>(rows);
      break;
    case FieldType::real:
      column.values = std::vector<double>(rows, 0.0);
      break;
    default:
      column.values = std::vector<std::int64_t>(rows, 0);
  }
  return column;
}

Column* Batch::column(std::string_view name) {
  const auto at = std::ranges::find(columns, name, &Column::name);
  return at == columns.end() ? nullptr : &*at;
}

const Column* Batch::column(std::string_view name) const {
  const auto at = std::ranges::find(columns, name, &Column::name);
  return at == columns.end() ? nullptr : &*at;
}

Column& Batch::column_or_add(std::string_view name, FieldType type) {
  if (auto* known = column(name)) return *known;
  columns.push_back(Column::of(std::string(name), type, rows()));
  return columns.back();
}

}  // namespace aftercare::records
