// SQL function part_code(VARCHAR): which part a name in a product's list of parts stands for.

#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/duckdb/connection.hpp"

namespace aftercare::store {

/// The code of a part by its name. Called from several threads.
using PartCodes = std::function<std::string(std::string_view name)>;

/// Registers the function for all connections of the store. REQUIRES: `codes` outlives it and may
/// be called.
base::Result<void> register_part_codes(const Connection& connection, const PartCodes* codes);

}  // namespace aftercare::store
