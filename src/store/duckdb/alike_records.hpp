// Records that stand for one thing: customers who are one person, cases that are one voice.
//
// Comparing finds pairs that are alike; people give verdicts about pairs; groups follow from both.
// A verdict is a row that no later comparison changes, and that can be undone. Nothing in these
// tables is personal: keys, scores, and how much each field says.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

/// What findings call a case that repeats another.
inline constexpr std::string_view kNearCopyRule = "near_copy";

using KeyPair = std::pair<std::string, std::string>;  // The lesser key first.

struct AlikePair {
  KeyPair keys;
  double score = 0;     // In [0, 1].
  bool joined = false;  // Sure enough to put both into one group without asking.
  std::string why;      // JSON: what the score is made of.
};

struct GroupMember {
  std::string key;
  std::string group;  // Of customers the person's id, of cases the first one's key.
};

struct PairVerdict {
  std::int64_t id = 0;  // Pairs judged together share it.
  KeyPair keys;
  bool same = false;
  std::string by;
  records::Moment at;
  std::string undone_by;  // Empty: in force.
};

/// How far the records of an entity have been compared.
struct ComparedSoFar {
  std::int64_t commit = 0;    // Records up to this commit number were.
  std::uint64_t records = 0;  // How many that were.
  std::uint64_t waiting = 0;  // Came or changed since.
  std::optional<records::Moment> at;
};

base::Result<ComparedSoFar> compared_so_far(const Database& database, const records::Viewer& viewer,
                                            const std::string& entity);

/// Pairs joined without asking, the surest first.
base::Result<std::vector<KeyPair>> joined_pairs(const Database& database,
                                                const records::Viewer& viewer,
                                                const std::string& entity);
/// Verdicts, the newest first.
base::Result<std::vector<PairVerdict>> pair_verdicts(const Database& database,
                                                     const records::Viewer& viewer,
                                                     const std::string& entity, bool only_in_force);

/// Empty: of everything. States: "proposed" (alike, not sure, nobody said), "joined" (in one
/// group), "apart" (somebody said that they are two).
struct PairFilter {
  std::string entity;
  std::string state;
};
struct ReviewPair {
  KeyPair keys;
  std::optional<double> score;  // None: never found alike, only judged.
  std::string state;
  std::string why;
  std::int64_t verdict = 0;  // Number of the verdict in force about it; 0: none.
};
struct ReviewPage {
  std::uint64_t total = 0;
  std::vector<std::pair<std::string, std::uint64_t>> states;  // Whatever the filter's state.
  std::vector<ReviewPair> pairs;  // Proposed and apart: the surest first; joined: the least sure.
};
base::Result<ReviewPage> review_pairs(const Database& database, const records::Viewer& viewer,
                                      const PairFilter& filter, std::uint64_t limit,
                                      std::uint64_t offset);
/// Nothing if the pair is neither alike nor judged.
base::Result<std::optional<ReviewPair>> review_pair(const Database& database,
                                                    const records::Viewer& viewer,
                                                    const std::string& entity, const KeyPair& keys);

/// Keys in the group of a record, it too, in their order; itself alone if it is in none.
base::Result<std::vector<std::string>> group_of(const Database& database,
                                                const records::Viewer& viewer,
                                                const std::string& entity, const std::string& key);

/// How many groups of more than one, and how many records they hold beside their first.
struct GroupCounts {
  std::uint64_t groups = 0;
  std::uint64_t repeated = 0;
};
base::Result<GroupCounts> group_counts(const Database& database, const records::Viewer& viewer,
                                       const std::string& entity);

/// Customers whose source says which person they are: key and person.
base::Result<std::vector<KeyPair>> source_persons(const Database& database,
                                                  const records::Viewer& viewer);

/// Those of the keys that the entity's table does not hold.
base::Result<std::vector<std::string>> unknown_keys(const Database& database,
                                                    const std::string& entity,
                                                    const std::vector<std::string>& keys);

}  // namespace aftercare::store
