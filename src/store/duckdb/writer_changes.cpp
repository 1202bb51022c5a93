// What a writer changes beside slices: each change in a group of its own.

#include <fmt/format.h>

#include <algorithm>

#include "store/duckdb/decision_write.hpp"
#include "store/duckdb/own_group.hpp"
#include "store/duckdb/text_rewrite.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::store {

using base::Result;

namespace {

Result<void> changed(const Connection& connection, const std::string& sql,
                     const std::vector<Cell>& values) {
  if (const auto done = connection.change(sql, values); !done) return base::failure_of(done);
  return {};
}

Result<void> note_decision(WriteSide& side, const std::string& by, std::int64_t id) {
  return append_audit(side,
                      {{}, by, records::AuditAction::decision, fmt::format("value/{}", id), {}});
}

}  // namespace

Result<void> Writer::set_token(const std::string& source, const std::string& digest) {
  auto& side = *database_->write_side_;
  return in_own_group(side, [&]() -> Result<void> {
    const auto& connection = side.connection;
    if (auto gone = changed(connection, "DELETE FROM source_token WHERE source = ?", {source});
        !gone)
      return gone;
    return changed(connection, "INSERT INTO source_token VALUES (?, ?, now() AT TIME ZONE 'UTC')",
                   {source, digest});
  });
}

Result<void> Writer::forget_receipts(unsigned days) {
  auto& side = *database_->write_side_;
  return in_own_group(side, [&] {
    return changed(side.connection,
                   "DELETE FROM receipt WHERE noted_at < now() AT TIME ZONE 'UTC' - to_days(?)",
                   {std::int64_t{days}});
  });
}

Result<void> Writer::keep_rule_runs(const std::vector<RuleRun>& runs,
                                    const std::vector<RuleState>& states) {
  auto& side = *database_->write_side_;
  return in_own_group(side, [&] {
    const auto& connection = side.connection;
    Result<void> done;
    for (std::size_t i = 0; done && i < runs.size(); ++i)
      done = changed(
          connection, "INSERT INTO rule_run VALUES (?, ?, ?, ?, ?, ?, ?)",
          {runs[i].at, runs[i].table, runs[i].rule, static_cast<std::int64_t>(runs[i].checked),
           static_cast<std::int64_t>(runs[i].broken), runs[i].measured, runs[i].passed});
    for (const auto& state : states) {
      if (done)
        done = changed(connection, "DELETE FROM rule_state WHERE table_name = ?", {state.table});
      for (std::size_t i = 0; done && i < state.answers.size(); ++i)
        done = changed(connection, "INSERT INTO rule_state VALUES (?, ?, ?, ?, ?)",
                       {state.table, state.commit, state.rows, state.answers[i].first,
                        state.answers[i].second});
    }
    return done;
  });
}

Result<void> Writer::rewrite(const records::Batch& batch, const std::vector<std::string>& columns) {
  auto& side = *database_->write_side_;
  return in_own_group(side, [&] { return rewrite_texts(side.connection, batch, columns); });
}

Result<void> Writer::change(const std::function<Result<void>(WriteSide&)>& change) {
  auto& side = *database_->write_side_;
  return in_own_group(side, [&] { return change(side); });
}

Result<void> Writer::note(const records::AuditEntry& entry) {
  return change([&entry](WriteSide& side) { return append_audit(side, entry); });
}

Result<ValueDecision> Writer::decide(const ValueDecision& decision, const std::string& by,
                                     const Reseal& reseal) {
  const auto* entity = database_->dictionary().entity(decision.entity);
  const auto* field = entity == nullptr ? nullptr : entity->field(decision.field);
  const bool listed = field != nullptr && !field->codes.empty();
  const bool in_list =
      decision.code.empty() || !listed ||
      std::ranges::find(field->codes, decision.code, &records::Code::code) != field->codes.end();
  if (field == nullptr || !in_list)
    return base::failure(fmt::format("not in the code list of a field: {}.{}: '{}'",
                                     decision.entity, decision.field, decision.code),
                         fmt::format("不在字段的代码表中：{}.{}：“{}”", decision.entity,
                                     decision.field, decision.code));
  if (!can_be_decided(*field))
    return base::failure(
        fmt::format("a text that somebody wrote cannot be decided: {}.{}", decision.entity,
                    decision.field),
        fmt::format("人写的文字无法作此决定：{}.{}", decision.entity, decision.field));
  auto& side = *database_->write_side_;
  return in_own_group(side, [&]() -> Result<ValueDecision> {
    auto decided = write_decision(side, decision, listed, is_personal(*field) ? &reseal : nullptr);
    // One that was made before is noted already.
    if (decided && decided->at == records::Moment())
      if (auto noted = note_decision(side, by, decided->id); !noted) return base::failure_of(noted);
    return decided;
  });
}

Result<void> Writer::judge_again(const JudgedAgain& judged) {
  auto& side = *database_->write_side_;
  return in_own_group(side, [&] { return write_judged_again(side, judged); });
}

Result<ValueDecision> Writer::undo_decision(std::int64_t id, const std::string& by,
                                            const Reseal& reseal) {
  auto& side = *database_->write_side_;
  return in_own_group(side, [&]() -> Result<ValueDecision> {
    auto undone = write_undo(side, id, database_->dictionary(), reseal);
    if (!undone) return undone;
    const auto* entity = database_->dictionary().entity(undone->entity);
    const auto* field = entity == nullptr ? nullptr : entity->field(undone->field);
    const bool key =
        entity != nullptr && std::ranges::find(entity->key, undone->field) != entity->key.end();
    if (field != nullptr && (field->required || key) && undone->rows > 0)
      return base::failure(
          fmt::format("{} records are stored because '{}' means '{}', and need a {}: the decision "
                      "cannot be undone",
                      undone->rows, undone->value, undone->code, field->label.en),
          fmt::format("已有 {} 条记录因“{}”表示“{}”而入库，且必须有{}：该决定无法撤销",
                      undone->rows, undone->value, undone->code, field->label.zh));
    if (auto noted = note_decision(side, by, id); !noted) return base::failure_of(noted);
    return undone;
  });
}

}  // namespace aftercare::store
