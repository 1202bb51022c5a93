// Which topics a text is about, by the points of catalog/topics.yaml.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "language/sentiment.hpp"
#include "language/taxonomy.hpp"
#include "language/vocabulary.hpp"

namespace aftercare::language {

struct TopicScore {
  std::uint16_t topic = 0;
  float points = 0;
};

/// Memory of one thread for score_topics.
struct TopicScratch {
  std::vector<float> points;                // Per topic.
  std::vector<std::uint8_t> struck;         // Per topic.
  std::vector<std::uint32_t> counted_in;    // Per term: the text that counted it last.
  std::vector<std::uint64_t> set_sentence;  // Per set: sentence and text it collects in.
  std::vector<std::uint8_t> set_members;    // Per set: members met there.
  std::uint32_t text = 0;
};

/// Replaces `scores` by the topics with points, best first; a topic with less than half of the
/// best's points is left out. A phrase counts once, and a third of that again.
void score_topics(const Taxonomy& taxonomy, const Vocabulary& vocabulary, std::span<const Hit> hits,
                  std::span<const Clause> clauses, const Mood& mood, TopicScratch& scratch,
                  std::vector<TopicScore>& scores);

}  // namespace aftercare::language
