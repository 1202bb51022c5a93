// Records whose value somebody decided are judged again by the rules that read it.

#pragma once

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "store/duckdb/decisions.hpp"

namespace aftercare::pipeline {

/// In clear, as when they were read: personal values are opened in memory, those of erased persons
/// are judged by nobody. What is found about the records is true then: a finding that no longer
/// holds is resolved, a new fault is told (also one that would have set a row aside: the record is
/// stored). REQUIRES the session's turn to write.
base::Result<void> judge_again(const Session& session, const store::ValueDecision& decision);

}  // namespace aftercare::pipeline
