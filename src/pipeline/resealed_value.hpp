// Decisions about personal values, put into sealed records: opened in memory, never shown.

#pragma once

#include "pipeline/session.hpp"
#include "store/duckdb/decisions.hpp"

namespace aftercare::pipeline {

/// Accepted, what a repair would put there becomes the value, with the old one sealed beside it;
/// undone, the other way round. The session must outlive it. Fails if the record's key was
/// destroyed, or (usage) if it was read before proposals were sealed.
store::Reseal resealing(const Session& session);

}  // namespace aftercare::pipeline
