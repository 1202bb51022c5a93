// A file's rows all at once, for work that must see the whole table: repair, linkage,
// deduplication.
//
// Ingesting and profiling read slices (reader.hpp); this holds the file in memory and says so
// when it would not fit.

#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "intake/reader.hpp"
#include "records/raw_batch.hpp"

namespace aftercare::intake {

struct TableFile {
  FileDescription description;
  records::RawBatch table;  // Every row; of JSON with every column that any object brought.
  std::vector<records::RejectedRow> rejected;  // In file order; no row of `table`.
  std::uint64_t headers = 0;
  std::uint64_t blanks = 0;
};

/// Reads the file to its end. Fails (input) like open() and next(), and if its text is larger than
/// `most_bytes`, or it has no row.
base::Result<TableFile> read_table(const std::filesystem::path& file,
                                   const OpenOptions& options = {},
                                   std::size_t most_bytes = std::size_t{2} << 30);

}  // namespace aftercare::intake
