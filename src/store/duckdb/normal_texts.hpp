// SQL function normal_text(VARCHAR): a text as texts are read for meaning, so that one search finds
// every way of writing: Simplified Chinese, half width, lower case, no invisible characters.
//
// It is made when it is asked for: a second column of texts would double what is stored.

#pragma once

#include "base/result.hpp"
#include "store/duckdb/connection.hpp"

namespace aftercare::store {

/// Registers the function for all connections of the store.
base::Result<void> register_normal_text(const Connection& connection);

}  // namespace aftercare::store
