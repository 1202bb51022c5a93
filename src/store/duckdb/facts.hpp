// Keeping the facts right: which records are stale, and making their facts anew.
//
// Every stored record carries the number of the commit that wrote it. What was written since the
// facts were last right is therefore a range of numbers, in the tables and in the histories,
// and the facts to make anew follow from it by the references between entities.

#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.hpp"
#include "store/duckdb/connection.hpp"

namespace aftercare::store {

/// What was written since the facts were last right.
struct Staleness {
  struct Count {
    std::uint64_t added = 0;    // New records.
    std::uint64_t changed = 0;  // Replaced or removed ones.
  };
  std::int64_t since = 0;  // Lowest commit number the facts do not know; 0: they know all.
  std::map<std::string, Count, std::less<>> entities;

  bool any() const { return since != 0; }
  bool has(std::string_view entity) const { return entities.contains(entity); }
  bool changed(std::string_view entity) const;
  /// Records what a commit wrote. Entities that no fact needs are ignored.
  void add(std::string_view entity, Count count, std::int64_t commit_number);
};

/// Makes the stale facts anew, within the caller's transaction.
base::Result<void> refresh_facts(const Connection& connection, const Staleness& stale);

/// Makes all facts anew with the definitions of this program, within the caller's transaction.
base::Result<void> rebuild_facts(const Connection& connection);

}  // namespace aftercare::store
