// What writing needs to remember between commits. Private to src/store/duckdb.

#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/result.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/facts.hpp"
#include "store/duckdb/known_keys.hpp"
#include "store/duckdb/schema.hpp"

namespace aftercare::store {

/// The keys of one entity's table. Until `complete`, every key is looked up in the table.
struct EntityKeys {
  KnownKeys keys;
  KnownKeys contents;  // same_hash.
  bool complete = false;
  std::uint64_t looked_up = 0;  // Rows looked up in the table so far.
};

/// Guarded by its mutex, but for facts_behind.
struct WriteSide {
  explicit WriteSide(Connection writing) : connection(std::move(writing)) {}

  std::mutex mutex;
  Connection connection;
  Layouts layouts;
  std::map<std::string, EntityKeys, std::less<>> keys;
  Staleness stale;
  std::atomic<bool> facts_behind = false;
  std::int64_t next_commit = 1;
  std::int64_t next_quarantine = 1;

  /// Sets `stale` after a commit.
  void now_stale(Staleness now) {
    stale = std::move(now);
    facts_behind = stale.any();
  }
};

}  // namespace aftercare::store
