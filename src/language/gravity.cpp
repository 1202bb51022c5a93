#include "language/gravity.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "language/negation.hpp"

namespace aftercare::language {
namespace {

int severity_of(int gravest, std::uint32_t groups) {
  return std::clamp(gravest + (std::popcount(groups) > 1 ? 1 : 0), 0, 3);
}

}  // namespace

Gravity judge_gravity(const Vocabulary& vocabulary, std::span<const Hit> hits,
                      std::span<const Clause> clauses, const Mood& mood) {
  Gravity gravity;
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
    gravity.gravest = std::max(gravity.gravest, grade);
    if (!praises) gravity.urgency = std::max(gravity.urgency, vocabulary.urgency_of(role.index));
    gravity.groups |= 1U << (role.index % 32);
  });
  gravity.severity = severity_of(gravity.gravest, gravity.groups);
  if (praises) gravity.urgency = std::min(gravity.urgency, 1);
  gravity.urgency = std::clamp(gravity.urgency, 0, 2);
  return gravity;
}

int severity_with(const Gravity& gravity, const Vocabulary& vocabulary, const Taxonomy& taxonomy,
                  std::span<const TopicScore> topics) {
  constexpr float clear = 1.5F;
  if (topics.empty() || topics.front().points < clear) return gravity.severity;
  const auto& matter = taxonomy.topics[topics.front().topic];
  if (matter.grave.empty()) return gravity.severity;
  const auto& codes = vocabulary.severity_codes();
  const auto group = std::ranges::find(codes, matter.grave) - codes.begin();
  return severity_of(std::max(gravity.gravest, matter.grave_weight),
                     gravity.groups | 1U << (group % 32));
}

}  // namespace aftercare::language
