// Whole records of one entity with their sealed originals, for whoever may open them.

#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"
#include "store/frame.hpp"

namespace aftercare::store {

struct WholeRecord {
  std::string key;
  std::string person;  // Whose key opens it.
  std::string sealed;  // Empty: nothing was.
  bool old_version = false;
  std::vector<Cell> cells;  // As the entity's fields; personal ones masked.
};

/// Current and old versions of these keys.
base::Result<std::vector<WholeRecord>> whole_records(const Database& database,
                                                     const records::Viewer& viewer,
                                                     const records::Entity& entity,
                                                     const std::vector<std::string>& keys);

}  // namespace aftercare::store
