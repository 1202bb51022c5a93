#include "store/duckdb/open_appends.hpp"

#include <utility>

namespace aftercare::store {
namespace {

// What an appender holds lies in memory a second time.
constexpr std::uint64_t most_rows_held = 20'000;
constexpr std::uint32_t most_slices_held = 4;

}  // namespace

base::Result<void> OpenAppends::append(const Connection& connection, const TableLayout& layout,
                                       std::span<const std::uint32_t> picks,
                                       std::span<const Feed> feeds) {
  auto at = open_.find(layout.table);
  if (at == open_.end()) {
    auto appender = Appender::open(connection, layout);
    if (!appender) return base::failure_of(appender);
    at = open_.emplace(layout.table, Open{std::move(*appender)}).first;
  }
  auto& open = at->second;
  if (auto done = open.appender.append(picks, feeds); !done) return done;
  open.rows += picks.size();
  if (!sooner_ && open.rows < most_rows_held && ++open.slices < most_slices_held) return {};
  open.rows = 0;
  open.slices = 0;
  return open.appender.flush();
}

base::Result<void> OpenAppends::hand_over() {
  while (!open_.empty()) {
    auto last = open_.extract(open_.begin());
    if (auto done = last.mapped().appender.finish(); !done) return done;
  }
  return {};
}

}  // namespace aftercare::store
