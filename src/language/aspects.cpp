#include "language/aspects.hpp"

#include <algorithm>

#include "base/short_sort.hpp"

namespace aftercare::language {
namespace {

std::uint32_t clause_at(std::span<const Clause> clauses, std::uint32_t point) {
  return static_cast<std::uint32_t>(std::ranges::upper_bound(clauses, point, {}, &Clause::end) -
                                    clauses.begin());
}

// The mood a mention stands in.
float mood_of_mention(const AspectScratch::Mention& mention, std::span<const Clause> clauses,
                      const std::vector<std::uint8_t>& matters) {
  if (mention.clause >= clauses.size()) return mention.blames ? -1.0F : 0.0F;
  const auto& own = clauses[mention.clause];
  if (own.mood != 0) return own.mood;
  if (mention.blames) return -1;
  for (std::size_t next = mention.clause; !clauses[next].ends_sentence;) {
    if (++next >= clauses.size() || matters[next] != 0) break;
    if (clauses[next].mood != 0) return clauses[next].mood;
  }
  return 0;
}

}  // namespace

int write_aspects(const Taxonomy& taxonomy, const Vocabulary& vocabulary, std::span<const Hit> hits,
                  std::span<const Clause> clauses, const TopicScratch& topics,
                  AspectScratch& scratch, std::string& list) {
  list.clear();
  auto& mentions = scratch.mentions;
  mentions.clear();
  for (const auto& evidence : topics.evidence) {
    const auto& topic = taxonomy.topics[evidence.topic];
    if (!topic.component.empty() || topic.mood_points > 0 || topics.struck[evidence.topic] != 0)
      continue;
    mentions.push_back({evidence.begin, evidence.clause, evidence.topic,
                        topic.cue == Cue::negative && !topic.aspect});
  }
  const auto first_part = static_cast<std::uint16_t>(taxonomy.topics.size());
  scratch.parts.assign(taxonomy.components.size(), 0);
  int best = -1;
  vocabulary.each_longest(hits, RoleKind::component, [&](const Hit& hit, const Role& role) {
    const auto clause = clause_at(clauses, hit.begin);
    mentions.push_back(
        {hit.begin, clause, static_cast<std::uint16_t>(first_part + role.index), false});
    auto& points = scratch.parts[role.index];
    points += clause < clauses.size() && clauses[clause].mood < 0 ? 3.0F : 1.0F;
  });
  for (std::size_t part = 0; part < scratch.parts.size(); ++part)
    if (scratch.parts[part] > (best < 0 ? 0 : scratch.parts[static_cast<std::size_t>(best)]))
      best = static_cast<int>(part);
  if (mentions.empty()) return best;

  base::short_sort(mentions.begin(), mentions.end(),
                   [](const auto& a, const auto& b) { return a.begin < b.begin; });
  scratch.matters.assign(clauses.size() + 1, 0);
  for (const auto& mention : mentions) scratch.matters[mention.clause] = 1;
  scratch.order.clear();
  scratch.moods.clear();
  for (const auto& mention : mentions) {
    const auto known = std::ranges::find(scratch.order, mention.matter);
    const auto at = static_cast<std::size_t>(known - scratch.order.begin());
    constexpr std::size_t most = 8;
    if (known == scratch.order.end()) {
      if (scratch.order.size() == most) continue;
      scratch.order.push_back(mention.matter);
      scratch.moods.push_back(0);
    }
    scratch.moods[at] += mood_of_mention(mention, clauses, scratch.matters);
  }
  for (std::size_t at = 0; at < scratch.order.size(); ++at) {
    const auto matter = scratch.order[at];
    if (at > 0) list.push_back('|');
    if (matter < first_part)
      list += taxonomy.topics[matter].code;
    else
      list += taxonomy.components[matter - first_part].code;
    list.push_back(':');
    list += to_name(scratch.moods[at] > 0   ? Sentiment::positive
                    : scratch.moods[at] < 0 ? Sentiment::negative
                                            : Sentiment::neutral);
  }
  return best;
}

}  // namespace aftercare::language
