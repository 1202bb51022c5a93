// A digest as 32 hexadecimal digits, and as the engine holds it. Private to src/store/duckdb.

#pragma once

#include <duckdb.h>

#include <optional>
#include <string>
#include <string_view>

namespace aftercare::store {

/// nullopt unless these are 32 lower-case hexadecimal digits. (The engine keeps the highest bit of
/// a UUID inverted, so that its signed order is that of the digits.)
std::optional<duckdb_hugeint> held_digest(std::string_view digits);

/// The reverse.
std::string digits_of_digest(const duckdb_hugeint& held);

}  // namespace aftercare::store
