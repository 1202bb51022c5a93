// Decisions into the records they are about (decisions.hpp). Private to src/store/duckdb.

#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "store/duckdb/decisions.hpp"
#include "store/duckdb/write_side.hpp"

namespace aftercare::store {

/// Within the caller's transaction; without a state an empty code rejects. `listed`: the field has
/// a list that the code is of; else only what findings propose can be accepted. Returns what was
/// decided: once more the same changes nothing, and is told with the moment at which it was made.
/// Fails (usage) if the value is decided otherwise, or nothing is proposed.
/// `reseal`: the field is personal; else nullptr.
base::Result<ValueDecision> write_decision(WriteSide& side, ValueDecision decision, bool listed,
                                           const Reseal* reseal);
/// Fails (usage) if there is no such decision in force.
base::Result<ValueDecision> write_undo(WriteSide& side, std::int64_t id,
                                       const records::Dictionary& dictionary, const Reseal& reseal);

}  // namespace aftercare::store
