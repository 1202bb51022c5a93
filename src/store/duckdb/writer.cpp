#include "store/duckdb/writer.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <utility>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/slice_commit.hpp"
#include "store/duckdb/write_side.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Ledger;

std::int64_t signed_count(std::uint64_t count) {
  return static_cast<std::int64_t>(count);
}

struct KnownFile {
  std::string source;
  std::string entity;
  std::string name;
  std::uint32_t slices = 0;
  bool complete = false;
};

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

Result<void> write_ledger(const Connection& connection, const Slice& slice, const Ledger& ledger,
                          std::int64_t commit) {
  const auto written = connection.change(
      "INSERT INTO slice VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now() AT TIME ZONE 'UTC')",
      {slice.file_id, std::int64_t{slice.number}, signed_count(slice.rows_read),
       signed_count(ledger.rows), signed_count(ledger.stored), signed_count(ledger.updated),
       signed_count(ledger.duplicates), signed_count(ledger.quarantined),
       signed_count(ledger.headers), signed_count(ledger.blanks), signed_count(ledger.repaired),
       commit});
  if (!written) return base::failure_of(written);
  const auto moved_on = connection.change(
      "UPDATE file SET slices = ?, rows_read = rows_read + ?, complete = ?, "
      "noted_at = now() AT TIME ZONE 'UTC' WHERE file_id = ?",
      {std::int64_t{slice.number} + 1, signed_count(slice.rows_read), slice.last, slice.file_id});
  if (!moved_on) return base::failure_of(moved_on);
  return {};
}

void keep_private(const Connection& connection) {
  ::chmod((connection.file() + ".wal").c_str(), S_IRUSR | S_IWUSR);
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

}  // namespace

Result<FileState> Writer::file_state(const std::string& file_id) const {
  const auto frame = database_->read(
      "SELECT f.complete, f.slices, f.rows_read, sum(s.\"rows\"), sum(stored), sum(updated), "
      "sum(duplicates), sum(quarantined), sum(headers), sum(blanks), sum(repaired) "
      "FROM file f LEFT JOIN slice s ON s.file_id = f.file_id WHERE f.file_id = ? GROUP BY ALL",
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
  return state;
}

Result<void> Writer::begin_file(const FileInfo& file) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  const auto renamed = side.connection.change("UPDATE file SET name = ? WHERE file_id = ?",
                                              {file.name, file.file_id});
  if (!renamed) return base::failure_of(renamed);
  if (*renamed > 0) return {};
  const auto begun = side.connection.change(
      "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, false, now() AT TIME ZONE 'UTC')",
      {file.file_id, file.source, file.name, file.entity, file.mapping, file.encoding,
       signed_count(file.bytes)});
  if (!begun) return base::failure_of(begun);
  return {};
}

Result<Ledger> Writer::commit(Slice&& slice) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  auto transaction = Transaction::begin(side.connection);
  if (!transaction) return base::failure_of(transaction);
  const auto file = known_file(side.connection, slice.file_id);
  if (!file) return base::failure_of(file);
  if (auto turn = check_turn(*file, slice); !turn) return base::failure_of(turn);

  const auto commit = side.next_commit;
  const Place place{slice.file_id, file->source, slice.number, commit};
  const auto batches = store_batches(side, slice.batches, place);
  if (!batches) return base::failure_of(batches);
  std::string main_entity = file->entity;
  for (const auto& batch : slice.batches)
    if (batch.main) main_entity = batch.entity->name;
  const auto quarantined = store_quarantined(side, slice.quarantined, main_entity, place);
  if (!quarantined) return base::failure_of(quarantined);

  auto ledger = batches->main;
  ledger.quarantined = *quarantined;
  ledger.headers = slice.headers;
  ledger.blanks = slice.blanks;
  ledger.rows = slice.rows_read - slice.headers - slice.blanks;
  if (auto balanced = check_balance(ledger, *file, slice.number); !balanced)
    return base::failure_of(balanced);
  if (auto written = write_ledger(side.connection, slice, ledger, commit); !written)
    return base::failure_of(written);
  auto stale = follow_with_facts(side, batches->stale, slice.last);
  if (!stale) return base::failure_of(stale);
  if (auto done = transaction->commit(); !done) return base::failure_of(done);

  side.next_commit = commit + 1;
  side.now_stale(std::move(*stale));
  keep_private(side.connection);
  return ledger;
}

Result<Ledger> Writer::commit_replay(std::int64_t quarantine_id,
                                     const std::vector<records::Batch>& batches) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  auto transaction = Transaction::begin(side.connection);
  if (!transaction) return base::failure_of(transaction);
  const auto row = waiting_row(side.connection, quarantine_id);
  if (!row) return base::failure_of(row);
  const auto file = known_file(side.connection, row->file_id);
  if (!file) return base::failure_of(file);

  const auto commit = side.next_commit;
  const auto stored =
      store_batches(side, batches, {row->file_id, file->source, row->slice, commit});
  if (!stored) return base::failure_of(stored);
  const auto& ledger = stored->main;
  if (ledger.rows != 1 || !ledger.balanced())
    return base::failure(
        fmt::format("a replay needs exactly one good row: quarantined row {} became {} rows, {} "
                    "of them good",
                    quarantine_id, ledger.rows, ledger.stored + ledger.updated + ledger.duplicates),
        fmt::format("重放必须恰好得到一行合格数据：隔离行 {} 得到 {} 行，其中合格 {} 行",
                    quarantine_id, ledger.rows,
                    ledger.stored + ledger.updated + ledger.duplicates));
  const std::int64_t one = row->counted ? 1 : 0;
  const auto moved = side.connection.change(
      "UPDATE slice SET quarantined = quarantined - ?, stored = stored + ?, updated = updated + "
      "?, duplicates = duplicates + ?, repaired = repaired + ?, commit_number = ? WHERE file_id = "
      "? AND number = ?",
      {one, one * signed_count(ledger.stored), one * signed_count(ledger.updated),
       one * signed_count(ledger.duplicates), one * signed_count(ledger.repaired), commit,
       row->file_id, std::int64_t{row->slice}});
  if (!moved) return base::failure_of(moved);
  if (auto set = set_state(side.connection, quarantine_id, "replayed"); !set)
    return base::failure_of(set);
  auto stale = follow_with_facts(side, stored->stale, true);
  if (!stale) return base::failure_of(stale);
  if (auto done = transaction->commit(); !done) return base::failure_of(done);
  side.next_commit = commit + 1;
  side.now_stale(std::move(*stale));
  keep_private(side.connection);
  return ledger;
}

Result<void> Writer::drop_quarantined(std::int64_t quarantine_id) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  if (const auto row = waiting_row(side.connection, quarantine_id); !row)
    return base::failure_of(row);
  return set_state(side.connection, quarantine_id, "dropped");
}

}  // namespace aftercare::store
