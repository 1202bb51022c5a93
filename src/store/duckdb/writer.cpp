#include "store/duckdb/writer.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <utility>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/instance.hpp"
#include "store/duckdb/known_file.hpp"
#include "store/duckdb/own_group.hpp"
#include "store/duckdb/slice_commit.hpp"
#include "store/duckdb/write_side.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Ledger;

std::int64_t signed_count(std::uint64_t count) {
  return static_cast<std::int64_t>(count);
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
  return in_own_group(side, [&]() -> Result<std::vector<Ledger>> {
    std::vector<Ledger> ledgers;
    for (const auto& arrival : arrivals) {
      const auto ledger = write_arrival(side, arrival);
      if (!ledger) return base::failure_of(ledger);
      ledgers.push_back(*ledger);
    }
    return ledgers;
  });
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

void Writer::tidy() {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  if (side.close_group()) (void)side.checkpoint();
}

}  // namespace aftercare::store
