#include "store/duckdb/decision_write.hpp"

#include <fmt/format.h>

#include "store/duckdb/decision_row.hpp"

namespace aftercare::store {
namespace {

using base::Result;

// The rows whose count of repaired values changes between none and some.
Result<void> count_repaired(WriteSide& side, const ValueDecision& decision, int sign,
                            std::int64_t commit) {
  const auto counted = side.connection.change(
      fmt::format(
          "UPDATE slice SET repaired = repaired + {} * d.n, commit_number = $1 FROM ("
          "SELECT t.file_id, t.slice_number, count(DISTINCT t.row_number) AS n FROM turned t "
          "JOIN file f ON f.file_id = t.file_id AND f.entity = $2 WHERE NOT EXISTS ("
          "SELECT 1 FROM finding r WHERE r.file_id = t.file_id AND r.row_number = t.row_number "
          "AND r.entity = $2 AND r.kind = 'repaired') GROUP BY ALL) d "
          "WHERE slice.file_id = d.file_id AND slice.number = d.slice_number",
          sign),
      {commit, decision.entity});
  if (!counted) return base::failure_of(counted);
  return {};
}

// Remembers in `turned` the findings that a decision is about, with their stored records.
Result<std::int64_t> find_turned(WriteSide& side, const ValueDecision& decision,
                                 std::string_view condition, const std::vector<Cell>& values) {
  const auto made = side.connection.execute(
      "CREATE OR REPLACE TEMP TABLE turned (file_id VARCHAR, slice_number INTEGER, row_number "
      "BIGINT, record_key VARCHAR, previous VARCHAR)");
  if (!made) return base::failure_of(made);
  const auto filled = side.connection.change(
      fmt::format("INSERT INTO turned SELECT DISTINCT n.file_id, n.slice_number, n.row_number, "
                  "n.record_key, e.\"{2}\" FROM finding n JOIN \"{0}\" e ON {1} WHERE n.entity = "
                  "'{0}' AND n.field = '{2}' AND {3}",
                  decision.entity, kSameRow, decision.field, condition),
      values);
  if (!filled) return base::failure_of(filled);
  const auto count = side.connection.frame("SELECT count(DISTINCT record_key) FROM turned");
  if (!count) return base::failure_of(count);
  return number_in(count->rows[0][0]);
}

// Every record in `turned` gets the code, and what it had is remembered.
Result<void> set_code(WriteSide& side, const ValueDecision& decision, std::int64_t commit) {
  const auto kept = side.connection.change(
      "INSERT INTO decided_record SELECT ?, record_key, any_value(previous) FROM turned GROUP BY "
      "record_key",
      {decision.id});
  if (!kept) return base::failure_of(kept);
  const auto set = side.connection.change(
      fmt::format("UPDATE \"{}\" SET \"{}\" = $1, commit_number = $2 WHERE record_key IN (SELECT "
                  "record_key FROM turned)",
                  decision.entity, decision.field),
      {decision.code, commit});
  if (!set) return base::failure_of(set);
  return {};
}

// What they had before; records that came after the decision had nothing.
Result<void> set_previous(WriteSide& side, const ValueDecision& decision, std::int64_t commit) {
  const auto set = side.connection.change(
      fmt::format("UPDATE \"{0}\" SET \"{1}\" = d.previous, commit_number = $1 FROM (SELECT "
                  "t.record_key, any_value(r.previous) AS previous FROM turned t LEFT JOIN "
                  "decided_record r ON r.record_key = t.record_key AND r.decision_id = $2 GROUP BY "
                  "t.record_key) d WHERE \"{0}\".record_key = d.record_key",
                  decision.entity, decision.field),
      {commit, decision.id});
  if (!set) return base::failure_of(set);
  const auto forgotten =
      side.connection.change("DELETE FROM decided_record WHERE decision_id = ?", {decision.id});
  if (!forgotten) return base::failure_of(forgotten);
  return {};
}

}  // namespace

Result<ValueDecision> write_decision(WriteSide& side, ValueDecision decision) {
  const auto known = side.connection.frame(
      "SELECT coalesce(max(id), 0) + 1, count(*) FILTER (WHERE entity = ? AND field = ? AND "
      "old_value = "
      "? AND state <> 'undone') FROM decision",
      {decision.entity, decision.field, decision.value});
  if (!known) return base::failure_of(known);
  if (number_in(known->rows[0][1]) > 0)
    return base::failure(fmt::format("the value is decided already: {}.{}: '{}'. Undo that first",
                                     decision.entity, decision.field, decision.value),
                         fmt::format("该值已有决定：{}.{}：“{}”。请先撤销", decision.entity,
                                     decision.field, decision.value));
  decision.id = number_in(known->rows[0][0]);
  decision.state = decision.code.empty() ? "rejected" : "accepted";
  if (!decision.code.empty()) {
    const auto commit = side.next_commit++;
    const auto rows =
        find_turned(side, decision, "n.rule = ? AND n.kind = 'flagged' AND n.\"before\" = ?",
                    {std::string(kUnlistedRule), decision.value});
    if (!rows) return base::failure_of(rows);
    decision.rows = static_cast<std::uint64_t>(*rows);
    auto done = count_repaired(side, decision, 1, commit);
    if (done) done = set_code(side, decision, commit);
    if (!done) return base::failure_of(done);
    const auto turned = side.connection.change(
        "UPDATE finding SET kind = 'repaired', rule = $1, \"after\" = $2 FROM turned t WHERE "
        "finding.file_id = t.file_id AND finding.row_number = t.row_number AND finding.entity = $3 "
        "AND finding.field = $4 AND finding.\"before\" = $5 AND finding.rule = $6 AND finding.kind "
        "= "
        "'flagged'",
        {std::string(kDecidedRule), decision.code, decision.entity, decision.field, decision.value,
         std::string(kUnlistedRule)});
    if (!turned) return base::failure_of(turned);
    side.stale.add(decision.entity, {0, decision.rows}, commit);
  }
  const auto noted = side.connection.change(
      "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, now() AT TIME ZONE 'UTC')",
      {decision.id, decision.entity, decision.field, decision.value, decision.code, decision.state,
       static_cast<std::int64_t>(decision.rows)});
  if (!noted) return base::failure_of(noted);
  return decision;
}

Result<ValueDecision> write_undo(WriteSide& side, std::int64_t id) {
  const auto frame = side.connection.frame(
      fmt::format("SELECT {} FROM decision WHERE id = ? AND state <> 'undone'", kDecisionColumns),
      {id});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty())
    return base::failure(fmt::format("no such decision in force: {}", id),
                         fmt::format("没有该生效中的决定：{}", id));
  auto decision = decision_in(frame->rows[0]);
  if (decision.state == "accepted") {
    const auto commit = side.next_commit++;
    const auto rows =
        find_turned(side, decision,
                    "n.rule = ? AND n.kind = 'repaired' AND n.\"before\" = ? AND n.\"after\" = ?",
                    {std::string(kDecidedRule), decision.value, decision.code});
    if (!rows) return base::failure_of(rows);
    decision.rows = static_cast<std::uint64_t>(*rows);
    const auto turned = side.connection.change(
        "UPDATE finding SET kind = 'flagged', rule = $1, \"after\" = NULL FROM turned t WHERE "
        "finding.file_id = t.file_id AND finding.row_number = t.row_number AND finding.entity = $2 "
        "AND finding.field = $3 AND finding.\"before\" = $4 AND finding.rule = $5",
        {std::string(kUnlistedRule), decision.entity, decision.field, decision.value,
         std::string(kDecidedRule)});
    if (!turned) return base::failure_of(turned);
    auto done = set_previous(side, decision, commit);
    if (done) done = count_repaired(side, decision, -1, commit);
    if (!done) return base::failure_of(done);
    side.stale.add(decision.entity, {0, decision.rows}, commit);
  }
  decision.state = "undone";
  const auto noted =
      side.connection.change("UPDATE decision SET state = 'undone' WHERE id = ?", {id});
  if (!noted) return base::failure_of(noted);
  return decision;
}

}  // namespace aftercare::store
