// What must hold of any file that is read.

#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "given_input.hpp"
#include "intake/reader.hpp"

namespace aftercare::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

struct Tally {
  std::uint64_t records = 0;
  std::uint64_t rows = 0;
  std::uint64_t cell_bytes = 0;
  bool failed = false;
};

/// Reads a file to its end, however bad it is.
inline Tally read_all(const std::filesystem::path& file, const intake::OpenOptions& options,
                      const intake::SliceLimits& limits) {
  Tally tally;
  auto reader = intake::open(file, options);
  if (!reader) {
    require(!reader.error().message.empty() && !reader.error().message_zh.empty());
    tally.failed = true;
    return tally;
  }
  for (;;) {
    const auto next = (*reader)->next(limits);
    if (!next || !*next) {
      tally.failed = !next.has_value();
      return tally;
    }
    const auto& slice = **next;
    const auto& batch = slice.batch;
    require(batch.cells.size() == batch.rows() * batch.columns.size());
    require(batch.repairs.size() == batch.rows());
    require(slice.records == batch.rows() + slice.rejected.size() + slice.headers + slice.blanks);
    for (const auto cell : batch.cells)  // Every byte of it is there.
      for (const char byte : cell) tally.cell_bytes += byte != '\0';
    tally.records += slice.records;
    tally.rows += batch.rows();
    require(slice.records_read == tally.records);
  }
}

/// The same file cut in small and in large slices has the same rows.
inline void read_twice(const std::filesystem::path& file, const intake::OpenOptions& options) {
  const auto large = read_all(file, options, {});
  const auto small = read_all(file, options, {3, 64});
  if (large.failed || small.failed) return;
  require(large.records == small.records && large.rows == small.rows);
}

}  // namespace aftercare::fuzz
