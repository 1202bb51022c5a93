#include "store/duckdb/write_side.hpp"

#include <sys/stat.h>

#include <utility>

namespace aftercare::store {
namespace {

// Two row groups of the engine, and some more: whole row groups go to the file at once.
constexpr std::uint64_t rows_of_a_group = 2 * 122'880;
constexpr std::uint32_t slices_of_a_group = 16;
constexpr std::chrono::seconds age_of_a_group{3};

}  // namespace

base::Result<void> WriteSide::open_group() {
  if (group) return {};
  auto transaction = Transaction::begin(connection);
  if (!transaction) return base::failure_of(transaction);
  group.emplace(std::move(*transaction));
  group_rows = 0;
  group_slices = 0;
  group_begin = std::chrono::steady_clock::now();
  stale = {};
  has_group = true;
  return {};
}

void WriteSide::add_to_group(std::uint64_t rows) {
  group_rows += rows;
  ++group_slices;
}

bool WriteSide::group_is_full() const {
  return group_rows >= rows_of_a_group || group_slices >= slices_of_a_group ||
         std::chrono::steady_clock::now() - group_begin >= age_of_a_group;
}

base::Result<void> WriteSide::close_group() {
  if (!group) return {};
  base::Result<void> done;
  if (stale.any()) done = refresh_facts(connection, stale);
  if (done) done = group->commit();
  drop_group();
  // The engine makes its log anew now and then, with the mode of any file.
  ::chmod((connection.file() + ".wal").c_str(), S_IRUSR | S_IWUSR);
  return done;
}

void WriteSide::drop_group() {
  group.reset();
  stale = {};
  has_group = false;
}

}  // namespace aftercare::store
