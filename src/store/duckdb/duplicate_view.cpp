#include "store/duckdb/duplicate_view.hpp"

#include <fmt/format.h>

#include <array>
#include <map>

#include "store/duckdb/cells.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

struct RepeatColumn {
  std::string_view name;
  std::string_view sql;
  std::string DuplicateFilter::*wanted;
};

constexpr std::array kRepeatColumns = {
    RepeatColumn{"entity", "d.entity", &DuplicateFilter::entity},
    RepeatColumn{"how", "d.how", &DuplicateFilter::how},
    RepeatColumn{"file_id", "d.file_id", &DuplicateFilter::file_id},
};

constexpr std::string_view kRepeatTables =
    "FROM duplicate d LEFT JOIN file f ON f.file_id = d.file_id";

std::string where_repeated(const DuplicateFilter& filter, std::string_view except,
                           const std::string& inside, std::vector<Cell>& values) {
  auto where = "WHERE " + inside;
  for (const auto& column : kRepeatColumns) {
    const auto& wanted = filter.*column.wanted;
    if (wanted.empty() || column.name == except) continue;
    where += fmt::format(" AND {} = ?", column.sql);
    values.emplace_back(wanted);
  }
  return where;
}

base::Result<Facet> facet_repeated(const Database& database, const DuplicateFilter& filter,
                                   const std::string& inside, const RepeatColumn& column) {
  constexpr int most = 50;
  std::vector<Cell> values;
  const auto where = where_repeated(filter, column.name, inside, values);
  const auto frame =
      database.read(fmt::format("SELECT {0}, any_value(f.name), count(*) {1} {2} GROUP BY {0} "
                                "ORDER BY count(*) DESC, {0} LIMIT {3}",
                                column.sql, kRepeatTables, where, most),
                    values);
  if (!frame) return base::failure_of(frame);
  Facet facet{std::string(column.name), {}};
  for (const auto& row : frame->rows) {
    const bool file = column.name == "file_id";
    facet.values.push_back({text_in(row[0]), file ? text_in(row[1]) : "", count_in(row[2])});
  }
  return facet;
}

// Where the originals stand: one look for each entity of the page.
base::Result<void> find_originals(const Database& database, std::vector<RepeatedRow>& rows) {
  std::map<std::string, std::vector<RepeatedRow*>> by_entity;
  for (auto& row : rows) by_entity[row.entity].push_back(&row);
  for (const auto& [entity, of_it] : by_entity) {
    if (database.dictionary().entity(entity) == nullptr) continue;
    std::string marks;
    std::vector<Cell> keys;
    for (const auto* row : of_it) {
      marks += marks.empty() ? "?" : ", ?";
      keys.emplace_back(row->original_key);
    }
    const auto frame = database.read(
        fmt::format("SELECT e.record_key, f.name, e.row_number FROM \"{}\" e LEFT JOIN file f ON "
                    "f.file_id = e.file_id WHERE e.record_key IN ({})",
                    entity, marks),
        keys);
    if (!frame) return base::failure_of(frame);
    for (const auto& found : frame->rows)
      for (auto* row : of_it)
        if (row->original_key == text_in(found[0])) {
          row->original_file = text_in(found[1]);
          row->original_row = count_in(found[2]);
        }
  }
  return {};
}

}  // namespace

base::Result<DuplicatePage> duplicates(const Database& database, const records::Viewer& viewer,
                                       const DuplicateFilter& filter, std::uint64_t limit,
                                       std::uint64_t offset) {
  DuplicatePage page;
  const auto inside = inside_any(viewer, database.dictionary(), "d.", "original_key");
  for (const auto& column : kRepeatColumns) {
    auto facet = facet_repeated(database, filter, inside, column);
    if (!facet) return base::failure_of(facet);
    page.facets.push_back(std::move(*facet));
  }
  std::vector<Cell> values;
  const auto where = where_repeated(filter, "", inside, values);
  const auto total =
      database.read(fmt::format("SELECT count(*) {} {}", kRepeatTables, where), values);
  if (!total) return base::failure_of(total);
  page.total = count_in(total->rows[0][0]);
  const auto frame = database.read(
      fmt::format("SELECT d.entity, d.how, f.name, d.row_number, d.record_key, d.original_key {} "
                  "{} ORDER BY f.noted_at DESC, d.file_id, d.row_number, d.entity LIMIT {} OFFSET "
                  "{}",
                  kRepeatTables, where, limit, offset),
      values);
  if (!frame) return base::failure_of(frame);
  for (const auto& row : frame->rows)
    page.rows.push_back({text_in(row[0]), text_in(row[1]), text_in(row[2]), count_in(row[3]),
                         text_in(row[4]), text_in(row[5]), "", 0});
  if (auto found = find_originals(database, page.rows); !found) return base::failure_of(found);
  return page;
}

}  // namespace aftercare::store
