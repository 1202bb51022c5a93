#include "store/duckdb/retention.hpp"

#include <fmt/format.h>

#include "store/duckdb/audit_log.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/emptied_columns.hpp"
#include "store/duckdb/layout.hpp"
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

class Emptying {
 public:
  Emptying(const Connection& connection, const RetentionRule& rule)
      : connection_(connection), rule_(rule) {}

  Result<RetentionCount> run() const {
    const auto parts = parts_of(rule_);
    RetentionCount count{rule_.entity, rule_.until, 0, 0, 0, 0};
    for (const auto& [sql, to] :
         {std::pair(fmt::format("UPDATE {}",
                                with_set(parts.findings, "\"before\" = NULL, \"after\" = NULL")),
                    &count.findings),
          std::pair(
              fmt::format("UPDATE {}", with_set(parts.rows, emptied_columns(*rule_.entity, false))),
              &count.rows),
          std::pair(fmt::format("DELETE FROM {}", parts.old_versions), &count.old_versions),
          std::pair(fmt::format("UPDATE {}",
                                with_set(parts.set_aside,
                                         "sealed = NULL, person = NULL, state = CASE state WHEN "
                                         "'waiting' THEN 'dropped' ELSE state END")),
                    &count.set_aside)}) {
      const auto changed = connection_.change(sql, {rule_.until});
      if (!changed) return base::failure_of(changed);
      *to = *changed;
    }
    return count;
  }

 private:
  // "table WHERE ..." with what is set in between.
  static std::string with_set(const std::string& part, std::string_view set) {
    const auto at = part.find(" WHERE ");
    return fmt::format("{} SET {}{}", part.substr(0, at), set, part.substr(at));
  }

  const Connection& connection_;
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

Result<std::vector<RetentionCount>> empty_expired(Database& database,
                                                  const std::vector<RetentionRule>& rules,
                                                  const records::AuditEntry& entry) {
  std::vector<RetentionCount> counts;
  Writer writer(database);
  const auto done = writer.change([&](WriteSide& side) -> Result<void> {
    for (const auto& rule : rules) {
      auto count = Emptying(side.connection, rule).run();
      if (!count) return base::failure_of(count);
      counts.push_back(*count);
    }
    return append_audit(side, entry);
  });
  if (!done) return base::failure_of(done);
  return counts;
}

Result<std::vector<std::string>> idle_customers(const Database& database,
                                                const std::vector<RetentionRule>& rules,
                                                const RetentionRule& customers) {
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
  const auto frame = database.read(sql + " ORDER BY customer_id", values);
  if (!frame) return base::failure_of(frame);
  std::vector<std::string> ids;
  for (const auto& row : frame->rows) ids.push_back(text_in(row[0]));
  return ids;
}

}  // namespace aftercare::store
