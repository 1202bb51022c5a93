// What the engine says of a statement that somebody wrote, said to that person.

#pragma once

#include <vector>

#include "base/result.hpp"
#include "store/duckdb/role_views.hpp"

namespace aftercare::store {

/// One sentence (usage): an unknown column with the nearest ones, or that the role does not see it;
/// too much memory; else the engine's first line. What else the engine offers is left out: it may
/// name what the role does not see.
base::Error statement_failure(const base::Error& engine, const std::vector<RoleView>& views);

}  // namespace aftercare::store
