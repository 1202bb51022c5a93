// Notes of the store about itself, one value by name (table `setting`).

#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

/// nullopt: there is none of this name.
base::Result<std::optional<std::string>> kept_note(const Database& database,
                                                   const std::string& name);

/// In place of what it said before; survives a crash.
base::Result<void> keep_note(Database& database, const std::string& name, const std::string& value);

}  // namespace aftercare::store
