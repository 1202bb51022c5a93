#include "standard/cells.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace aftercare::standard {
namespace {

using Views = std::vector<std::string_view>;
using Rows = std::vector<std::uint32_t>;

}  // namespace

Header::Header(const std::vector<std::string>& columns) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    index_.emplace(fold(columns[i]), static_cast<int>(i));
}

int Header::find(std::string_view column) const {
  const auto at = index_.find(fold(column));
  return at == index_.end() ? -1 : at->second;
}

std::vector<Group> groups_of(const records::RawBatch& raw, int column) {
  std::vector<Group> groups;
  if (column < 0) return groups;
  const auto rows = static_cast<std::uint32_t>(raw.rows());
  const auto at = static_cast<std::size_t>(column);
  std::string_view last;
  for (std::uint32_t row = 0; row < rows; ++row) {
    const auto value = trim(raw.cell(row, at));
    const bool same = !groups.empty() && !value.empty() && value == last &&
                      row - groups.back().begin < kLongestGroup;
    if (same)
      groups.back().end = row + 1;
    else
      groups.push_back({row, row + 1, !value.empty()});
    last = value;
  }
  return groups;
}

CellReader::CellReader(const records::RawBatch& raw, const std::vector<Group>& groups,
                       records::Arena& arena)
    : raw_(raw), groups_(groups), arena_(arena), header_(raw.columns) {}

std::string_view CellReader::cell(std::uint32_t row, int column) const {
  return column < 0 ? std::string_view() : trim(raw_.cell(row, static_cast<std::size_t>(column)));
}

Views CellReader::positions(const Rows& rows) {
  std::vector<std::uint32_t> position(raw_.rows(), 1);
  for (const auto& group : groups_)
    for (auto row = group.begin; row < group.end; ++row) position[row] = row - group.begin + 1;
  Views cells;
  cells.reserve(rows.size());
  char digits[12];
  for (const auto row : rows) {
    const auto end = std::to_chars(digits, digits + sizeof digits, position[row]).ptr;
    cells.push_back(arena_.keep({digits, static_cast<std::size_t>(end - digits)}));
  }
  return cells;
}

Views CellReader::column(std::string_view name, const Rows& rows) {
  if (name == kPosition) return positions(rows);
  const int at = header_.find(name);
  Views cells(rows.size());
  if (at < 0) return cells;
  for (std::size_t i = 0; i < rows.size(); ++i) cells[i] = cell(rows[i], at);
  return cells;
}

Views CellReader::read(const Origin& origin, const Rows& rows) {
  if (const auto* one = std::get_if<FromColumn>(&origin)) return column(one->column, rows);
  if (const auto* constant = std::get_if<FromConstant>(&origin))
    return Views(rows.size(), constant->value);
  if (const auto* first = std::get_if<FromFirst>(&origin)) {
    Views cells(rows.size());
    for (const auto& name : first->columns) {
      const auto next = column(name, rows);
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (cells[i].empty()) cells[i] = next[i];
    }
    return cells;
  }
  const auto& join = std::get<FromJoin>(origin);
  std::vector<Views> parts;
  for (const auto& name : join.columns) parts.push_back(column(name, rows));
  Views cells(rows.size());
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    text.clear();
    bool any = false, all = true;
    for (const auto& part : parts) {
      if (part[i].empty()) {
        all = false;
        continue;
      }
      if (any) text += join.with;
      text += part[i];
      any = true;
    }
    if (any && (all || !join.whole)) cells[i] = arena_.keep(text);
  }
  return cells;
}

std::vector<std::uint8_t> CellReader::holds(const Condition& condition) const {
  std::vector<std::uint8_t> held(raw_.rows(), 0);
  const int at = header_.find(condition.column);
  std::vector<std::string> words;
  const bool wanted = condition.not_equals.empty();
  for (const auto& word : wanted ? condition.equals : condition.not_equals)
    words.push_back(fold(word));
  std::string folded;
  std::string_view last;
  std::uint8_t answer = 0;
  for (std::uint32_t row = 0; row < held.size(); ++row) {
    const auto value = cell(row, at);
    if (row == 0 || value != last) {
      fold_into(value, folded);
      const bool listed = std::ranges::find(words, folded) != words.end();
      answer = words.empty() ? !value.empty() : listed == wanted;
      last = value;
    }
    held[row] = answer;
  }
  return held;
}

Rows CellReader::rows_where(const std::optional<Condition>& condition) const {
  Rows rows(raw_.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  if (!condition) return rows;
  const auto held = holds(*condition);
  std::erase_if(rows, [&held](std::uint32_t row) { return held[row] == 0; });
  return rows;
}

}  // namespace aftercare::standard
