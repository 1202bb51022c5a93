// What comparing found and what people said, into the store: pairs, verdicts, groups, in one
// commit with the facts that count persons.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/duckdb/alike_records.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

/// What candidates of new texts are found by (text_sketches.hpp).
struct TextSketches {
  std::vector<std::string> keys;
  std::string bands;  // As many numbers of 32 bits per key as there are bands.
};

struct NewVerdict {
  std::vector<KeyPair> pairs;
  bool same = false;
  std::string by;
};
struct VerdictUndone {
  std::int64_t id = 0;
  std::string by;
};

struct AlikeChange {
  std::string entity;
  /// Replace all pairs, or only those that have a key in `renewed`. None of both: pairs stay.
  bool all_pairs = false;
  std::vector<std::string> renewed;
  std::vector<AlikePair> pairs;
  std::optional<NewVerdict> verdict;
  std::optional<VerdictUndone> undone;
  /// All groups as they are from now on.
  std::vector<GroupMember> groups;
  std::optional<ComparedSoFar> compared;  // Without `waiting`.
  std::vector<TextSketches> sketches;     // Added to those there are.
};

struct AlikeChanged {
  std::int64_t verdict = 0;   // Its number.
  std::uint64_t records = 0;  // That are in another group now.
};

/// Stores it whole or not at all; facts count by the new groups at once. Fails (usage) if no such
/// verdict is in force to be undone.
base::Result<AlikeChanged> change_alike(Database& database, const AlikeChange& change);

}  // namespace aftercare::store
