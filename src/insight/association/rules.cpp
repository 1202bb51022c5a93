#include "insight/association/rules.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

#include "insight/statistics/false_discovery.hpp"
#include "insight/statistics/fisher.hpp"

namespace aftercare::insight {
namespace {

/// Counts of sets, found by their items.
class SetCounts {
 public:
  explicit SetCounts(const FrequentSets& sets) {
    counts_.reserve(sets.size());
    for (std::size_t set = 0; set < sets.size(); ++set)
      counts_.emplace(key(sets.items(set)), sets.count(set));
  }
  std::uint32_t operator()(std::span<const std::uint32_t> items) const {
    const auto found = counts_.find(key(items));
    return found == counts_.end() ? 0 : found->second;
  }

 private:
  // Views into the sets, or of the caller's items for the time of a look-up.
  static std::string_view key(std::span<const std::uint32_t> items) {
    return {reinterpret_cast<const char*>(items.data()), items.size_bytes()};
  }
  std::unordered_map<std::string_view, std::uint32_t> counts_;
};

std::vector<std::uint32_t> without(std::span<const std::uint32_t> items, std::size_t place) {
  std::vector<std::uint32_t> rest(items.begin(), items.end());
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(place));
  return rest;
}

bool is_productive(const AssociationRule& rule, const SetCounts& count_of, double most_p) {
  for (std::size_t i = 0; rule.antecedent.size() > 1 && i < rule.antecedent.size(); ++i) {
    const auto rest = without(rule.antecedent, i);
    auto whole = rest;
    whole.insert(std::lower_bound(whole.begin(), whole.end(), rule.consequent), rule.consequent);
    const Overlap within{count_of(rest), rule.with_antecedent, count_of(whole), rule.both};
    if (fisher_greater(within) > most_p) return false;
  }
  return true;
}

// Every frequent set with one item more is a rule that was looked at, for each item as its end;
// those that came out too rare are among them, for the frequent ones are the lucky ones.
std::size_t rules_looked_at(const FrequentSets& sets) {
  std::size_t items = 0;
  for (std::size_t set = 0; set < sets.size(); ++set) items += sets.items(set).size() == 1;
  std::size_t rules = 0;
  for (std::size_t set = 0; set < sets.size(); ++set)
    if (const auto size = sets.items(set).size(); size < items) rules += items - size;
  return rules;
}

}  // namespace

RuleSearch association_rules(const FrequentSets& sets, std::size_t baskets,
                             const RuleSettings& settings) {
  const SetCounts count_of(sets);
  const auto n = static_cast<double>(baskets);
  RuleSearch search;
  std::vector<AssociationRule> tested;
  std::vector<double> p;
  for (std::size_t set = 0; set < sets.size(); ++set) {
    const auto items = sets.items(set);
    if (items.size() < 2) continue;
    for (std::size_t i = 0; i < items.size(); ++i) {
      AssociationRule rule;
      rule.antecedent = without(items, i);
      rule.consequent = items[i];
      rule.both = sets.count(set);
      rule.with_antecedent = count_of(rule.antecedent);
      rule.with_consequent = count_of(items.subspan(i, 1));
      rule.support = rule.both / n;
      rule.confidence = static_cast<double>(rule.both) / rule.with_antecedent;
      rule.lift = rule.confidence * n / rule.with_consequent;
      rule.p = fisher_greater({baskets, rule.with_antecedent, rule.with_consequent, rule.both});
      p.push_back(rule.p);
      tested.push_back(std::move(rule));
    }
  }
  search.tested = std::max(tested.size(), rules_looked_at(sets));
  const auto q = benjamini_hochberg(p, search.tested);
  for (std::size_t i = 0; i < tested.size(); ++i) {
    auto& rule = tested[i];
    rule.q = q[i];
    if (rule.q > settings.most_q || rule.lift <= 1) {
      ++search.insignificant;
    } else if (!is_productive(rule, count_of, settings.most_q)) {
      ++search.redundant;
    } else if (rule.confidence >= settings.least_confidence) {
      search.rules.push_back(std::move(rule));
    }
  }
  std::stable_sort(search.rules.begin(), search.rules.end(),
                   [](const AssociationRule& a, const AssociationRule& b) {
                     return a.p != b.p ? a.p < b.p : a.lift > b.lift;
                   });
  return search;
}

}  // namespace aftercare::insight
