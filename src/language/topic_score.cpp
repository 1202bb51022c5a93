#include "language/topic_score.hpp"

#include <algorithm>
#include <cmath>

#include "base/short_sort.hpp"

namespace aftercare::language {
namespace {

bool fits(Cue cue, float mood) {
  return cue == Cue::any || (cue == Cue::positive ? mood >= 0 : mood <= 0);
}

constexpr float kMost = 6;      // Of a topic told at length, when the first is chosen.
constexpr float kClear = 1.5F;  // What one clear phrase is worth.

// Whether a longer phrase of some topic begins where the first hit does.
bool begins_longer(std::span<const Hit> hits) {
  for (std::size_t at = 1; at < hits.size() && hits[at].begin == hits[0].begin; ++at)
    if (hits[at].plays(RoleKind::topic)) return true;
  return false;
}

// One text's points while its hits are read.
class TopicTally {
 public:
  TopicTally(const Taxonomy& taxonomy, const Vocabulary& vocabulary, const CoreLines& core,
             TopicScratch& scratch)
      : taxonomy_(taxonomy), vocabulary_(vocabulary), core_(core), scratch_(scratch) {
    scratch.points.assign(taxonomy.topics.size(), 0);
    scratch.aside.assign(taxonomy.topics.size(), 0);
    scratch.struck.assign(taxonomy.topics.size(), 0);
    scratch.counted_in.resize(vocabulary.size(), 0);
    scratch.set_sentence.resize(vocabulary.topic_sets().size(), 0);
    scratch.set_members.resize(vocabulary.topic_sets().size(), 0);
    scratch.set_began.resize(vocabulary.topic_sets().size(), 0);
    scratch.evidence.clear();
    ++scratch.text;
  }

  void read(std::span<const Hit> hits, std::span<const Clause> clauses) {
    clauses_ = clauses;
    std::size_t clause = 0;
    std::uint32_t covered = 0;  // The end of the longest phrase so far: none inside it counts.
    std::uint64_t sentence = (std::uint64_t{scratch_.text} << 32) + 1;
    for (std::size_t at = 0; at < hits.size(); ++at) {
      const Hit& hit = hits[at];
      while (clause + 1 < clauses.size() && clauses[clause].end <= hit.begin) {
        sentence += clauses[clause].ends_sentence;
        ++clause;
      }
      constexpr std::uint32_t wanted = bit_of(RoleKind::topic) | bit_of(RoleKind::topic_set) |
                                       bit_of(RoleKind::topic_none) | bit_of(RoleKind::component);
      if (!hit.plays_any(wanted)) continue;
      // Of phrases that begin alike only the longest says what is meant: "还没到账", not "还没到".
      const bool outdone = hit.begin < covered || begins_longer(hits.subspan(at));
      if (hit.plays(RoleKind::topic) && !outdone) covered = hit.end;
      const bool again = scratch_.counted_in[hit.term] == scratch_.text;
      scratch_.counted_in[hit.term] = scratch_.text;
      clause_ = static_cast<std::uint32_t>(clause);
      mood_ = clause < clauses.size() ? clauses[clause].mood : 0;
      for (const auto& role : vocabulary_.roles(hit.term)) {
        if (role.kind == RoleKind::topic && !outdone)
          add(role.index, again ? role.weight / 3 : role.weight, hit.begin, hit.end);
        else if (role.kind == RoleKind::topic_none)
          scratch_.struck[role.index] = 1;
        else if (role.kind == RoleKind::topic_set)
          take_member(role, sentence, hit);
        else if (role.kind == RoleKind::component && !again)
          take_part(role.index, hit);
      }
    }
  }

  void add_mood(const Mood& mood) {
    constexpr double clear = 0.4;
    if (std::abs(mood.score) < clear) return;
    const Cue cue = mood.score > 0 ? Cue::positive : Cue::negative;
    for (std::size_t topic = 0; topic < scratch_.points.size(); ++topic)
      if (taxonomy_.topics[topic].mood_points > 0 && taxonomy_.topics[topic].cue == cue) {
        scratch_.points[topic] += taxonomy_.topics[topic].mood_points;
        any_ = true;
      }
  }

  bool any() const { return any_; }

  /// Whether the first sentence that speaks of a topic speaks of this one.
  bool told_first(std::uint16_t topic) const {
    return std::ranges::any_of(scratch_.evidence, [&](const TopicEvidence& evidence) {
      return evidence.topic == topic && evidence.counts && evidence.clause <= first_until_;
    });
  }

  /// Whether any phrase of the topic stands in a clause of praise.
  bool praised(std::uint16_t topic) const {
    return std::ranges::any_of(scratch_.evidence, [&](const TopicEvidence& evidence) {
      return evidence.topic == topic && evidence.counts && evidence.clause < clauses_.size() &&
             clauses_[evidence.clause].mood > 0;
    });
  }

 private:
  void add(std::uint16_t number, float points, std::uint32_t begin, std::uint32_t end) {
    const auto& topic = taxonomy_.topics[number];
    const bool counts = fits(topic.cue, mood_);
    if (!counts && !topic.aspect) return;
    scratch_.evidence.push_back({begin, end, clause_, number, counts});
    if (!counts) return;
    scratch_.points[number] += points;
    any_ = true;
    if (!core_.holds(begin)) {
      scratch_.aside[number] += points;
      return;
    }
    if (first_until_ != kNowhere) return;
    first_until_ = clause_;
    while (first_until_ + 1 < clauses_.size() && !clauses_[first_until_].ends_sentence)
      ++first_until_;
  }

  void take_member(const Role& role, std::uint64_t sentence, const Hit& hit) {
    const auto& set = vocabulary_.topic_sets()[role.index];
    auto& members = scratch_.set_members[role.index];
    if (scratch_.set_sentence[role.index] != sentence) {
      scratch_.set_sentence[role.index] = sentence;
      scratch_.set_began[role.index] = hit.begin;
      members = 0;
    }
    const auto member = static_cast<std::uint8_t>(role.weight);
    if (members == set.full || (members | member) == members) return;
    members = static_cast<std::uint8_t>(members | member);
    if (members == set.full)
      add(set.topic, taxonomy_.topics[set.topic].all_weight, scratch_.set_began[role.index],
          hit.end);
  }

  void take_part(std::uint16_t component, const Hit& hit) {
    const int topic = taxonomy_.topic_of_component[component];
    if (topic >= 0 && mood_ < 0) add(static_cast<std::uint16_t>(topic), kClear, hit.begin, hit.end);
  }

  const Taxonomy& taxonomy_;
  const Vocabulary& vocabulary_;
  const CoreLines& core_;
  TopicScratch& scratch_;
  static constexpr std::uint32_t kNowhere = ~std::uint32_t{0};
  std::span<const Clause> clauses_;
  std::uint32_t clause_ = 0;
  std::uint32_t first_until_ = kNowhere;  // The last clause of the first sentence with a topic.
  float mood_ = 0;
  bool any_ = false;
};

}  // namespace

void score_topics(const Taxonomy& taxonomy, const Vocabulary& vocabulary, std::span<const Hit> hits,
                  std::span<const Clause> clauses, const CoreLines& core, const Mood& mood_of_text,
                  TopicScratch& scratch, std::vector<TopicScore>& scores) {
  scores.clear();
  TopicTally tally(taxonomy, vocabulary, core, scratch);
  tally.read(hits, clauses);
  tally.add_mood(mood_of_text);
  if (!tally.any()) return;
  constexpr float sure = 0.75F;
  for (std::uint16_t topic = 0; topic < scratch.points.size(); ++topic)
    if (scratch.points[topic] >= sure && scratch.struck[topic] == 0)
      scores.push_back({topic, scratch.points[topic]});
  if (scores.empty()) return;
  const bool praises = mood_of_text.score > 0.4;
  const bool reviews = !mood_of_text.asks && mood_of_text.score > 0.6;
  const bool blames = std::ranges::any_of(scores, [&](const TopicScore& score) {
    return taxonomy.topics[score.topic].cue == Cue::negative;
  });
  const auto rank = [&](const TopicScore& score) {
    const auto& topic = taxonomy.topics[score.topic];
    if (!topic.component.empty()) return score.points - 100;
    float points = std::min(score.points - scratch.aside[score.topic] / 2, kMost);
    // "..., only the box was a bit dented": a remark in passing.
    const bool remark = topic.cue == Cue::negative || (topic.cue == Cue::any && reviews);
    if (praises && remark && !tally.praised(score.topic)) return points * 0.4F;
    if (topic.behind && (blames || topic.cue == Cue::positive)) points *= 0.5F;
    return points + (tally.told_first(score.topic) ? 1.0F : 0.0F);
  };
  auto& ranked = scratch.ranked;
  ranked.clear();
  for (const auto& score : scores) ranked.emplace_back(rank(score), score);
  base::short_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t at = 0; at < scores.size(); ++at) scores[at] = ranked[at].second;
  const float most = std::ranges::max(scores, {}, &TopicScore::points).points;
  const float least = std::min(most / 2, kClear);
  std::erase_if(scores, [least](const TopicScore& score) { return score.points < least; });
}

}  // namespace aftercare::language
