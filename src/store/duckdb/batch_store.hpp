// One batch into its tables, within the caller's transaction. Private to src/store/duckdb.

#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "records/batch.hpp"
#include "store/duckdb/decide.hpp"
#include "store/duckdb/write_side.hpp"

namespace aftercare::store {

/// Where a batch belongs.
struct Place {
  std::string file_id;
  std::string source;
  std::uint32_t slice = 0;
  std::int64_t commit = 0;
};

/// Looks up what is known, decides every row, and writes records, history and duplicates.
/// Fails (internal) on a batch that lacks record_key or content_hash or has a column with no
/// place in the table.
base::Result<Decision> store_batch(WriteSide& side, const records::Batch& batch,
                                   const Place& place);

/// What of a decision the facts must learn.
Staleness::Count staleness_of(const Decision& decision);

}  // namespace aftercare::store
