// Which rows of a table are the same person, without labels.
//
// Candidates by several passes (person_blocks.hpp), compared field by field
// (person_compare.hpp), weighed (linkage_weights.hpp), joined from the surest pair on. Two groups
// join only if their members on the whole speak for it, so that one weak pair never joins two
// persons.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "quality/duplicates/groups.hpp"
#include "quality/duplicates/linkage_weights.hpp"
#include "quality/duplicates/person_blocks.hpp"
#include "quality/duplicates/person_compare.hpp"
#include "quality/duplicates/person_table.hpp"

namespace aftercare::quality {

struct PersonPair {
  std::uint32_t one;  // Rows, one < other.
  std::uint32_t other;
  float log_odds;  // log2 of the odds that they are one person.
};

/// Of log2 odds.
float to_probability(float log_odds);

struct LinkOptions {
  unsigned workers = 1;
  float accept = 0;  // Log odds from which on a pair joins groups.
  KnownSame known = {};
};

class People {
 public:
  static std::unique_ptr<People> link(PersonTable persons, const LinkOptions& options,
                                      base::Progress& progress);

  const PersonTable& persons() const { return persons_; }
  /// Per row the first row of its cluster.
  const std::vector<std::uint32_t>& clusters() const { return clusters_; }
  /// Pairs that may be one person (log odds of -7 or more), from the surest on.
  const std::vector<PersonPair>& pairs() const { return pairs_; }
  const std::vector<std::string>& passes() const { return passes_; }
  std::size_t compared() const { return compared_; }

  LinkageWeights::Waterfall explain(std::uint32_t one, std::uint32_t other) const;

 private:
  explicit People(PersonTable persons) : persons_(std::move(persons)), comparison_(persons_) {}
  std::vector<CandidatePair> compare_candidates(const LinkageWeights& weights, unsigned workers,
                                                base::Progress& progress);
  void join(const LinkOptions& options);

  PersonTable persons_;
  PersonComparison comparison_;
  std::optional<LinkageWeights> weights_;
  std::vector<std::uint32_t> clusters_;
  std::vector<PersonPair> pairs_;
  std::vector<std::string> passes_;
  std::size_t compared_ = 0;
};

}  // namespace aftercare::quality
