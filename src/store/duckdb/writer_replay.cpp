// Rows set aside that come back mended, or are dropped.

#include <fmt/format.h>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/known_file.hpp"
#include "store/duckdb/own_group.hpp"
#include "store/duckdb/slice_commit.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::store {

using base::Result;
using records::Ledger;

namespace {

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
  // What was not counted as quarantined is not counted as anything else.
  const auto counted = [&row](std::uint64_t rows) {
    return row->counted ? static_cast<std::int64_t>(rows) : 0;
  };
  const auto moved = side.connection.change(
      "UPDATE slice SET quarantined = quarantined - ?, stored = stored + ?, updated = updated + "
      "?, duplicates = duplicates + ?, repaired = repaired + ?, commit_number = ? WHERE file_id = "
      "? AND number = ?",
      {counted(1), counted(ledger.stored), counted(ledger.updated), counted(ledger.duplicates),
       counted(ledger.repaired), commit, row->file_id, std::int64_t{row->slice}});
  if (!moved) return base::failure_of(moved);
  if (auto set = set_state(side.connection, id, "replayed"); !set) return base::failure_of(set);
  return ledger;
}

}  // namespace

Result<Ledger> Writer::commit_replay(std::int64_t quarantine_id,
                                     const std::vector<records::Batch>& batches) {
  auto& side = *database_->write_side_;
  return in_own_group(side, [&] {
    auto ledger = replay_into(side, quarantine_id, batches);
    if (ledger) ++side.next_commit;
    return ledger;
  });
}

Result<void> Writer::drop_quarantined(std::int64_t quarantine_id) {
  auto& side = *database_->write_side_;
  const std::lock_guard lock(side.mutex);
  if (auto closed = side.close_group(); !closed) return closed;
  if (const auto row = waiting_row(side.connection, quarantine_id); !row)
    return base::failure_of(row);
  return set_state(side.connection, quarantine_id, "dropped");
}

}  // namespace aftercare::store
