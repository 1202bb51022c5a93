#include "store/duckdb/write_side.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <optional>
#include <utility>

#include "store/duckdb/instance.hpp"
#include "store/duckdb/more_memory.hpp"

namespace aftercare::store {
namespace {

// Whole row groups of the engine go to the file at once, but the one begun last is written again
// with its neighbours by the next checkpoint: so groups are big, and end where a row group ends if
// every row was good.
constexpr std::uint64_t rows_of_a_group = 72 * kRowsOfARowGroup;
// Slices of fewer rows were cut by their bytes; what is not yet a row group lies in memory. Three
// row groups of texts as long as reviews.
constexpr std::uint64_t rows_of_a_full_slice = 5'000;
constexpr std::uint32_t wide_slices_of_a_group = 52;
constexpr std::chrono::seconds age_of_a_group{20};

}  // namespace

base::Result<void> WriteSide::open_group() {
  if (group) return {};
  if (auto mended = mend(); !mended) return mended;
  auto transaction = Transaction::begin(connection);
  if (!transaction) return base::failure_of(transaction);
  group.emplace(std::move(*transaction));
  group_rows = 0;
  group_slices = 0;
  wide_slices = 0;
  group_begin = std::chrono::steady_clock::now();
  stale = {};
  appends.put_sooner(false);
  has_group = true;
  return {};
}

void WriteSide::add_to_group(std::uint64_t rows) {
  group_rows += rows;
  ++group_slices;
  if (rows < rows_of_a_full_slice) ++wide_slices;
}

bool WriteSide::group_is_full() const {
  return group_rows >= rows_of_a_group || wide_slices >= wide_slices_of_a_group ||
         std::chrono::steady_clock::now() - group_begin >= age_of_a_group;
}

void WriteSide::begin_writing(std::function<base::Result<void>()> write) {
  under_way = std::async(std::launch::async, std::move(write));
}

base::Result<void> WriteSide::finish_writing() {
  if (!under_way.valid()) return {};
  auto written = under_way.get();
  if (!written) drop_group();
  return written;
}

base::Result<void> WriteSide::hand_over() {
  if (auto appended = appends.hand_over(); !appended) return appended;
  for (const auto& [file_id, advance] : std::exchange(advances, {})) {
    const auto moved_on = connection.change(
        "UPDATE file SET slices = ?, rows_read = rows_read + ?, complete = ?, "
        "noted_at = now() AT TIME ZONE 'UTC' WHERE file_id = ?",
        {std::int64_t{advance.slices}, static_cast<std::int64_t>(advance.rows_read),
         advance.complete, file_id});
    if (!moved_on) return base::failure_of(moved_on);
  }
  return {};
}

base::Result<void> WriteSide::settle_writing() {
  if (auto written = finish_writing(); !written) return written;
  auto settled = hand_over();
  if (!settled) drop_group();
  return settled;
}

base::Result<void> WriteSide::bring_up_to_date() {
  auto done = hand_over();
  // What goes before the commit goes to other files: it is done beside the facts.
  std::future<base::Result<void>> beside;
  if (done && before_commit) beside = std::async(std::launch::async, before_commit);
  if (done && stale.any()) done = refresh_facts(connection, std::exchange(stale, {}));
  if (beside.valid())
    if (auto kept = beside.get(); done) done = std::move(kept);
  return done;
}

base::Result<void> WriteSide::prepare_group() {
  if (auto written = finish_writing(); !written) return written;
  if (!group) return {};
  base::Result<void> done;
  {
    const MoreMemory more(connection);
    done = bring_up_to_date();
  }
  if (!done) drop_group();
  // What comes now is little, and is packed while the rest is being made.
  appends.put_sooner(true);
  return done;
}

base::Result<void> WriteSide::close_group() {
  if (auto written = finish_writing(); !written) return written;
  if (!group) return mend();
  // Until after the commit: narrowed before it, the engine would spill what it is about to log.
  std::optional<MoreMemory> more;
  if (stale.any()) more.emplace(connection);
  auto done = bring_up_to_date();
  if (done) {
    done = group->commit();
    if (!done) tear(done.error());
  }
  // The act is done, whatever comes of this: the end is remembered again when the store is opened.
  if (done && audit_end && audit.remember) (void)audit.remember(*audit_end);
  more.reset();
  drop_group();
  // The engine makes its log anew now and then, with the mode of any file.
  ::chmod((connection.file() + ".wal").c_str(), S_IRUSR | S_IWUSR);
  return done;
}

void WriteSide::tear(const base::Error& why) {
  torn = base::Error{
      why.kind,
      fmt::format("nothing is written, since a commit failed: {}; the next try opens the store "
                  "anew",
                  why.message),
      fmt::format("一次提交失败，因此暂不写入：{}；下次尝试时会重新打开数据库", why.message_zh)};
  is_torn = true;
  (void)connection.execute("PRAGMA disable_checkpoint_on_shutdown");
}

base::Result<void> WriteSide::mend() {
  if (!torn) return {};
  if (!reopen) return tl::unexpected<base::Error>(*torn);
  if (auto opened = reopen(); !opened) return opened;
  torn.reset();
  is_torn = false;
  return {};
}

base::Result<void> WriteSide::checkpoint() {
  if (torn) return tl::unexpected<base::Error>(*torn);
  const auto done = connection.execute("CHECKPOINT");
  if (!done) return base::failure_of(done);
  return {};
}

void WriteSide::drop_group() {
  if (under_way.valid()) (void)under_way.get();
  last_file.reset();
  advances.clear();
  appends.drop();
  group.reset();
  audit_end.reset();
  stale = {};
  has_group = false;
}

}  // namespace aftercare::store
