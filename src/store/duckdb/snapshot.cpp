#include "store/duckdb/snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/rollup.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using Columns = std::vector<std::pair<std::string, std::string>>;  // Name, engine type.

Result<std::map<std::string, Columns>> tables_of(const Database& database) {
  const auto frame = database.read(
      "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name = 'main' "
      "AND database_name NOT IN ('system', 'temp') AND NOT internal "
      "ORDER BY table_name, column_name");
  if (!frame) return base::failure_of(frame);
  std::map<std::string, Columns> tables;
  for (const auto& row : frame->rows)
    tables[text_in(row[0])].emplace_back(text_in(row[1]), text_in(row[2]));
  return tables;
}

bool varies(const std::string& table, const std::string& column) {
  static constexpr std::array<std::string_view, 4> everywhere = {
      "sealed", "noted_at", "commit_number", "replaced_commit"};
  return std::ranges::count(everywhere, column) > 0 || (table == "quarantine" && column == "id");
}

// Tables that say when and by whom, and what files were like.
bool is_of_one_workspace(const std::string& table) {
  static constexpr std::array<std::string_view, 4> tables = {"migration", "audit", "erasure",
                                                             "watched_file"};
  return std::ranges::count(tables, table) > 0;
}

}  // namespace

Result<void> dump_all_values(const Database& database, const records::Viewer& viewer,
                             const ValueSeen& seen) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto tables = tables_of(database);
  if (!tables) return base::failure_of(tables);
  for (const auto& [table, columns] : *tables) {
    std::string values;
    for (const auto& [name, type] : columns)
      values += fmt::format("{}\"{}\"{}", values.empty() ? "" : ", ", name,
                            type == "BLOB" ? "" : "::VARCHAR");
    auto done = database.with_connection([&](const Connection& connection) -> Result<void> {
      auto rows = connection.query(fmt::format("SELECT {} FROM \"{}\"", values, table));
      if (!rows) return base::failure_of(rows);
      while (true) {
        const auto more = rows->next();
        if (!more) return base::failure_of(more);
        if (!*more) return {};
        for (std::size_t i = 0; i < columns.size(); ++i)
          if (!rows->is_null(i)) seen(table, columns[i].first, rows->text(i));
      }
    });
    if (!done) return done;
  }
  return {};
}

Result<std::map<std::string, std::string>> content_snapshot(const Database& database,
                                                            const records::Viewer& viewer) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto tables = tables_of(database);
  if (!tables) return base::failure_of(tables);
  std::map<std::string, std::string> digests;
  for (const auto& [table, columns] : *tables) {
    if (is_of_one_workspace(table)) continue;
    const auto rolled = std::ranges::find(rollups(), table, &Rollup::name);
    const bool folds = rolled != rollups().end();  // Its rows tell how its fact came about.
    std::string values;
    for (const auto& [name, type] : columns)
      if (!varies(table, name) && !(folds && name == "settled"))
        values += fmt::format("{}\"{}\"", values.empty() ? "" : ", ", name);
    const auto frame = database.read(
        fmt::format("SELECT count(*), (coalesce(sum(hash({0})::HUGEINT), 0))::VARCHAR, "
                    "coalesce(bit_xor(hash({0})), 0)::VARCHAR FROM {1}",
                    values, folds ? "(" + folded_sql(*rolled) + ")" : "\"" + table + "\""));
    if (!frame) return base::failure_of(frame);
    const auto& row = frame->rows[0];
    digests[table] = fmt::format("{}:{}{}", number_in(row[0]), text_in(row[1]), text_in(row[2]));
  }
  return digests;
}

}  // namespace aftercare::store
