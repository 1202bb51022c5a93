// The SQL of DuckDB where it has its own way.

#pragma once

#include "store/grammar.hpp"

namespace aftercare::store::duckdb {

const Grammar& grammar();

}  // namespace aftercare::store::duckdb
