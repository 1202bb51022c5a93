// A decision about a personal value into the sealed records that it is about. Private to
// src/store/duckdb.

#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "store/duckdb/decisions.hpp"
#include "store/duckdb/write_side.hpp"

namespace aftercare::store {

/// Every record in the temporary table `turned` gets mask, token and sealed original anew. Within
/// the caller's transaction.
base::Result<void> reseal_turned(WriteSide& side, const ValueDecision& decision,
                                 const Reseal& reseal, std::int64_t commit);

/// Decisions about personal values of which no finding tells any more lose them, and are no longer
/// in force: their persons were erased, or their time is over.
base::Result<void> forget_sealed_decisions(WriteSide& side);

}  // namespace aftercare::store
