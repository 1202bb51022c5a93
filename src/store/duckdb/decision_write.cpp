#include "store/duckdb/decision_write.hpp"

#include <fmt/format.h>

#include "store/duckdb/decision_row.hpp"
#include "store/duckdb/sealed_decision.hpp"

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
Result<void> find_turned(WriteSide& side, ValueDecision& decision, std::string_view condition,
                         const std::vector<Cell>& values) {
  const auto made = side.connection.execute(
      "CREATE OR REPLACE TEMP TABLE turned (file_id VARCHAR, slice_number INTEGER, row_number "
      "BIGINT, record_key VARCHAR, previous VARCHAR)");
  if (!made) return base::failure_of(made);
  const auto filled = side.connection.change(
      fmt::format(
          "INSERT INTO turned SELECT DISTINCT n.file_id, n.slice_number, n.row_number, "
          "n.record_key, CAST(e.\"{2}\" AS VARCHAR) FROM finding n JOIN \"{0}\" e ON {1} WHERE {3}",
          decision.entity, kSameRow, decision.field, condition),
      values);
  if (!filled) return base::failure_of(filled);
  const auto keys = side.connection.frame("SELECT DISTINCT record_key FROM turned ORDER BY 1");
  if (!keys) return base::failure_of(keys);
  for (const auto& row : keys->rows) decision.changed.push_back(text_in(row[0]));
  decision.rows = decision.changed.size();
  return {};
}

// How the field's column is held, for what is kept as text.
Result<std::string_view> type_of(WriteSide& side, const ValueDecision& decision) {
  const auto table = side.layouts.find(decision.entity);
  const auto* const column =
      table == side.layouts.end() ? nullptr : table->second.column(decision.field);
  if (column != nullptr) return sql_type(column->held);
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("the store has no column {}.{}", decision.entity, decision.field),
      fmt::format("库中没有列 {}.{}", decision.entity, decision.field));
}

Cell cell_or_null(const std::string& text) {
  return text.empty() ? Cell() : Cell(text);
}

// Every record in `turned` gets the code, and what it had is remembered.
Result<void> set_code(WriteSide& side, const ValueDecision& decision, std::int64_t commit) {
  const auto type = type_of(side, decision);
  if (!type) return base::failure_of(type);
  const auto kept = side.connection.change(
      "INSERT INTO decided_record SELECT ?, record_key, any_value(previous) FROM turned GROUP BY "
      "record_key",
      {decision.id});
  if (!kept) return base::failure_of(kept);
  const auto set = side.connection.change(
      fmt::format("UPDATE \"{}\" SET \"{}\" = CAST($1 AS {}), commit_number = $2 WHERE record_key "
                  "IN (SELECT record_key FROM turned)",
                  decision.entity, decision.field, *type),
      {cell_or_null(decision.code), commit});
  if (!set) return base::failure_of(set);
  return {};
}

// What they had before; records that came after the decision had nothing, or what could be stored
// of the value itself.
Result<void> set_previous(WriteSide& side, const ValueDecision& decision, bool listed,
                          std::int64_t commit) {
  const auto type = type_of(side, decision);
  if (!type) return base::failure_of(type);
  const auto set = side.connection.change(
      fmt::format("UPDATE \"{0}\" SET \"{1}\" = coalesce(TRY_CAST(d.previous AS {2}), TRY_CAST($3 "
                  "AS {2})), commit_number = $1 FROM (SELECT "
                  "t.record_key, any_value(r.previous) AS previous FROM turned t LEFT JOIN "
                  "decided_record r ON r.record_key = t.record_key AND r.decision_id = $2 GROUP BY "
                  "t.record_key) d WHERE \"{0}\".record_key = d.record_key",
                  decision.entity, decision.field, *type),
      {commit, decision.id, listed ? Cell() : cell_or_null(decision.value)});
  if (!set) return base::failure_of(set);
  const auto forgotten =
      side.connection.change("DELETE FROM decided_record WHERE decision_id = ?", {decision.id});
  if (!forgotten) return base::failure_of(forgotten);
  return {};
}

// Of findings `n`: this value and, but where a list says what it may mean, this suggestion. Two
// files may suggest two readings of one date.
constexpr std::string_view kOfValue =
    "n.entity = $1 AND n.field = $2 AND coalesce(n.\"before\", '') = $3 AND (($5 AND $3 <> '') OR "
    "coalesce(n.\"after\", '') = $4)";

std::vector<Cell> of_value(const ValueDecision& decision, const std::string& after, bool listed) {
  return {decision.entity, decision.field, decision.value, after, listed};
}

// Sets what the findings say that a decision is about and whose record is still the row.
Result<void> turn(WriteSide& side, const ValueDecision& decision, std::string_view set,
                  std::string_view condition, const std::string& after, bool listed) {
  const auto turned = side.connection.change(
      fmt::format("UPDATE finding AS n SET {} FROM turned t WHERE n.file_id = t.file_id AND "
                  "n.row_number = t.row_number AND {} AND {}",
                  set, kOfValue, condition),
      of_value(decision, after, listed));
  if (!turned) return base::failure_of(turned);
  return {};
}

// What in SQL stands for a text.
std::string text_literal(const std::string& text) {
  std::string sql = "'";
  for (const char sign : text) {
    if (sign == '\'') sql += sign;
    sql += sign;
  }
  return sql + "'";
}

// What the findings are called that it is about, and what they propose: those that propose
// something first.
Result<void> learn_suggestion(WriteSide& side, ValueDecision& decision, bool listed) {
  const auto frame = side.connection.frame(
      fmt::format("SELECT n.rule, CASE WHEN n.kind = 'proposed' THEN n.\"after\" END, "
                  "n.confidence FROM finding n WHERE {} AND {} ORDER BY n.kind DESC, n.confidence "
                  "DESC NULLS LAST LIMIT 1",
                  kOfValue, kUndecided),
      of_value(decision, decision.suggested, listed));
  if (!frame) return base::failure_of(frame);
  decision.rule.clear();
  if (frame->rows.empty()) return {};
  decision.rule = text_in(frame->rows[0][0]);
  decision.suggested = text_in(frame->rows[0][1]);
  decision.confidence = real_in(frame->rows[0][2]).value_or(records::kNoConfidence);
  return {};
}

Result<void> note_down(WriteSide& side, const ValueDecision& decision) {
  const auto sure = decision.confidence >= 0 ? Cell(decision.confidence) : Cell();
  const auto noted = side.connection.change(
      "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, now() AT TIME ZONE 'UTC', ?, ?, ?)",
      {decision.id, decision.entity, decision.field, decision.value, decision.code, decision.state,
       static_cast<std::int64_t>(decision.rows), decision.rule, decision.suggested, sure});
  if (!noted) return base::failure_of(noted);
  return {};
}

// The decision in force about the same.
Result<std::optional<ValueDecision>> known_decision(WriteSide& side, const ValueDecision& decision,
                                                    bool listed) {
  const auto frame = side.connection.frame(
      fmt::format("SELECT {} FROM decision WHERE entity = ? AND field = ? AND old_value = ? AND "
                  "state <> 'undone' AND ((? AND old_value <> '') OR coalesce(suggested, '') = ?)",
                  kDecisionColumns),
      {decision.entity, decision.field, decision.value, listed, decision.suggested});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty()) return std::nullopt;
  return decision_in(frame->rows[0]);
}

base::Error nothing_proposed(const ValueDecision& decision) {
  const auto what = fmt::format("{}.{}: '{}' -> '{}'", decision.entity, decision.field,
                                decision.value, decision.code);
  return {base::ErrorKind::usage,
          fmt::format("nothing of the kind is proposed: {}. See 'aftercare quality review'", what),
          fmt::format("没有这样的建议：{}。见 aftercare quality review", what)};
}

}  // namespace

Result<ValueDecision> write_decision(WriteSide& side, ValueDecision decision, bool listed,
                                     const Reseal* reseal) {
  if (decision.state.empty()) decision.state = decision.code.empty() ? "rejected" : "accepted";
  if (decision.state == "rejected") decision.code.clear();
  // Only what was proposed can be accepted there.
  if (decision.state == "accepted" && !listed) decision.suggested = decision.code;
  const auto known = known_decision(side, decision, listed);
  if (!known) return base::failure_of(known);
  if (*known && (*known)->state == decision.state && (*known)->code == decision.code) {
    auto again = **known;
    again.rows = 0;
    return again;
  }
  if (*known)
    return base::failure(fmt::format("the value is decided already: {}.{}: '{}'. Undo that first",
                                     decision.entity, decision.field, decision.value),
                         fmt::format("该值已有决定：{}.{}：“{}”。请先撤销", decision.entity,
                                     decision.field, decision.value));
  const auto next = side.connection.frame("SELECT coalesce(max(id), 0) + 1 FROM decision");
  if (!next) return base::failure_of(next);
  decision.id = number_in(next->rows[0][0]);
  if (auto learnt = learn_suggestion(side, decision, listed); !learnt)
    return base::failure_of(learnt);
  const bool accepted = decision.state == "accepted";
  // A list says what a value may mean.
  if (!listed && decision.rule.empty()) return tl::unexpected(nothing_proposed(decision));
  if (decision.rule.empty()) decision.rule = kUnlistedRule;
  if (accepted) {
    const auto commit = side.next_commit++;
    const auto rows = find_turned(side, decision, fmt::format("{} AND {}", kOfValue, kUndecided),
                                  of_value(decision, decision.suggested, listed));
    if (!rows) return base::failure_of(rows);
    auto done = count_repaired(side, decision, 1, commit);
    if (done)
      done = reseal != nullptr ? reseal_turned(side, decision, *reseal, commit)
                               : set_code(side, decision, commit);
    if (done)
      done =
          turn(side, decision,
               fmt::format("kind = 'repaired', rule = {}, \"after\" = nullif({}, ''), confidence "
                           "= 1",
                           text_literal(std::string(kDecidedRule)), text_literal(decision.code)),
               kUndecided, decision.suggested, listed);
    if (!done) return base::failure_of(done);
    side.stale.add(decision.entity, {0, decision.rows}, commit);
  } else {
    const auto left = side.connection.change(
        fmt::format("UPDATE finding AS n SET kind = 'flagged' WHERE {} AND n.kind = 'proposed'",
                    kOfValue),
        of_value(decision, decision.suggested, listed));
    if (!left) return base::failure_of(left);
  }
  if (auto noted = note_down(side, decision); !noted) return base::failure_of(noted);
  return decision;
}

Result<ValueDecision> write_undo(WriteSide& side, std::int64_t id,
                                 const records::Dictionary& dictionary, const Reseal& reseal) {
  const auto frame = side.connection.frame(
      fmt::format("SELECT {} FROM decision WHERE id = ? AND state <> 'undone'", kDecisionColumns),
      {id});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty())
    return base::failure(fmt::format("no such decision in force: {}", id),
                         fmt::format("没有该生效中的决定：{}", id));
  auto decision = decision_in(frame->rows[0]);
  const bool proposed = decision.rule != kUnlistedRule;
  const auto* const entity = dictionary.entity(decision.entity);
  const auto* const field = entity == nullptr ? nullptr : entity->field(decision.field);
  const bool listed = field == nullptr || !field->codes.empty();
  if (decision.state == "accepted") {
    const auto commit = side.next_commit++;
    const auto decided = fmt::format(
        "n.kind = 'repaired' AND n.rule = {} AND "
        "coalesce(n.\"after\", '') = {}",
        text_literal(std::string(kDecidedRule)), text_literal(decision.code));
    const auto rows = find_turned(side, decision, fmt::format("{} AND {}", kOfValue, decided),
                                  of_value(decision, decision.code, listed));
    if (!rows) return base::failure_of(rows);
    auto done =
        turn(side, decision,
             fmt::format("kind = '{}', rule = {}, \"after\" = nullif({}, ''), confidence = "
                         "{}",
                         proposed ? "proposed" : "flagged", text_literal(decision.rule),
                         text_literal(decision.suggested),
                         decision.confidence < 0 ? "NULL" : fmt::format("{}", decision.confidence)),
             decided, decision.code, listed);
    const bool personal = field != nullptr && is_personal(*field);
    decision.state = "undone";
    if (done)
      done = personal ? reseal_turned(side, decision, reseal, commit)
                      : set_previous(side, decision, listed, commit);
    if (done) done = count_repaired(side, decision, -1, commit);
    if (!done) return base::failure_of(done);
    side.stale.add(decision.entity, {0, decision.rows}, commit);
  } else if (proposed) {
    const auto back = side.connection.change(
        fmt::format("UPDATE finding AS n SET kind = 'proposed' WHERE {} AND n.kind = 'flagged' AND "
                    "n.rule = {}",
                    kOfValue, text_literal(decision.rule)),
        of_value(decision, decision.suggested, listed));
    if (!back) return base::failure_of(back);
  }
  decision.state = "undone";
  const auto noted =
      side.connection.change("UPDATE decision SET state = 'undone' WHERE id = ?", {id});
  if (!noted) return base::failure_of(noted);
  return decision;
}

}  // namespace aftercare::store
