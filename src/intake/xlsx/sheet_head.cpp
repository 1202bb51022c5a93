#include "intake/xlsx/sheet_head.hpp"

#include <algorithm>
#include <set>

#include "intake/header_sniff.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kMostTitles = 30;
constexpr std::size_t kMostHeaderRows = 4;

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

// A name on one line: headers are often broken to fit.
std::string name_text(std::string_view raw) {
  std::string name;
  bool space = false;
  for (const char byte : trimmed(raw)) {
    if (byte == '\n' || byte == '\r' || byte == '\t' || byte == ' ') {
      space = true;
      continue;
    }
    if (space && !name.empty()) name.push_back(' ');
    space = false;
    name.push_back(byte);
  }
  return mended_name(name);
}

bool holds_names_only(const SheetRow& row) {
  return std::ranges::all_of(row.cells, [](const SheetCell& cell) {
    return cell.is_text && !is_value(trimmed(cell.text));
  });
}

const SheetCell* cell_at(const SheetRow& row, std::uint32_t column) {
  const auto at = std::ranges::lower_bound(row.cells, column, {}, &SheetCell::column);
  return at != row.cells.end() && at->column == column ? &*at : nullptr;
}

// The area that covers this cell, if its first cell is another or it is larger than one.
const MergedCells* area_at(const std::vector<MergedCells>& merged, std::uint64_t row,
                           std::uint32_t column) {
  for (const auto& area : merged) {
    if (area.first_row > row) break;
    if (area.last_row >= row && area.first_column <= column && column <= area.last_column)
      return &area;
  }
  return nullptr;
}

bool names_groups(const SheetRow& row, const std::vector<MergedCells>& merged, std::size_t width) {
  if (!holds_names_only(row)) return false;
  bool groups = false;
  for (const auto& cell : row.cells) {
    const auto* area = area_at(merged, row.number, cell.column);
    if (area == nullptr || area->first_column == area->last_column) continue;
    // A title is merged over the whole table.
    const std::size_t wide = area->last_column - area->first_column + 1;
    if (wide >= width || (row.cells.size() == 1 && wide * 5 >= width * 4)) return false;
    groups = true;
  }
  return groups;
}

std::size_t usual_width(const std::vector<SheetRow>& rows) {
  std::vector<std::size_t> counts;
  for (const auto& row : rows) counts.push_back(row.cells.size());
  std::ranges::sort(counts);
  return counts[counts.size() / 2];
}

// The columns that any of the rows fills, in the sheet's order.
std::vector<std::uint32_t> filled_columns(const std::vector<SheetRow>& rows, std::size_t from) {
  std::set<std::uint32_t> columns;
  for (std::size_t i = from; i < rows.size(); ++i)
    for (const auto& cell : rows[i].cells) columns.insert(cell.column);
  return {columns.begin(), columns.end()};
}

bool looks_like_header(const std::vector<SheetRow>& rows, std::size_t first,
                       const std::vector<std::uint32_t>& columns) {
  if (!holds_names_only(rows[first])) return false;
  std::vector<std::string> names;
  for (const auto& cell : rows[first].cells) names.push_back(name_text(cell.text));
  std::vector<Record> records;
  for (std::size_t i = first; i < rows.size(); ++i) {
    auto& record = records.emplace_back();
    for (const auto column : columns) {
      const auto* cell = cell_at(rows[i], column);
      record.push_back(cell == nullptr ? std::string_view() : trimmed(cell->text));
    }
  }
  std::size_t next = 0;
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (cell_at(rows[first], columns[c]) != nullptr) records.front()[c] = names[next++];
  return first_is_header(records);
}

// What the rows of the header say of one column, joined.
std::string name_of_column(const std::vector<SheetRow>& rows, std::size_t top, std::size_t bottom,
                           const std::vector<MergedCells>& merged, std::uint32_t column) {
  std::string name, last;
  for (std::size_t i = top; i <= bottom; ++i) {
    const auto* cell = cell_at(rows[i], column);
    if (cell == nullptr)
      if (const auto* area = area_at(merged, rows[i].number, column);
          area != nullptr && area->first_row == rows[i].number)
        cell = cell_at(rows[i], area->first_column);
    if (cell == nullptr) continue;
    const auto part = name_text(cell->text);
    if (part == last) continue;
    if (part.starts_with(last))  // "order" over "order number".
      name.resize(name.size() - last.size());
    else if (!name.empty())
      name += " ";
    name += part;
    last = part;
  }
  return name;
}

}  // namespace

SheetHead head_of(const std::vector<SheetRow>& rows, const std::vector<MergedCells>& merged,
                  std::optional<bool> has_header) {
  SheetHead head;
  if (rows.empty()) return head;
  const auto usual = usual_width(rows);
  const auto least = std::max<std::size_t>((usual * 3 + 4) / 5, usual > 1 ? 2 : 1);
  std::size_t bottom = 0;
  while (bottom + 1 < rows.size() && bottom < kMostTitles && rows[bottom].cells.size() < least)
    ++bottom;
  // Sparse rows make a title of a few cells look wide enough: a much wider row of names is better.
  for (std::size_t i = bottom + 1; i < std::min(bottom + 4, rows.size()); ++i)
    if (rows[i].cells.size() * 2 >= rows[bottom].cells.size() * 3 && holds_names_only(rows[i])) {
      bottom = i;
      break;
    }
  std::size_t top = bottom;
  // Groups in this row: the names proper stand below it.
  const auto columns_here = filled_columns(rows, bottom);
  while (bottom + 1 < rows.size() && bottom - top + 1 < kMostHeaderRows &&
         names_groups(rows[bottom], merged, columns_here.size()) &&
         holds_names_only(rows[bottom + 1]))
    ++bottom;
  const auto columns = filled_columns(rows, bottom);
  head.has_header = has_header.value_or(looks_like_header(rows, bottom, columns));
  if (!head.has_header) {
    head.columns = filled_columns(rows, 0);
  } else {
    while (top > 0 && bottom - top + 1 < kMostHeaderRows &&
           names_groups(rows[top - 1], merged, columns.size()))
      --top;
    head.rows = bottom + 1;
    std::set<std::uint32_t> all(columns.begin(), columns.end());
    for (std::size_t i = top; i < bottom; ++i)
      for (const auto& cell : rows[i].cells) all.insert(cell.column);
    head.columns.assign(all.begin(), all.end());
    head.header_texts.reserve(rows[bottom].cells.size());
    for (const auto& cell : rows[bottom].cells) {
      head.header_texts.push_back(std::string(trimmed(cell.text)));
      head.header.push_back({cell.column, head.header_texts.back(), true});
    }
  }
  std::vector<std::string> names;
  for (const auto column : head.columns) {
    std::string name;
    if (head.has_header) name = name_of_column(rows, top, bottom, merged, column);
    if (name.empty()) name = "column_" + std::to_string(column + 1);
    names.push_back(std::move(name));
  }
  head.names = unique_names(names, names.size());
  return head;
}

}  // namespace aftercare::intake
