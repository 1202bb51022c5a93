#include "store/duckdb/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/decision_write.hpp"
#include "store/duckdb/slice_commit.hpp"
#include "store/duckdb/text_rewrite.hpp"
#include "store/duckdb/write_side.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Ledger;

std::int64_t signed_count(std::uint64_t count) {
  return static_cast<std::int64_t>(count);
}

Result<KnownFile> known_file(const Connection& connection, const std::string& file_id) {
  const auto frame = connection.frame(
      "SELECT source, entity, name, slices, complete FROM file WHERE file_id = ?", {file_id});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty())
    return base::failure(base::ErrorKind::internal,
                         fmt::format("a slice of a file that was never begun: {}", file_id),
                         fmt::format("分片所属的文件尚未登记：{}", file_id));
  const auto& row = frame->rows[0];
  return KnownFile{std::get<std::string>(row[0]), std::get<std::string>(row[1]),
                   std::get<std::string>(row[2]), static_cast<std::uint32_t>(number_in(row[3])),
                   std::get<bool>(row[4])};
}

Result<void> check_turn(const KnownFile& file, const Slice& slice) {
  if (!file.complete && slice.number == file.slices) return {};
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("a slice came out of turn: number {} of {}, where {} are stored{}; run the "
                  "same command again",
                  slice.number, file.name, file.slices, file.complete ? " and complete" : ""),
      fmt::format("分片顺序不对：{} 的第 {} 片，已存 {} 片{}；请重新运行同一命令", file.name,
                  slice.number, file.slices, file.complete ? "且已完成" : ""));
}

Result<void> check_balance(const Ledger& ledger, const KnownFile& file, std::uint32_t slice) {
  if (ledger.balanced()) return {};
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("rows do not add up: {} rows, {} stored + {} updated + {} duplicates + {} "
                  "quarantined: {}, slice {}; the slice was not stored",
                  ledger.rows, ledger.stored, ledger.updated, ledger.duplicates, ledger.quarantined,
                  file.name, slice),
      fmt::format("行数不平：共 {} 行，存入 {} + 更新 {} + 重复 {} + 隔离 {}：{}，第 {} "
                  "片；该分片未存入",
                  ledger.rows, ledger.stored, ledger.updated, ledger.duplicates, ledger.quarantined,
                  file.name, slice));
}

Result<void> write_ledger(WriteSide& side, const Slice& slice, const Ledger& ledger,
                          std::int64_t commit) {
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  const std::vector<Feed> feeds = {SameText{slice.file_id},
                                   SameNumber{slice.number},
                                   SameNumber{signed_count(slice.rows_read)},
                                   SameNumber{signed_count(ledger.rows)},
                                   SameNumber{signed_count(ledger.stored)},
                                   SameNumber{signed_count(ledger.updated)},
                                   SameNumber{signed_count(ledger.duplicates)},
                                   SameNumber{signed_count(ledger.quarantined)},
                                   SameNumber{signed_count(ledger.headers)},
                                   SameNumber{signed_count(ledger.blanks)},
                                   SameNumber{signed_count(ledger.repaired)},
                                   SameNumber{commit},
                                   SameNumber{now.count()}};
  constexpr std::uint32_t one_row[] = {0};
  auto noted =
      side.appends.append(side.connection, side.layouts.find("slice")->second, one_row, feeds);
  if (!noted) return noted;
  auto& advance = side.advances[slice.file_id];
  advance.slices = slice.number + 1;
  advance.rows_read += slice.rows_read;
  advance.complete = slice.last;
  return {};
}

Result<void> write_marks(const Connection& connection, const Slice& slice) {
  for (const auto& [source, part, value] : slice.marks) {
    const auto gone =
        connection.change("DELETE FROM source_mark WHERE source = ? AND part = ?", {source, part});
    if (!gone) return base::failure_of(gone);
    const auto noted =
        connection.change("INSERT INTO source_mark VALUES (?, ?, ?, ?, now() AT TIME ZONE 'UTC')",
                          {source, part, value, slice.file_id});
    if (!noted) return base::failure_of(noted);
  }
  return {};
}

Result<void> insert_file(const Connection& connection, const FileInfo& file) {
  const auto begun = connection.change(
      "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, false, now() AT TIME ZONE 'UTC', ?)",
      {file.file_id, file.source, file.name, file.entity, file.mapping, file.encoding,
       signed_count(file.bytes), std::int64_t{file.slice_rows}});
  if (!begun) return base::failure_of(begun);
  return {};
}

// A slice that may go into the open group: what will become of it.
struct CheckedSlice {
  KnownFile file;
  SlicePlan plan;
};

// The file of the last slice is known without asking the engine, which may be writing that slice.
Result<KnownFile> file_of_slice(WriteSide& side, const std::string& file_id) {
  if (side.last_file && side.last_file->first == file_id) return side.last_file->second;
  if (auto written = side.settle_writing(); !written) return base::failure_of(written);
  return known_file(side.connection, file_id);
}

// Writes nothing.
Result<CheckedSlice> check_slice(WriteSide& side, const Slice& slice) {
  auto file = file_of_slice(side, slice.file_id);
  if (!file) return base::failure_of(file);
  if (auto turn = check_turn(*file, slice); !turn) return base::failure_of(turn);
  auto plan = plan_slice(side, slice.batches, slice.quarantined, file->entity);
  if (!plan) return base::failure_of(plan);
  auto& ledger = plan->ledger;
  ledger.headers = slice.headers;
  ledger.blanks = slice.blanks;
  ledger.rows = slice.rows_read - slice.headers - slice.blanks;
  if (auto balanced = check_balance(ledger, *file, slice.number); !balanced)
    return base::failure_of(balanced);
  return CheckedSlice{std::move(*file), std::move(*plan)};
}

// Takes a slice into the open group, before it is written: the next can be checked from now on.
Place take_checked(WriteSide& side, const Slice& slice, const CheckedSlice& checked) {
  remember_slice(side, slice.batches, checked.plan);
  auto file = checked.file;
  file.slices = slice.number + 1;
  file.complete = slice.last;
  side.last_file.emplace(slice.file_id, std::move(file));
  side.add_to_group(checked.plan.ledger.rows);
  return {slice.file_id, checked.file.source, slice.number, side.next_commit++};
}

// Into the open group; if it fails, the group must be dropped.
Result<void> write_checked(WriteSide& side, const Slice& slice, const SlicePlan& plan,
                           const Place& place) {
  auto written = write_slice(side, slice.batches, slice.quarantined, plan, place);
  if (written) written = write_ledger(side, slice, plan.ledger, place.commit);
  if (written) written = write_marks(side.connection, slice);
  return written;
}

// What the writing thread needs for as long as it writes.
struct SliceWrite {
  Slice slice;
  SlicePlan plan;
  Place place;
};

Result<Ledger> write_arrival(WriteSide& side, const Arrival& arrival) {
  const auto& file = arrival.file;
  if (auto begun = insert_file(side.connection, file); !begun) return base::failure_of(begun);
  side.last_file.emplace(file.file_id, KnownFile{file.source, file.entity, file.name, 0, false});
  Ledger ledger;
  for (const auto& slice : arrival.slices) {
    const auto checked = check_slice(side, slice);
    if (!checked) return base::failure_of(checked);
    const auto place = take_checked(side, slice, *checked);
    if (auto written = write_checked(side, slice, checked->plan, place); !written)
      return base::failure_of(written);
    ledger += checked->plan.ledger;
  }
  if (arrival.receipt) {
    const auto noted =
        side.connection.change("INSERT INTO receipt VALUES (?, ?, ?, ?, now() AT TIME ZONE 'UTC')",
                               {arrival.receipt->source, arrival.receipt->key_digest,
                                arrival.receipt->body_digest, arrival.file.file_id});
    if (!noted) return base::failure_of(noted);
  }
  return ledger;
}

// A quarantined row that waits to be mended.
struct WaitingRow {
  std::string file_id;
  std::uint32_t slice = 0;
  bool counted = false;
};

Result<WaitingRow> waiting_row(const Connection& connection, std::int64_t id) {
  const auto frame = connection.frame(
      "SELECT file_id, slice_number, counted FROM quarantine WHERE id = ? AND state = 'waiting'",
      {id});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty())
    return base::failure(fmt::format("no such row waits in quarantine: {}", id),
                         fmt::format("隔离区中没有待处理的行：{}", id));
  const auto& row = frame->rows[0];
  return WaitingRow{std::get<std::string>(row[0]), static_cast<std::uint32_t>(number_in(row[1])),
                    std::get<bool>(row[2])};
}

Result<void> set_state(const Connection& connection, std::int64_t id, const std::string& state) {
  const auto set = connection.change("UPDATE quarantine SET state = ? WHERE id = ?", {state, id});
  if (!set) return base::failure_of(set);
  return {};
}

// replay_into: the mended row takes the quarantined one's place, within the open group.
Result<Ledger> replay_into(WriteSide& side, std::int64_t id,
                           const std::vector<records::Batch>& batches) {
  const auto row = waiting_row(side.connection, id);
  if (!row) return base::failure_of(row);
  const auto file = known_file(side.connection, row->file_id);
  if (!file) return base::failure_of(file);
  const auto plan = plan_slice(side, batches, {}, file->entity);
  if (!plan) return base::failure_of(plan);
  const auto& ledger = plan->ledger;
  const auto good = ledger.stored + ledger.updated + ledger.duplicates;
  if (ledger.rows != 1 || good != 1)
    return base::failure(
        fmt::format("a replay needs exactly one good row: quarantined row {} became {} rows, {} "
                    "of them good",
                    id, ledger.rows, good),
        fmt::format("重放必须恰好得到一行合格数据：隔离行 {} 得到 {} 行，其中合格 {} 行", id,
                    ledger.rows, good));
  const auto commit = side.next_commit;
  remember_slice(side, batches, *plan);
  auto written =
      write_slice(side, batches, {}, *plan, {row->file_id, file->source, row->slice, commit});
  if (!written) return base::failure_of(written);
  const std::int64_t one = row->counted ? 1 : 0;
  const auto moved = side.connection.change(
      "UPDATE slice SET quarantined = quarantined - ?, stored = stored + ?, updated = updated + "
      "?, duplicates = duplicates + ?, repaired = repaired + ?, commit_number = ? WHERE file_id = "
      "? AND number = ?",
      {one, one * signed_count(ledger.stored), one * signed_count(ledger.updated),
       one * signed_count(ledger.duplicates), one * signed_count(ledger.repaired), commit,
       row->file_id, std::int64_t{row->slice}});
  if (!moved) return base::failure_of(moved);
  if (auto set = set_state(side.connection, id, "replayed"); !set) return base::failure_of(set);
  return ledger;
}

}  // namespace

Result<FileState> Writer::file_state(const std::string& file_id) const {
  const auto frame = database_->read(
      "SELECT f.complete, f.slices, f.rows_read, sum(s.\"rows\"), sum(stored), sum(updated), "
      "sum(duplicates), sum(quarantined), sum(headers), sum(blanks), sum(repaired), "
      "any_value(f.slice_rows) FROM file f LEFT JOIN slice s ON s.file_id = f.file_id WHERE "
      "f.file_id = ? GROUP BY ALL",
      {file_id});
  if (!frame) return base::failure_of(frame);
  FileState state;
  if (frame->rows.empty()) return state;
  const auto& row = frame->rows[0];
  state.complete = std::get<bool>(row[0]);
  state.slices = static_cast<std::uint32_t>(number_in(row[1]));
  state.rows_read = count_in(row[2]);
  state.ledger = {count_in(row[3]), count_in(row[4]), count_in(row[5]), count_in(row[6]),
                  count_in(row[7]), count_in(row[8]), count_in(row[9]), count_in(row[10])};
  state.slice_rows = static_cast<std::uint32_t>(number_in(row[11]));
  return state;
}

Result<void> Writer::begin_file(const FileInfo& file) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  if (auto closed = side.close_group(); !closed) return closed;
  const auto renamed = side.connection.change(
      "UPDATE file SET name = ?, slice_rows = CASE slices WHEN 0 THEN ? ELSE slice_rows END WHERE "
      "file_id = ?",
      {file.name, std::int64_t{file.slice_rows}, file.file_id});
  if (!renamed) side.tear(renamed.error());
  if (!renamed) return base::failure_of(renamed);
  if (*renamed > 0) return {};
  auto noted = insert_file(side.connection, file);
  if (!noted) side.tear(noted.error());
  return noted;
}

Result<Ledger> Writer::commit(Slice&& slice) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  if (auto opened = side.open_group(); !opened) return base::failure_of(opened);
  // Until something is written, a refused slice leaves the group as it was.
  const auto refused = [&side](const auto& why) {
    if (side.group_slices == 0) side.drop_group();
    return base::failure_of(why);
  };
  auto checked = check_slice(side, slice);
  if (!checked) return refused(checked);
  if (auto written = side.finish_writing(); !written) return base::failure_of(written);
  auto place = take_checked(side, slice, *checked);
  const auto ledger = checked->plan.ledger;
  const bool ends = slice.last || side.group_is_full();
  const auto write = std::make_shared<const SliceWrite>(
      SliceWrite{std::move(slice), std::move(checked->plan), std::move(place)});
  side.begin_writing([&side, write]() -> Result<void> {
    return write_checked(side, write->slice, write->plan, write->place);
  });
  if (ends)
    if (auto closed = side.close_group(); !closed) return base::failure_of(closed);
  return ledger;
}

Result<std::vector<Ledger>> Writer::commit_arrivals(const std::vector<Arrival>& arrivals) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  if (auto closed = side.close_group(); !closed) return base::failure_of(closed);
  if (auto opened = side.open_group(); !opened) return base::failure_of(opened);
  std::vector<Ledger> ledgers;
  for (const auto& arrival : arrivals) {
    const auto ledger = write_arrival(side, arrival);
    if (!ledger) {
      side.drop_group();
      return base::failure_of(ledger);
    }
    ledgers.push_back(*ledger);
  }
  if (auto closed = side.close_group(); !closed) return base::failure_of(closed);
  return ledgers;
}

Result<void> Writer::set_token(const std::string& source, const std::string& digest) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  if (auto closed = side.close_group(); !closed) return closed;
  if (auto opened = side.open_group(); !opened) return opened;
  auto set = side.connection.change("DELETE FROM source_token WHERE source = ?", {source});
  if (set)
    set = side.connection.change("INSERT INTO source_token VALUES (?, ?, now() AT TIME ZONE 'UTC')",
                                 {source, digest});
  if (!set) {
    side.drop_group();
    return base::failure_of(set);
  }
  return side.close_group();
}

Result<void> Writer::forget_receipts(unsigned days) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  if (auto closed = side.close_group(); !closed) return closed;
  const auto gone = side.connection.change(
      "DELETE FROM receipt WHERE noted_at < now() AT TIME ZONE 'UTC' - to_days(?)",
      {std::int64_t{days}});
  if (!gone) return base::failure_of(gone);
  return {};
}

Result<void> Writer::keep_rule_runs(const std::vector<RuleRun>& runs,
                                    const std::vector<RuleState>& states) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  if (auto closed = side.close_group(); !closed) return closed;
  if (auto opened = side.open_group(); !opened) return opened;
  const auto keep = [&side](const std::string& sql,
                            const std::vector<Cell>& values) -> Result<void> {
    if (const auto kept = side.connection.change(sql, values); !kept) return base::failure_of(kept);
    return {};
  };
  Result<void> done;
  for (std::size_t i = 0; done && i < runs.size(); ++i)
    done =
        keep("INSERT INTO rule_run VALUES (?, ?, ?, ?, ?, ?, ?)",
             {runs[i].at, runs[i].table, runs[i].rule, static_cast<std::int64_t>(runs[i].checked),
              static_cast<std::int64_t>(runs[i].broken), runs[i].measured, runs[i].passed});
  for (const auto& state : states) {
    if (done) done = keep("DELETE FROM rule_state WHERE table_name = ?", {state.table});
    for (std::size_t i = 0; done && i < state.answers.size(); ++i)
      done = keep(
          "INSERT INTO rule_state VALUES (?, ?, ?, ?, ?)",
          {state.table, state.commit, state.rows, state.answers[i].first, state.answers[i].second});
  }
  if (!done) {
    side.drop_group();
    return done;
  }
  return side.close_group();
}

Result<void> Writer::flush() {
  return database_->settle();
}

Result<void> Writer::prepare(std::uint64_t rows_to_come) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  // What fills a row group is packed and written to the file at once; less goes through the log,
  // and may as well go there now.
  return side.group_rows + rows_to_come > kRowsOfARowGroup ? side.prepare_group()
                                                           : side.close_group();
}

Result<void> Writer::rewrite(const records::Batch& batch, const std::vector<std::string>& columns) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  if (auto closed = side.close_group(); !closed) return closed;
  if (auto opened = side.open_group(); !opened) return opened;
  if (auto written = rewrite_texts(side.connection, batch, columns); !written) {
    side.drop_group();
    return written;
  }
  return side.close_group();
}

void Writer::tidy() {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  if (side.close_group()) (void)side.checkpoint();
}

Result<Ledger> Writer::commit_replay(std::int64_t quarantine_id,
                                     const std::vector<records::Batch>& batches) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  if (auto closed = side.close_group(); !closed) return base::failure_of(closed);
  if (auto opened = side.open_group(); !opened) return base::failure_of(opened);
  const auto ledger = replay_into(side, quarantine_id, batches);
  if (!ledger) {
    side.drop_group();
    return ledger;
  }
  ++side.next_commit;
  if (auto closed = side.close_group(); !closed) return base::failure_of(closed);
  return ledger;
}

Result<void> Writer::drop_quarantined(std::int64_t quarantine_id) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  if (auto closed = side.close_group(); !closed) return closed;
  if (const auto row = waiting_row(side.connection, quarantine_id); !row)
    return base::failure_of(row);
  return set_state(side.connection, quarantine_id, "dropped");
}

namespace {

// Runs a change in a group of its own; nothing of it is stored if it fails.
template <typename Change>
auto in_own_group(WriteSide& side, Change change) -> decltype(change()) {
  using Answer = decltype(change());
  const std::lock_guard lock(side.mutex);
  if (auto closed = side.close_group(); !closed) return Answer(base::failure_of(closed));
  if (auto opened = side.open_group(); !opened) return Answer(base::failure_of(opened));
  auto answer = change();
  if (!answer) {
    side.drop_group();
    return answer;
  }
  if (auto closed = side.close_group(); !closed) return Answer(base::failure_of(closed));
  return answer;
}

Result<void> note_decision(WriteSide& side, const std::string& by, std::int64_t id) {
  return append_audit(side,
                      {{}, by, records::AuditAction::decision, fmt::format("value/{}", id), {}});
}

}  // namespace

Result<void> Writer::change(const std::function<Result<void>(WriteSide&)>& change) {
  auto& side = *database_->write_side_;
  return in_own_group(side, [&] { return change(side); });
}

Result<void> Writer::note(const records::AuditEntry& entry) {
  return change([&entry](WriteSide& side) { return append_audit(side, entry); });
}

Result<ValueDecision> Writer::decide(const ValueDecision& decision, const std::string& by) {
  const auto* entity = database_->dictionary().entity(decision.entity);
  const auto* field = entity == nullptr ? nullptr : entity->field(decision.field);
  const bool listed =
      field != nullptr && !field->codes.empty() &&
      (decision.code.empty() ||
       std::ranges::find(field->codes, decision.code, &records::Code::code) != field->codes.end());
  if (!listed)
    return base::failure(fmt::format("not in the code list of a field: {}.{}: '{}'",
                                     decision.entity, decision.field, decision.code),
                         fmt::format("不在字段的代码表中：{}.{}：“{}”", decision.entity,
                                     decision.field, decision.code));
  auto& side = *database_->write_side_;
  return in_own_group(side, [&]() -> Result<ValueDecision> {
    auto decided = write_decision(side, decision);
    if (decided)
      if (auto noted = note_decision(side, by, decided->id); !noted) return base::failure_of(noted);
    return decided;
  });
}

Result<ValueDecision> Writer::undo_decision(std::int64_t id, const std::string& by) {
  auto& side = *database_->write_side_;
  return in_own_group(side, [&]() -> Result<ValueDecision> {
    auto undone = write_undo(side, id);
    if (!undone) return undone;
    const auto* entity = database_->dictionary().entity(undone->entity);
    const auto* field = entity == nullptr ? nullptr : entity->field(undone->field);
    if (field != nullptr && field->required && undone->rows > 0)
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
