// The rows of a stored table as texts, for whatever looks at a table as at any file.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/raw_batch.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

/// Gives out all rows in batches of bounded size; null is the empty text. REQUIRES: columns of the
/// entity's table.
base::Result<void> each_batch_of_texts(
    const Database& database, const records::Viewer& viewer, const std::string& entity,
    const std::vector<std::string>& columns,
    const std::function<base::Result<void>(records::RawBatch&&)>& use);

}  // namespace aftercare::store
