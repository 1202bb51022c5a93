// How many of some values are keys of stored records.

#pragma once

#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

/// Which share of the values, each counted once, are keys of stored records of the entity: 0..1; 0
/// of no values, and of an entity without a key of one field that is stored as it stands. Fails
/// (rights) for viewers who may not see all records: what is there would be told.
base::Result<double> key_overlap(const Database& database, const records::Viewer& viewer,
                                 std::string_view entity,
                                 const std::vector<std::string_view>& values);

}  // namespace aftercare::store
