// SQL functions that cover values: what rights.hpp does to a cell, for the views of a role.
//
// shown_sign(TEXT, KEY) is the sign that stands for a value, shown_part(TEXT) its masked end. KEY
// is the number of a key in a book, so that no key ever stands in SQL.

#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/duckdb/connection.hpp"

namespace aftercare::store {

/// Keys of signs by number. Safe between threads.
class SignKeys {
 public:
  /// The number of a key; the same for the same key.
  std::int64_t number_of(const std::string& key);
  /// REQUIRES: a number that number_of() gave.
  std::string key(std::int64_t number) const;
  bool knows(std::int64_t number) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> keys_;
};

/// Registers both for all connections of the store. REQUIRES: `keys` outlives it.
base::Result<void> register_shown_values(const Connection& connection, const SignKeys* keys);

}  // namespace aftercare::store
