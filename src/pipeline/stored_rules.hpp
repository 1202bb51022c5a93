// Rules over whole stored tables, each run kept in the store.

#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "quality/rules/store_rules.hpp"

namespace aftercare::pipeline {

/// Runs the rules of `table` (empty: of all tables) over what the store holds and notes what came
/// of them. REQUIRES that no other thread of this process writes.
base::Result<std::vector<quality::RuleResult>> judge_stored_tables(const Session& session,
                                                                   const std::string& table,
                                                                   quality::StoredRules which,
                                                                   records::Moment now);

}  // namespace aftercare::pipeline
