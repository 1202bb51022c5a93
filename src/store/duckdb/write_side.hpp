// What writing needs to remember between commits. Private to src/store/duckdb.
//
// Slices are gathered into groups: one transaction of the engine takes several of them, since it
// writes whole row groups once, but small pieces twice (log and file). A group ends with the
// last slice of a file, when it is big or some seconds old, or as soon as somebody reads; so
// nobody ever sees the difference, and a crash loses at most the open group, which the next run
// repeats. Facts are made at the end of the group, in its transaction.
//
// While the engine takes one slice, on a thread of its own, the next is planned: mostly none of its
// keys is known, so nothing need be asked.

#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "store/duckdb/audit_log.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/facts.hpp"
#include "store/duckdb/known_keys.hpp"
#include "store/duckdb/open_appends.hpp"
#include "store/duckdb/schema.hpp"

namespace aftercare::store {

/// The keys of one entity's table. Until `complete`, every key is looked up in the table.
struct EntityKeys {
  KnownKeys keys;
  KnownKeys contents;  // same_hash.
  bool complete = false;
  std::uint64_t looked_up = 0;  // Rows looked up in the table so far.
};

/// A file as the store knows it.
struct KnownFile {
  std::string source;
  std::string entity;
  std::string name;
  std::uint32_t slices = 0;
  bool complete = false;
};

/// Guarded by its mutex, but for has_group. While something is being written, only what writes
/// touches connection, appends, advances, next_quarantine and stale.
struct WriteSide {
  explicit WriteSide(Connection writing) : connection(std::move(writing)) {}

  /// Begins a group if none is open. Behind a commit that failed the store is opened anew first.
  base::Result<void> open_group();
  /// Notes a slice written into the group.
  void add_to_group(std::uint64_t rows);
  bool group_is_full() const;
  /// Writes into the open group, on another thread. REQUIRES: finish_writing() was well since the
  /// last one.
  void begin_writing(std::function<base::Result<void>()> write);
  /// Waits for it. If it failed, the group is dropped.
  base::Result<void> finish_writing();
  /// Puts into the tables what the group's slices appended, and how far their files have come:
  /// before anything asks or changes the tables. REQUIRES: nothing is being written elsewhere.
  base::Result<void> hand_over();
  /// finish_writing(), then hand_over(). If that failed, the group is dropped.
  base::Result<void> settle_writing();
  /// Makes the facts of what the group holds so far, and goes on with it. If that fails, the group
  /// is dropped.
  base::Result<void> prepare_group();
  /// Makes the facts and commits. If that fails, nothing of the group is stored. Without a group,
  /// sees to it that the store can be written.
  base::Result<void> close_group();
  /// Nothing more is written by this connection. For changes outside a group that failed.
  void tear(const base::Error& why);
  /// Opens the store anew if it is torn. Fails if that fails.
  base::Result<void> mend();
  /// Rolls the group back.
  void drop_group();
  /// Puts the engine's log into the file. Fails when another reads, and behind a commit that
  /// failed.
  base::Result<void> checkpoint();

  std::function<base::Result<void>()> before_commit;  // Database::before_commit().

  AuditKeeper audit;  // Database::keep_audit().

  std::mutex mutex;
  Connection connection;
  Layouts layouts;
  bool has_rollups = false;
  std::map<std::string, EntityKeys, std::less<>> keys;
  std::int64_t next_commit = 1;
  std::int64_t next_quarantine = 1;

  /// The file of the group's last slice, with that slice.
  std::optional<std::pair<std::string, KnownFile>> last_file;

  /// How far the group's slices bring a file; not yet in its table.
  struct Advance {
    std::uint32_t slices = 0;     // All of the file.
    std::uint64_t rows_read = 0;  // More.
    bool complete = false;
  };
  std::map<std::string, Advance, std::less<>> advances;  // By file_id.
  OpenAppends appends;

  /// The engine could not write a commit to the end. What it wrote of it stays in its log, and a
  /// later commit or checkpoint would make it count: nothing is written until the store is opened
  /// anew, which finds it as it was before.
  std::optional<base::Error> torn;
  std::atomic<bool> is_torn = false;  // For readers, whose engine may be stopped as well.
  /// Opens the store anew. Set by Database; empty: nobody can.
  std::function<base::Result<void>()> reopen;
  // Those who read now, under the database's pool_mutex_.
  std::uint32_t readers = 0;
  std::condition_variable reader_left;

  std::optional<Transaction> group;
  std::uint64_t group_rows = 0;
  std::uint32_t group_slices = 0;
  std::uint32_t wide_slices = 0;
  std::chrono::steady_clock::time_point group_begin;
  Staleness stale;                             // What the group wrote.
  std::optional<records::AuditEnd> audit_end;  // Of the log, if the group wrote into it.
  std::atomic<bool> has_group = false;         // For readers, who close it.
  std::future<base::Result<void>> under_way;

 private:
  // Everything of the group into the tables, its facts made, the keys it needs kept.
  base::Result<void> bring_up_to_date();
};

}  // namespace aftercare::store
