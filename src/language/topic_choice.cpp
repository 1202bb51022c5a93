#include "language/topic_choice.hpp"

#include <algorithm>

namespace aftercare::language {

const Topic* matter_of(const Taxonomy& taxonomy, std::span<const TopicScore> topics) {
  return topics.empty() ? nullptr : &taxonomy.topics[topics.front().topic];
}

std::vector<int> topics_of_heads(const Taxonomy& taxonomy, const std::vector<std::string>& codes) {
  std::vector<int> topics;
  for (const auto& code : codes) {
    const auto known = std::ranges::find(taxonomy.topics, code, &Topic::code);
    topics.push_back(
        known == taxonomy.topics.end() ? -1 : static_cast<int>(known - taxonomy.topics.begin()));
  }
  return topics;
}

void take_learnt(const Taxonomy& taxonomy, const ShippedTopics& learnt,
                 std::span<const int> topic_of_head, std::span<const float> margins, Sentiment told,
                 std::vector<TopicScore>& topics) {
  constexpr float listed = 0.6F, named_first = 0.3F;  // Found on templates that were held back.
  constexpr float remedy_first = 0.1F;
  constexpr float alone = 0.5F, beside = 0.65F, against_unknown = 0.8F;
  const bool praises = told == Sentiment::positive;
  const auto against = [&](Cue cue) {
    return cue != Cue::any && (cue == Cue::positive) != praises;
  };
  const std::size_t by_rules = topics.size();
  const float least = learnt.margin_of(by_rules == 0 ? alone : beside);
  float best = ShippedTopics::kNowhere, first = ShippedTopics::kNowhere;
  std::size_t best_at = 0;
  for (std::size_t head = 0; head < margins.size(); ++head) {
    if (margins[head] < least - listed - named_first || topic_of_head[head] < 0) continue;
    const auto topic = static_cast<std::uint16_t>(topic_of_head[head]);
    auto at = static_cast<std::size_t>(std::ranges::find(topics, topic, &TopicScore::topic) -
                                       topics.begin());
    float margin = margins[head];
    if (at < by_rules) {
      margin += at > 0                          ? listed
                : taxonomy.topics[topic].behind ? listed + remedy_first
                                                : listed + named_first;
      if (at == 0) first = margin;
    } else {
      if (against(taxonomy.topics[topic].cue) || margin < least) continue;
      at = topics.size();
      const float probability = learnt.probability(margin);
      topics.push_back({topic, probability / (1.02F - probability), true});
    }
    // What is praised stands behind the praise, and a part behind what is wrong with it.
    if (!taxonomy.topics[topic].component.empty()) continue;
    if (praises && taxonomy.topics[topic].cue != Cue::positive && at > 0) continue;
    if (margin <= best) continue;
    best = margin;
    best_at = at;
  }
  const bool headless = by_rules > 0 && first == ShippedTopics::kNowhere;
  if (best <= first || (headless && best < learnt.margin_of(against_unknown))) return;
  const auto moved = topics.begin() + static_cast<std::ptrdiff_t>(best_at);
  if (best_at > 0) std::rotate(topics.begin(), moved, moved + 1);
}

bool asks_learnt(const Taxonomy& taxonomy, std::span<const TopicScore> topics) {
  constexpr float clear = 2.6F, clear_remedy = 3.6F;
  if (topics.empty()) return true;
  return topics.front().points <
         (taxonomy.topics[topics.front().topic].behind ? clear_remedy : clear);
}

void put_first(std::uint16_t topic, float probability, std::vector<TopicScore>& topics) {
  const auto at = std::ranges::find(topics, topic, &TopicScore::topic);
  constexpr float clear = 1.5F;
  TopicScore first{topic, clear};
  if (at != topics.end()) {
    first = *at;
    topics.erase(at);
  }
  first.own = probability;
  topics.insert(topics.begin(), first);
}

TopicSigns signs_of(const Taxonomy& taxonomy, std::span<const int> topic_of_head,
                    std::span<const float> margins, std::span<const TopicScore> topics,
                    std::size_t at, std::size_t chars) {
  const auto& score = topics[at];
  TopicSigns signs;
  signs.points = score.points;
  signs.learnt = score.learnt;
  signs.first = at == 0;
  signs.part = !taxonomy.topics[score.topic].component.empty();
  signs.found = topics.size();
  signs.chars = chars;
  const auto head = std::ranges::find(topic_of_head, static_cast<int>(score.topic));
  const auto place = static_cast<std::size_t>(head - topic_of_head.begin());
  if (head != topic_of_head.end() && place < margins.size()) {
    signs.asked = true;
    signs.margin = margins[place];
  }
  return signs;
}

}  // namespace aftercare::language
