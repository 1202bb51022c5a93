#include "store/duckdb/fact_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/fact_definition.hpp"

namespace aftercare::store {

bool may_leave(std::string_view fact, std::string_view column) {
  static const std::set<std::string_view> names = {"customer_id", "person_id", "order_id",
                                                   "agent_id", "agent"};
  if (column.ends_with("_key") || names.contains(column)) return false;
  return std::ranges::any_of(fact_definitions(), [&](const FactDefinition& known) {
    return known.name == fact && std::ranges::any_of(known.columns, [&](const auto& each) {
             return each.name == column;
           });
  });
}

base::Result<std::vector<std::vector<std::string>>> fact_rows(
    const Database& database, const records::Viewer&, const std::string& fact,
    const std::vector<std::string>& columns, const FactDays& days) {
  std::string list;
  for (const auto& column : columns)
    list += fmt::format("{}\"{}\"::VARCHAR", list.empty() ? "" : ", ", column);
  std::string where;
  std::vector<Cell> values;
  const auto only = [&](std::string_view sign, const std::optional<records::Day>& day) {
    if (!day || days.column.empty()) return;
    where += fmt::format("{} \"{}\" {} ?", where.empty() ? " WHERE" : " AND", days.column, sign);
    values.emplace_back(*day);
  };
  only(">=", days.from);
  only("<=", days.to);
  // Sorted by what leaves, so that the order of storing does not.
  const auto frame =
      database.read(fmt::format("SELECT {} FROM {}{} ORDER BY ALL", list, fact, where), values);
  if (!frame) return base::failure_of(frame);
  std::vector<std::vector<std::string>> rows;
  rows.reserve(frame->rows.size());
  for (const auto& row : frame->rows) {
    auto& texts = rows.emplace_back();
    for (const auto& cell : row) texts.push_back(text_in(cell));
  }
  return rows;
}

}  // namespace aftercare::store
