// Rules "who has these also has that", judged against chance and against simpler rules.

#pragma once

#include <cstdint>
#include <vector>

#include "insight/association/frequent_sets.hpp"

namespace aftercare::insight {

struct AssociationRule {
  std::vector<std::uint32_t> antecedent;  // Ascending items.
  std::uint32_t consequent = 0;
  std::uint32_t both = 0;  // Baskets that have all of it.
  std::uint32_t with_antecedent = 0;
  std::uint32_t with_consequent = 0;
  double support = 0;     // both / baskets.
  double confidence = 0;  // both / with_antecedent.
  double lift = 0;        // confidence / (with_consequent / baskets).
  double p = 1;           // Fisher's exact test, one-sided.
  double q = 1;           // Adjusted for all rules that were tested.
};

struct RuleSettings {
  double least_confidence = 0.1;
  double most_q = 0.05;
};

struct RuleSearch {
  std::vector<AssociationRule> rules;  // The surest first.
  std::size_t tested = 0;
  std::size_t insignificant = 0;  // Left out because q was above the limit ...
  std::size_t redundant = 0;      // ... or a shorter rule says it as well.
};

/// REQUIRES all subsets of a set among the sets, as frequent_sets() gives them. A rule is redundant
/// if, for one item of its antecedent, having that item too does not raise the consequent's share
/// significantly (Webb's productive rules, 2007: Fisher's test within the baskets of the rest).
RuleSearch association_rules(const FrequentSets& sets, std::size_t baskets,
                             const RuleSettings& settings = {});

}  // namespace aftercare::insight
