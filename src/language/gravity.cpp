#include "language/gravity.hpp"

#include <algorithm>
#include <cmath>

#include "language/negation.hpp"

namespace aftercare::language {
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
    if (!praises) gravity.urgency = std::max(gravity.urgency, vocabulary.urgency_of(role.index));
    groups |= 1U << (role.index % 32);
  });
  if ((groups & (groups - 1)) != 0) ++gravity.severity;
  gravity.severity = std::clamp(gravity.severity, 0, 3);
  if (praises) gravity.urgency = std::min(gravity.urgency, 1);
  gravity.urgency = std::clamp(gravity.urgency, 0, 2);
  return gravity;
}

}  // namespace aftercare::language
