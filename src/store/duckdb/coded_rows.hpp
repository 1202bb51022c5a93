// Reading millions of rows of few different values. Private to src/store/duckdb.

#pragma once

#include <string>

#include "base/result.hpp"
#include "store/coded_frame.hpp"

namespace aftercare::store {

class Connection;

/// The answer of a query, read part by part; a value is made once, not once a row.
base::Result<CodedFrame> coded_rows(const Connection& connection, const std::string& sql);

}  // namespace aftercare::store
