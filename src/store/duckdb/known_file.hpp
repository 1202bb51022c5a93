// A file as the table of files has it. Private to src/store/duckdb.

#pragma once

#include <string>

#include "base/result.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/write_side.hpp"

namespace aftercare::store {

/// Fails if it was never begun.
base::Result<KnownFile> known_file(const Connection& connection, const std::string& file_id);

}  // namespace aftercare::store
