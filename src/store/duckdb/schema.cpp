#include "store/duckdb/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "store/duckdb/fact_definition.hpp"
#include "store/duckdb/facts.hpp"
#include "store/duckdb/rollup.hpp"

namespace aftercare::store {
namespace {

using base::Result;

struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;
};

// In order, never changed once released: a change is a new one. Entity tables follow the
// dictionary and need none.
constexpr std::array migrations = {
    Migration{1, "control tables", R"(
CREATE TABLE setting (name VARCHAR, value VARCHAR);
CREATE TABLE file (file_id VARCHAR, source VARCHAR, name VARCHAR, entity VARCHAR, mapping VARCHAR,
  encoding VARCHAR, bytes BIGINT, slices INTEGER, rows_read BIGINT, complete BOOLEAN,
  noted_at TIMESTAMP);
CREATE TABLE slice (file_id VARCHAR, number INTEGER, rows_read BIGINT, "rows" BIGINT,
  stored BIGINT, updated BIGINT, duplicates BIGINT, quarantined BIGINT, headers BIGINT,
  blanks BIGINT, repaired BIGINT, commit_number BIGINT, noted_at TIMESTAMP);
CREATE TABLE finding (file_id VARCHAR, slice_number INTEGER, row_number BIGINT, entity VARCHAR,
  record_key VARCHAR, kind VARCHAR, field VARCHAR, rule VARCHAR, "before" VARCHAR,
  "after" VARCHAR);
CREATE TABLE duplicate (file_id VARCHAR, slice_number INTEGER, row_number BIGINT, entity VARCHAR,
  record_key VARCHAR, original_key VARCHAR, how VARCHAR);
CREATE TABLE quarantine (id BIGINT, file_id VARCHAR, slice_number INTEGER, row_number BIGINT,
  byte_offset BIGINT, entity VARCHAR, reason VARCHAR, field VARCHAR, sealed BLOB, person VARCHAR,
  state VARCHAR, counted BOOLEAN);
)"},
    Migration{2, "sources that grow", R"(
CREATE TABLE source_mark (source VARCHAR, part VARCHAR, value VARCHAR, file_id VARCHAR,
  noted_at TIMESTAMP);
CREATE TABLE source_token (source VARCHAR, digest VARCHAR, noted_at TIMESTAMP);
CREATE TABLE receipt (source VARCHAR, key_digest VARCHAR, body_digest VARCHAR, file_id VARCHAR,
  noted_at TIMESTAMP);
)"},
    Migration{3, "decisions about values", R"(
CREATE TABLE decision (id BIGINT, entity VARCHAR, field VARCHAR, old_value VARCHAR,
  new_value VARCHAR, state VARCHAR, "rows" BIGINT, noted_at TIMESTAMP);
CREATE TABLE decided_record (decision_id BIGINT, record_key VARCHAR, previous VARCHAR);
)"},
    Migration{4, "quality of slices", R"(
CREATE TABLE slice_quality (file_id VARCHAR, slice_number INTEGER, entity VARCHAR,
  dimension INTEGER, checked BIGINT, failed BIGINT);
CREATE TABLE rule_run (noted_at TIMESTAMP, table_name VARCHAR, rule VARCHAR, checked BIGINT,
  broken BIGINT, measured DOUBLE, passed BOOLEAN);
)"},
    Migration{5, "records that are the same", R"(
CREATE TABLE alike_pair (entity VARCHAR, one VARCHAR, other VARCHAR, score DOUBLE, joined BOOLEAN,
  why VARCHAR);
CREATE TABLE same_record (entity VARCHAR, record_key VARCHAR, group_key VARCHAR,
  commit_number BIGINT);
CREATE TABLE pair_verdict (id BIGINT, entity VARCHAR, one VARCHAR, other VARCHAR, same BOOLEAN,
  decided_by VARCHAR, noted_at TIMESTAMP, undone_by VARCHAR, undone_at TIMESTAMP);
CREATE TABLE comparison (entity VARCHAR, commit_number BIGINT, "records" BIGINT,
  noted_at TIMESTAMP);
CREATE TABLE text_sketch (keys VARCHAR, bands BLOB);
)"},
    Migration{6, "what rules counted", R"(
CREATE TABLE rule_state (table_name VARCHAR, commit_number BIGINT, "rows" BIGINT,
  question VARCHAR, answer VARCHAR);
)"},
    Migration{7, "how files are cut", "ALTER TABLE file ADD COLUMN slice_rows INTEGER;"},
    Migration{8, "audit log", R"(
CREATE TABLE audit (number BIGINT, noted_at TIMESTAMP, actor VARCHAR, action VARCHAR,
  subject VARCHAR, reason VARCHAR, previous VARCHAR, hash VARCHAR);
)"},
    Migration{9, "erased persons", R"(
CREATE TABLE erasure (noted_at TIMESTAMP, person VARCHAR, receipt VARCHAR);
)"},
    Migration{10, "consents", R"(
CREATE TABLE consent (number BIGINT, customer VARCHAR, purpose VARCHAR, withdrawn BOOLEAN,
  actor VARCHAR, noted_at TIMESTAMP);
)"},
    Migration{11, "what files were like",
              "CREATE TABLE watched_file (name VARCHAR, stamp VARCHAR, digest VARCHAR);"},
    Migration{12, "users", R"(
CREATE TABLE app_user (name VARCHAR, role VARCHAR, shops VARCHAR, teams VARCHAR, regions VARCHAR,
  agent VARCHAR, password VARCHAR, code_secret VARCHAR, subject VARCHAR, disabled BOOLEAN,
  noted_at TIMESTAMP);
CREATE TABLE app_token (digest VARCHAR, user_name VARCHAR, label VARCHAR, actions VARCHAR,
  expires_at TIMESTAMP, noted_at TIMESTAMP);
)"},
    Migration{13, "labels given by hand, wishes", R"(
CREATE TABLE hand_label (id BIGINT, set_name VARCHAR, case_key VARCHAR, label VARCHAR, act VARCHAR,
  given_by VARCHAR, noted_at TIMESTAMP, undoes BIGINT);
CREATE TABLE wish (case_key VARCHAR, unmet BOOLEAN, aspects VARCHAR, words VARCHAR);
)"},
    // A program that knows no rollups would not keep them right: it refuses the store.
    Migration{14, "rollups", "DELETE FROM setting WHERE name = 'rollups';"},
    Migration{15, "how sure repairs are", R"(
ALTER TABLE finding ADD COLUMN confidence DOUBLE;
ALTER TABLE decision ADD COLUMN rule VARCHAR;
ALTER TABLE decision ADD COLUMN suggested VARCHAR;
ALTER TABLE decision ADD COLUMN confidence DOUBLE;
UPDATE decision SET rule = 'not_in_code_list';
)"},
};

// refuse_foreign: another program's tables are none of our business.
Result<void> refuse_foreign(const Connection& connection) {
  const auto layouts = read_layouts(connection);
  if (!layouts) return base::failure_of(layouts);
  if (layouts->empty() || layouts->contains("migration")) return {};
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("the file is a database of another program: {}: it has a table {}; give the "
                  "workspace a file of its own",
                  connection.file(), layouts->begin()->first),
      fmt::format("该文件是其他程序的数据库：{}：其中有表 {}；请为工作区使用单独的文件",
                  connection.file(), layouts->begin()->first));
}

Result<void> migrate(const Connection& connection) {
  if (auto ours = refuse_foreign(connection); !ours) return ours;
  auto made = connection.run(
      "CREATE TABLE IF NOT EXISTS migration (number INTEGER, name VARCHAR, "
      "noted_at TIMESTAMP)");
  if (!made) return made;
  const auto frame = connection.frame("SELECT coalesce(max(number), 0) FROM migration");
  if (!frame) return base::failure_of(frame);
  const auto newest = std::get<std::int64_t>(frame->rows[0][0]);
  if (newest > migrations.back().number)
    return base::failure(
        base::ErrorKind::internal,
        fmt::format("a newer Aftercare wrote the store: form {}, this program knows {}: {}; use "
                    "the newer program",
                    newest, migrations.back().number, connection.file()),
        fmt::format(
            "数据库由更新版本的 Aftercare 写成：版式 {}，本程序只支持到 {}：{}；请使用新版本",
            newest, migrations.back().number, connection.file()));
  for (const auto& [number, name, sql] : migrations) {
    if (number <= newest) continue;
    if (auto done = connection.run(std::string(sql)); !done) return done;
    const auto noted =
        connection.change("INSERT INTO migration VALUES (?, ?, now() AT TIME ZONE 'UTC')",
                          {std::int64_t{number}, std::string(name)});
    if (!noted) return base::failure_of(noted);
  }
  return {};
}

// follow: the table has all the columns wanted; others that it has stay.
Result<void> follow(const Connection& connection, const Layouts& layouts, const std::string& table,
                    const std::vector<StoredColumn>& wanted) {
  const auto at = layouts.find(table);
  if (at == layouts.end())
    return connection.run(fmt::format("CREATE TABLE \"{}\" ({})", table, declared(wanted)));
  for (const auto& column : wanted) {
    const auto* known = at->second.column(column.name);
    if (known == nullptr) {
      auto added = connection.run(fmt::format("ALTER TABLE \"{}\" ADD COLUMN \"{}\" {}", table,
                                              column.name, sql_type(column.held)));
      if (!added) return added;
    } else if (known->held == Held::text && column.held == Held::digest) {
      auto narrowed = connection.run(
          fmt::format("ALTER TABLE \"{}\" ALTER \"{}\" TYPE UUID", table, column.name));
      if (!narrowed) return narrowed;
    } else if (known->held != column.held) {
      return base::failure(
          base::ErrorKind::usage,
          fmt::format("the dictionary changes the type of a stored field: {}.{} is {} in the "
                      "store, {} in the dictionary; give the field another name",
                      table, column.name, sql_type(known->held), sql_type(column.held)),
          fmt::format(
              "字典改变了已存字段的类型：{}.{} 在库中为 {}，在字典中为 {}；请改用新的字段名", table,
              column.name, sql_type(known->held), sql_type(column.held)));
    }
  }
  return {};
}

Result<void> check_fact_sources(const records::Dictionary& dictionary) {
  for (const auto name : fact_sources())
    if (dictionary.entity(name) == nullptr)
      return base::failure(
          fmt::format("the dictionary lacks an entity that the facts need: {}", name),
          fmt::format("字典缺少事实表所需的实体：{}", name));
  return {};
}

// keep_facts: facts made by another definition, zone or calendar are made anew.
Result<void> keep_facts(const Connection& connection, const std::string& clocks) {
  const auto wanted = fmt::format("{} {}", fact_definition_version, clocks);
  const auto frame = connection.frame("SELECT value FROM setting WHERE name = 'facts'");
  if (!frame) return base::failure_of(frame);
  if (!frame->rows.empty() && std::get<std::string>(frame->rows[0][0]) == wanted) return {};
  if (auto rebuilt = rebuild_facts(connection); !rebuilt) return rebuilt;
  auto dropped = connection.run("DELETE FROM setting WHERE name = 'facts'");
  if (!dropped) return dropped;
  const auto noted = connection.change("INSERT INTO setting VALUES ('facts', ?)", {wanted});
  if (!noted) return base::failure_of(noted);
  return {};
}

}  // namespace

Result<Layouts> read_layouts(const Connection& connection) {
  const auto frame = connection.frame(
      "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name = 'main' "
      "AND database_name NOT IN ('system', 'temp') AND NOT internal "
      "ORDER BY table_name, column_index");
  if (!frame) return base::failure_of(frame);
  Layouts layouts;
  for (const auto& row : frame->rows) {
    const auto& table = std::get<std::string>(row[0]);
    const auto held = held_as(std::get<std::string>(row[2]));
    auto& layout = layouts[table];
    layout.table = table;
    layout.columns.push_back({std::get<std::string>(row[1]), held.value_or(Held::text)});
  }
  return layouts;
}

Result<void> bring_up_to_date(const Connection& connection, const records::Dictionary& dictionary,
                              const std::string& clocks) {
  if (auto checked = check_fact_sources(dictionary); !checked) return checked;
  auto transaction = Transaction::begin(connection);
  if (!transaction) return base::failure_of(transaction);
  if (auto migrated = migrate(connection); !migrated) return migrated;
  const auto layouts = read_layouts(connection);
  if (!layouts) return base::failure_of(layouts);
  for (const auto& entity : dictionary.entities()) {
    auto done = follow(connection, *layouts, entity.name, entity_columns(entity));
    if (done)
      done = follow(connection, *layouts, history_table(entity.name), history_columns(entity));
    if (!done) return done;
  }
  if (auto kept = keep_facts(connection, clocks); !kept) return kept;
  if (auto kept = keep_rollups(connection); !kept) return kept;
  return transaction->commit();
}

}  // namespace aftercare::store
