// The steps of one commit, in order. Private to src/store/duckdb.

#pragma once

#include <vector>

#include "base/result.hpp"
#include "records/ledger.hpp"
#include "store/duckdb/batch_store.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/writer.hpp"

namespace aftercare::store {

/// What the batches of a commit came to.
struct StoredBatches {
  records::Ledger main;  // Rows, stored, updated, duplicates and repaired of the main batch.
  Staleness stale;
};

/// Writes batches and their findings. At most one batch may be the main one.
base::Result<StoredBatches> store_batches(WriteSide& side,
                                          const std::vector<records::Batch>& batches,
                                          const Place& place);

/// Writes quarantined rows. Those of `main_entity` (or of none) count in the ledger.
base::Result<std::uint64_t> store_quarantined(WriteSide& side,
                                              const std::vector<QuarantinedRow>& rows,
                                              const std::string& main_entity, const Place& place);

/// Makes the facts anew if `now` or much is waiting, else notes what they do not know.
/// Returns what they still do not know.
base::Result<Staleness> follow_with_facts(const WriteSide& side, const Staleness& written,
                                          bool now);

}  // namespace aftercare::store
