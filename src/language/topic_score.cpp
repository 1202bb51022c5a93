#include "language/topic_score.hpp"

#include <algorithm>
#include <cmath>

namespace aftercare::language {
namespace {

bool fits(Cue cue, float mood) {
  return cue == Cue::any || (cue == Cue::positive ? mood >= 0 : mood <= 0);
}

// Whether a longer phrase of some topic begins where the first hit does.
bool begins_longer(const Vocabulary& vocabulary, std::span<const Hit> hits) {
  for (std::size_t at = 1; at < hits.size() && hits[at].begin == hits[0].begin; ++at)
    if (vocabulary.plays(hits[at].term, RoleKind::topic)) return true;
  return false;
}

}  // namespace

void score_topics(const Taxonomy& taxonomy, const Vocabulary& vocabulary, std::span<const Hit> hits,
                  std::span<const Clause> clauses, const Mood& mood_of_text, TopicScratch& scratch,
                  std::vector<TopicScore>& scores) {
  scores.clear();
  scratch.points.assign(taxonomy.topics.size(), 0);
  scratch.struck.assign(taxonomy.topics.size(), 0);
  scratch.counted_in.resize(vocabulary.size(), 0);
  scratch.set_sentence.resize(vocabulary.topic_sets().size(), 0);
  scratch.set_members.resize(vocabulary.topic_sets().size(), 0);
  ++scratch.text;
  std::size_t clause = 0;
  std::uint32_t covered = 0;  // The end of the longest phrase so far: none inside it counts.
  std::uint64_t sentence = (std::uint64_t{scratch.text} << 32) + 1;
  bool any = false;
  for (std::size_t at = 0; at < hits.size(); ++at) {
    const Hit& hit = hits[at];
    while (clause + 1 < clauses.size() && clauses[clause].end <= hit.begin) {
      sentence += clauses[clause].ends_sentence;
      ++clause;
    }
    const float mood = clause < clauses.size() ? clauses[clause].mood : 0;
    constexpr std::uint32_t wanted = 1U << static_cast<unsigned>(RoleKind::topic) |
                                     1U << static_cast<unsigned>(RoleKind::topic_set) |
                                     1U << static_cast<unsigned>(RoleKind::topic_none);
    if (!vocabulary.plays_any(hit.term, wanted)) continue;
    // Of phrases that begin alike only the longest says what is meant: "还没到账", not "还没到".
    const bool outdone = hit.end <= covered || begins_longer(vocabulary, hits.subspan(at));
    if (vocabulary.plays(hit.term, RoleKind::topic) && !outdone) covered = hit.end;
    const bool again = scratch.counted_in[hit.term] == scratch.text;
    scratch.counted_in[hit.term] = scratch.text;
    for (const auto& role : vocabulary.roles(hit.term)) {
      if (role.kind == RoleKind::topic) {
        if (outdone || !fits(taxonomy.topics[role.index].cue, mood)) continue;
        scratch.points[role.index] += again ? role.weight / 3 : role.weight;
        any = true;
      } else if (role.kind == RoleKind::topic_none) {
        scratch.struck[role.index] = 1;
      } else if (role.kind == RoleKind::topic_set) {
        const auto& set = vocabulary.topic_sets()[role.index];
        if (scratch.set_sentence[role.index] != sentence) {
          scratch.set_sentence[role.index] = sentence;
          scratch.set_members[role.index] = 0;
        }
        const auto member = static_cast<std::uint8_t>(role.weight);
        auto& members = scratch.set_members[role.index];
        if (members == set.full || (members | member) == members) continue;
        members = static_cast<std::uint8_t>(members | member);
        if (members != set.full || !fits(taxonomy.topics[set.topic].cue, mood)) continue;
        scratch.points[set.topic] += taxonomy.topics[set.topic].all_weight;
        any = true;
      }
    }
  }
  constexpr double clear = 0.4;
  if (std::abs(mood_of_text.score) >= clear) {
    const Cue cue = mood_of_text.score > 0 ? Cue::positive : Cue::negative;
    for (std::size_t topic = 0; topic < scratch.points.size(); ++topic) {
      if (taxonomy.topics[topic].mood_points <= 0 || taxonomy.topics[topic].cue != cue) continue;
      scratch.points[topic] += taxonomy.topics[topic].mood_points;
      any = true;
    }
  }
  if (!any) return;
  for (std::uint16_t topic = 0; topic < scratch.points.size(); ++topic)
    if (scratch.points[topic] > 0 && scratch.struck[topic] == 0)
      scores.push_back({topic, scratch.points[topic]});
  std::ranges::stable_sort(scores, std::ranges::greater{}, &TopicScore::points);
  if (scores.empty()) return;
  const float least = scores.front().points / 2;
  std::erase_if(scores, [least](const TopicScore& score) { return score.points < least; });
}

}  // namespace aftercare::language
