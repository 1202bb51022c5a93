// What agreement and disagreement weigh, learnt without labels.
//
// Fellegi and Sunter (1969): a level of agreement weighs log2(m / u), m and u being how often it
// occurs in pairs of one person and in pairs of strangers. Both are estimated by expectation
// maximisation over all pairs of the table (Winkler, 1988), of which only candidates are looked at:
// the rest are strangers. u starts from counts of values and from random pairs.
//
// Strangers are no random pairs where they live together, so there are classes between: a
// household (address, surname and phone as of one person, given names as in families, the rest as
// of strangers), twins (birth date as well) and neighbours (place only). A pair is one person if
// that explains it better than all the others together. How common a value is (its term frequency)
// counts for each pair.
//
// Places are not independent: who lives in one village has one postcode, and its streets are few.
// What two place fields say together is counted once, along the tree of the strongest dependences
// (Chow and Liu, 1968).

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "quality/duplicates/person_compare.hpp"
#include "quality/duplicates/person_table.hpp"

namespace aftercare::quality {

struct CandidatePair {
  std::uint32_t one;
  std::uint32_t other;
  Pattern pattern;
};

/// What one field adds to a pair's weight, in bits.
struct FieldWeight {
  Level level = Level::missing;
  float weight = 0;
  float rarity = 0;  // Of it, because the value is rarer (or more common) than others.
};

class LinkageWeights {
 public:
  /// Before anything is learnt: usual values of m, u as counted.
  static LinkageWeights start(const PersonTable& persons, const PersonComparison& comparison);

  /// Learns from candidates. Pairs that could not be of one person may be left out.
  void learn(std::span<const CandidatePair> pairs);

  /// Sum over the fields of log2(m / u), without prior and rarity.
  float plain_weight(Pattern pattern) const;
  /// What plain_weight() must reach so that a pair could matter.
  float least_weight() const;

  /// log2 of the odds that both are one person; `one` is either of them.
  float log_odds(std::uint32_t one, Pattern pattern) const;

  /// The parts of log_odds(): one per field, and what the prior and the other explanations
  /// (household, twins, neighbours) take away.
  struct Waterfall {
    std::vector<FieldWeight> fields;
    float prior = 0;
    float others = 0;
    float log_odds = 0;
  };
  Waterfall explain(std::uint32_t one, std::uint32_t other, Pattern pattern) const;

  /// Estimated pairs of one person in the whole table.
  double expected_matches() const { return share_[0] * all_pairs_; }

 private:
  static constexpr std::size_t kClasses =
      5;  // One person, twins, household, neighbours, strangers.
  using LevelShares = std::array<double, kLevels>;

  struct Dependence {
    std::size_t one;
    std::size_t other;
    float bits;
  };

  explicit LinkageWeights(const PersonTable& persons) : persons_(&persons) {}
  float rarity_of(std::size_t field, std::uint32_t value) const;
  /// How often a class has a level of a field.
  double share_of(std::size_t kind_class, std::size_t field, std::size_t level) const;
  void refresh();
  void find_dependences();
  bool both_agree(const Dependence& two, Pattern pattern) const;
  /// Bits that equal places of a pair say twice.
  float said_twice(Pattern pattern) const;

  const PersonTable* persons_;
  double all_pairs_ = 0;
  std::array<double, kClasses> share_{};
  std::vector<LevelShares> m_;
  std::vector<LevelShares> u_;
  std::vector<LevelShares> counted_;  // Shares of levels over all pairs with both values.
  std::vector<double> both_filled_;   // Pairs with both values.
  std::vector<double> floor_;         // Least u of equal values.
  std::vector<Dependence> dependences_;
  // Per class and field log2(share / u).
  std::array<std::vector<std::array<float, kLevels>>, kClasses> weight_;
};

}  // namespace aftercare::quality
