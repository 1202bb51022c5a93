// The steps of one commit, in order. Private to src/store/duckdb.

#pragma once

#include <vector>

#include "base/result.hpp"
#include "records/ledger.hpp"
#include "store/duckdb/batch_store.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/writer.hpp"

namespace aftercare::store {

/// What will become of a slice, before anything of it is written.
struct SlicePlan {
  std::vector<Decision> decisions;  // One per batch.
  records::Ledger ledger;           // Of the main batch and what counts of the quarantined rows.
  std::string main_entity;
};

/// Fails (internal) on two main batches or two of one entity. `file_entity` is the main entity
/// where no batch is.
base::Result<SlicePlan> plan_slice(WriteSide& side, const std::vector<records::Batch>& batches,
                                   const std::vector<QuarantinedRow>& quarantined,
                                   const std::string& file_entity);

/// Takes the keys of a plan, so that the next slice can be planned before this one is written.
void remember_slice(WriteSide& side, const std::vector<records::Batch>& batches,
                    const SlicePlan& plan);

/// Writes batches, findings and quarantined rows and notes what the facts must learn.
base::Result<void> write_slice(WriteSide& side, const std::vector<records::Batch>& batches,
                               const std::vector<QuarantinedRow>& quarantined,
                               const SlicePlan& plan, const Place& place);

}  // namespace aftercare::store
