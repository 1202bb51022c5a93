#include "language/gravity.hpp"

#include <algorithm>
#include <cmath>

namespace aftercare::language {
namespace {

bool is_negation(const Vocabulary& vocabulary, const Hit& hit) {
  const Role* role = vocabulary.role(hit.term, RoleKind::modifier);
  return role != nullptr && role->index == static_cast<std::uint16_t>(Modifier::negation);
}

// A negation that ends at most two characters (or one English space) before the word.
bool negated_before(const Vocabulary& vocabulary, std::span<const Hit> hits, const Hit& word) {
  constexpr std::uint32_t reach = 2;
  const auto first =
      std::ranges::lower_bound(hits, word.begin > 16 ? word.begin - 16 : 0, {}, &Hit::begin);
  for (auto at = first; at != hits.end() && at->begin < word.begin; ++at)
    if (at->end <= word.begin && word.begin - at->end <= reach && is_negation(vocabulary, *at))
      return true;
  return false;
}

}  // namespace

Gravity judge_gravity(const Vocabulary& vocabulary, std::span<const Hit> hits,
                      std::span<const Clause> clauses, const Mood& mood) {
  Gravity gravity;
  std::uint32_t groups = 0;
  const bool praises = mood.sentiment == Sentiment::positive;
  vocabulary.each_longest(hits, RoleKind::severity, [&](const Hit& hit, const Role& role) {
    const auto grade = static_cast<int>(std::lround(role.weight));
    const auto& code = vocabulary.severity_codes()[role.index];
    if (code == "urgent" || code == "immediate") {
      if (!negated_before(vocabulary, hits, hit))
        gravity.urgency = std::max(gravity.urgency, grade);
      return;
    }
    if (praises && grade < 3) return;
    const auto clause = std::ranges::upper_bound(clauses, hit.begin, {}, &Clause::end);
    if (clause != clauses.end() && clause->mood > 1 && praises) return;
    if (negated_before(vocabulary, hits, hit)) return;
    gravity.severity = std::max(gravity.severity, grade);
    groups |= 1U << (role.index % 32);
  });
  if ((groups & (groups - 1)) != 0) ++gravity.severity;
  gravity.severity = std::clamp(gravity.severity, 0, 3);
  if (praises) gravity.urgency = std::min(gravity.urgency, 1);
  gravity.urgency = std::clamp(gravity.urgency, 0, 2);
  return gravity;
}

}  // namespace aftercare::language
