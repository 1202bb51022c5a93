#include "store/duckdb/retention.hpp"

#include <fmt/format.h>

#include <tuple>

#include "store/duckdb/audit_log.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/emptied_columns.hpp"
#include "store/duckdb/layout.hpp"
#include "store/duckdb/sealed_decision.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::store {
namespace {

using base::Result;

// Statements that choose what is over, for counting and for emptying alike. Each binds `until`.
struct ExpiredParts {
  std::string rows, old_versions, findings, set_aside;
};

ExpiredParts parts_of(const RetentionRule& rule) {
  const auto& name = rule.entity->name;
  const auto over = fmt::format("\"{}\" < ?", rule.counted_from);
  return {fmt::format("\"{}\" WHERE {} AND ({})", name, over, anything_to_empty(*rule.entity)),
          fmt::format("\"{}\" WHERE {}", history_table(name), over),
          fmt::format("finding WHERE entity = '{0}' AND (\"before\" IS NOT NULL OR \"after\" IS "
                      "NOT NULL) AND record_key IN (SELECT record_key FROM \"{0}\" WHERE {1})",
                      name, over),
          fmt::format("quarantine WHERE entity = '{}' AND sealed IS NOT NULL AND EXISTS (SELECT 1 "
                      "FROM slice s WHERE s.file_id = quarantine.file_id AND s.number = "
                      "quarantine.slice_number AND s.noted_at < ?)",
                      name)};
}

// So many rows at once: the engine holds a transaction's changes in memory.
constexpr std::uint64_t kRowsOfStep = 20'000;

// Empties what is over of one entity, some rows in each commit. Cut short, what is left is over
// still.
class Emptying {
 public:
  Emptying(Writer& writer, const RetentionRule& rule) : writer_(writer), rule_(rule) {}

  Result<RetentionCount> run() const {
    const auto parts = parts_of(rule_);
    RetentionCount count{rule_.entity, rule_.until, 0, 0, 0, 0};
    for (const auto& [change, part, to] :
         {std::tuple(std::string("UPDATE {} SET \"before\" = NULL, \"after\" = NULL"),
                     &parts.findings, &count.findings),
          std::tuple("UPDATE {} SET " + emptied_columns(*rule_.entity, false), &parts.rows,
                     &count.rows),
          std::tuple(std::string("DELETE FROM {}"), &parts.old_versions, &count.old_versions),
          std::tuple(std::string("UPDATE {} SET sealed = NULL, person = NULL, state = CASE state "
                                 "WHEN 'waiting' THEN 'dropped' ELSE state END"),
                     &parts.set_aside, &count.set_aside)}) {
      auto changed = in_steps(change, *part);
      if (!changed) return base::failure_of(changed);
      *to = *changed;
    }
    return count;
  }

 private:
  // `change` with the table's name put in, for all rows of the part ("table WHERE ...").
  Result<std::uint64_t> in_steps(const std::string& change, const std::string& part) const {
    const auto table = part.substr(0, part.find(" WHERE "));
    auto sql = change;
    sql.replace(sql.find("{}"), 2, table);
    sql += fmt::format(" WHERE rowid IN (SELECT rowid FROM {} LIMIT {})", part, kRowsOfStep);
    const auto frame = rows_of(part);
    if (!frame) return base::failure_of(frame);
    std::uint64_t all = 0;
    // What is over only becomes less: no more steps than that takes.
    for (auto steps = *frame / kRowsOfStep + 1; steps > 0; --steps) {
      std::uint64_t changed = 0;
      const auto done = writer_.change([&](WriteSide& side) -> Result<void> {
        const auto rows = side.connection.change(sql, {rule_.until});
        if (!rows) return base::failure_of(rows);
        changed = *rows;
        return {};
      });
      if (!done) return base::failure_of(done);
      all += changed;
      if (changed < kRowsOfStep) break;
    }
    return all;
  }

  Result<std::uint64_t> rows_of(const std::string& part) const {
    std::uint64_t rows = 0;
    const auto done = writer_.change([&](WriteSide& side) -> Result<void> {
      const auto frame = side.connection.frame("SELECT count(*) FROM " + part, {rule_.until});
      if (!frame) return base::failure_of(frame);
      rows = count_in(frame->rows[0][0]);
      return {};
    });
    if (!done) return base::failure_of(done);
    return rows;
  }

  Writer& writer_;
  const RetentionRule& rule_;
};

}  // namespace

Result<std::vector<RetentionCount>> count_expired(const Database& database,
                                                  const std::vector<RetentionRule>& rules) {
  std::vector<RetentionCount> counts;
  for (const auto& rule : rules) {
    const auto parts = parts_of(rule);
    RetentionCount count{rule.entity, rule.until, 0, 0, 0, 0};
    for (const auto& [part, to] :
         {std::pair(&parts.rows, &count.rows), std::pair(&parts.old_versions, &count.old_versions),
          std::pair(&parts.findings, &count.findings),
          std::pair(&parts.set_aside, &count.set_aside)}) {
      const auto frame = database.read("SELECT count(*) FROM " + *part, {rule.until});
      if (!frame) return base::failure_of(frame);
      *to = count_in(frame->rows[0][0]);
    }
    counts.push_back(count);
  }
  return counts;
}

Result<std::optional<records::Moment>> newest_counted(const Database& database,
                                                      const std::vector<RetentionRule>& rules,
                                                      records::Moment most) {
  std::optional<records::Moment> newest;
  for (const auto& rule : rules) {
    const auto frame =
        database.read(fmt::format("SELECT max(\"{0}\")::TIMESTAMP FROM \"{1}\" WHERE \"{0}\" <= ?",
                                  rule.counted_from, rule.entity->name),
                      {most});
    if (!frame) return base::failure_of(frame);
    const auto* at = std::get_if<records::Moment>(&frame->rows[0][0]);
    if (at != nullptr && (!newest || *at > *newest)) newest = *at;
  }
  return newest;
}

Result<std::vector<RetentionCount>> empty_expired(Database& database,
                                                  const std::vector<RetentionRule>& rules,
                                                  const records::AuditEntry& entry) {
  Writer writer(database);
  // First what is to be done, then the doing: whatever becomes of it stands in the log.
  if (auto noted = writer.note(entry); !noted) return base::failure_of(noted);
  std::vector<RetentionCount> counts;
  for (const auto& rule : rules) {
    auto count = Emptying(writer, rule).run();
    if (!count) return base::failure_of(count);
    counts.push_back(*count);
  }
  if (auto forgotten = writer.change(forget_sealed_decisions); !forgotten)
    return base::failure_of(forgotten);
  return counts;
}

Result<std::vector<std::string>> idle_customers(const Database& database,
                                                const std::vector<RetentionRule>& rules,
                                                const RetentionRule& customers,
                                                std::optional<std::size_t> most) {
  // Whose record says when it was made or changed, and who did nothing since.
  auto sql = fmt::format(
      "SELECT customer_id FROM customer c WHERE customer_id NOT LIKE 'erased-%' AND "
      "coalesce(greatest(\"{}\", updated_at), \"{}\", updated_at) < ?",
      customers.counted_from, customers.counted_from);
  std::vector<Cell> values = {customers.until};
  for (const auto& rule : rules) {
    if (rule.entity->person.empty() || rule.entity->name == customers.entity->name) continue;
    sql += fmt::format(
        " AND NOT EXISTS (SELECT 1 FROM \"{}\" r WHERE r.\"{}\" = c.customer_id AND "
        "(r.\"{}\" >= ? OR r.\"{}\" IS NULL))",
        rule.entity->name, rule.entity->person, rule.counted_from, rule.counted_from);
    values.emplace_back(customers.until);
  }
  const auto frame = database.read(
      sql + " ORDER BY customer_id" + (most ? fmt::format(" LIMIT {}", *most) : ""), values);
  if (!frame) return base::failure_of(frame);
  std::vector<std::string> ids;
  for (const auto& row : frame->rows) ids.push_back(text_in(row[0]));
  return ids;
}

}  // namespace aftercare::store
