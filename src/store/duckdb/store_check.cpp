#include "store/duckdb/store_check.hpp"

#include <fmt/format.h>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/layout.hpp"
#include "store/duckdb/rollup.hpp"

namespace aftercare::store {
namespace {

using base::Result;

// Rows of (name, told, found) that differ.
Result<void> add_differing(const Database& database, StoreFault::Kind kind, const std::string& sql,
                           std::vector<StoreFault>& faults) {
  const auto frame = database.read(
      fmt::format("SELECT name, told, found FROM ({}) WHERE told <> found ORDER BY name", sql));
  if (!frame) return base::failure_of(frame);
  for (const auto& row : frame->rows)
    faults.push_back({kind, text_in(row[0]), number_in(row[1]), number_in(row[2])});
  return {};
}

// What the ledger tells of a file, beside what a table counts of it.
std::string beside_ledger(const std::string& sum, const std::string& counted,
                          const std::string& which_files) {
  return fmt::format(
      "SELECT f.name AS name, coalesce(l.told, 0)::BIGINT AS told, coalesce(t.found, 0)::BIGINT AS "
      "found FROM file f LEFT JOIN (SELECT file_id, sum({}) AS told FROM slice GROUP BY file_id) l "
      "ON l.file_id = f.file_id LEFT JOIN ({}) t ON t.file_id = f.file_id {}",
      sum, counted, which_files);
}

}  // namespace

Result<StoreCheck> check_store(const Database& database, const records::Viewer&) {
  using Kind = StoreFault::Kind;
  StoreCheck check;
  const auto totals = database.read(
      "SELECT (SELECT count(*) FROM file), (SELECT coalesce(sum(\"rows\"), 0)::BIGINT FROM slice), "
      "(SELECT count(*) FROM quarantine WHERE state = 'waiting')");
  if (!totals) return base::failure_of(totals);
  check.files = count_in(totals->rows[0][0]);
  check.rows = count_in(totals->rows[0][1]);
  check.waiting = count_in(totals->rows[0][2]);
  const auto halves = database.read("SELECT name FROM file WHERE NOT complete ORDER BY name");
  if (!halves) return base::failure_of(halves);
  for (const auto& row : halves->rows) check.half_read.push_back(text_in(row[0]));

  auto& faults = check.faults;
  const auto add = [&](Kind kind, const std::string& sql) {
    return add_differing(database, kind, sql, faults);
  };
  auto done =
      add(Kind::slices,
          "SELECT f.name, f.slices::BIGINT AS told, count(s.number) AS found FROM file f "
          "LEFT JOIN slice s ON s.file_id = f.file_id GROUP BY f.file_id, f.name, f.slices");
  if (done)
    done = add(Kind::slices,
               "SELECT f.name, f.rows_read AS told, coalesce(sum(s.rows_read), 0)::BIGINT AS found "
               "FROM file f LEFT JOIN slice s ON s.file_id = f.file_id GROUP BY f.file_id, f.name, "
               "f.rows_read");
  if (done)
    done = add(Kind::balance,
               "SELECT f.name, \"rows\" AS told, stored + updated + duplicates + quarantined AS "
               "found FROM slice s JOIN file f ON f.file_id = s.file_id");
  // The law takes old versions of records away; then only too many of them are a fault.
  const auto lawful =
      database.read("SELECT count(*) FROM audit WHERE action IN ('erasure', 'retention')");
  if (!lawful) return base::failure_of(lawful);
  const bool old_ones_may_miss = number_in(lawful->rows[0][0]) > 0;
  for (const auto& entity : database.dictionary().entities()) {
    if (!done) break;
    done = add(Kind::records,
               beside_ledger(
                   "stored + updated",
                   fmt::format("SELECT file_id, count(*) AS found FROM (SELECT file_id FROM \"{}\" "
                               "UNION ALL SELECT file_id FROM \"{}\") GROUP BY file_id",
                               entity.name, history_table(entity.name)),
                   fmt::format("WHERE f.entity = '{}'{}", entity.name,
                               old_ones_may_miss ? " AND t.found > l.told" : "")));
  }
  if (done)
    done = add(Kind::duplicates,
               beside_ledger("duplicates",
                             "SELECT d.file_id, count(*) AS found FROM duplicate d JOIN file g ON "
                             "g.file_id = d.file_id AND g.entity = d.entity GROUP BY d.file_id",
                             ""));
  if (done)
    done = add(Kind::quarantined,
               beside_ledger("quarantined",
                             "SELECT file_id, count(*) AS found FROM quarantine WHERE counted AND "
                             "state <> 'replayed' GROUP BY file_id",
                             ""));
  if (done)
    done = add(Kind::facts,
               "SELECT 'case_fact' AS name, (SELECT count(*) FROM \"case\") AS told, (SELECT "
               "count(*) FROM case_fact) AS found UNION ALL SELECT 'survey_fact', (SELECT count(*) "
               "FROM survey), (SELECT count(*) FROM survey_fact)");
  for (const auto& rollup : rollups())
    if (done)
      done = add(Kind::facts,
                 fmt::format("SELECT '{0}' AS name, (SELECT count(*) FROM {1}) AS told, (SELECT "
                             "coalesce(sum({2}), 0)::BIGINT FROM {0}) AS found",
                             rollup.name, rollup.fact, kRollupRows));
  if (!done) return base::failure_of(done);
  return check;
}

Result<void> each_sealed_person(const Database& database, const records::Viewer&,
                                const std::function<void(std::string_view)>& visit) {
  const auto tables = database.read(
      "SELECT table_name FROM duckdb_columns() WHERE schema_name = 'main' AND database_name NOT IN "
      "('system', 'temp') AND NOT internal AND column_name IN ('sealed', 'person') GROUP BY "
      "table_name HAVING count(*) = 2 ORDER BY table_name");
  if (!tables) return base::failure_of(tables);
  for (const auto& table : tables->rows) {
    auto done = database.with_connection([&](const Connection& connection) -> Result<void> {
      auto rows = connection.query(fmt::format(
          "SELECT DISTINCT person FROM \"{}\" WHERE sealed IS NOT NULL AND person IS NOT NULL",
          text_in(table[0])));
      if (!rows) return base::failure_of(rows);
      while (true) {
        const auto more = rows->next();
        if (!more) return base::failure_of(more);
        if (!*more) return {};
        visit(rows->text(0));
      }
    });
    if (!done) return done;
  }
  return {};
}

}  // namespace aftercare::store
