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

/// Looks up what is known and decides every row; writes nothing but the look-up's own temporary
/// table. Of what is being written it waits only for what it must look up. Fails (internal) on a
/// batch that lacks record_key or content_hash or has a column with no place in the table.
base::Result<Decision> plan_batch(WriteSide& side, const records::Batch& batch);

/// Takes the keys that a decision makes known, so that the next batch can be planned.
void remember_keys(WriteSide& side, const records::Batch& batch, const Decision& decision);

/// Writes records, history and duplicates as planned. REQUIRES: nothing was written to the
/// entity's table since, but what was planned before.
base::Result<void> write_batch(WriteSide& side, const records::Batch& batch,
                               const Decision& decision, const Place& place);

/// What of a decision the facts must learn.
Staleness::Count staleness_of(const Decision& decision);

}  // namespace aftercare::store
