// Decisions into the records they are about (decisions.hpp). Private to src/store/duckdb.

#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "store/duckdb/decisions.hpp"
#include "store/duckdb/write_side.hpp"

namespace aftercare::store {

/// Within the caller's transaction; `decision.code` empty rejects. Returns what was decided.
/// Fails (usage) if the value is decided already.
base::Result<ValueDecision> write_decision(WriteSide& side, ValueDecision decision);
/// Fails (usage) if there is no such decision in force.
base::Result<ValueDecision> write_undo(WriteSide& side, std::int64_t id);

}  // namespace aftercare::store
