// Which topics a text is about, by the points of catalog/topics.yaml.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "language/core_lines.hpp"
#include "language/sentiment.hpp"
#include "language/taxonomy.hpp"
#include "language/vocabulary.hpp"

namespace aftercare::language {

struct TopicScore {
  std::uint16_t topic = 0;
  float points = 0;
  bool learnt = false;  // By the shipped model, not by the rules.
  float own = 0;        // How sure the workspace's own model is; 0: it did not say so.

  /// 0..1: grows with the points. How often it is right: shipped/topic_calibration.hpp.
  float score() const { return points / (points + 1); }
};

/// A phrase that speaks of a topic: code points [begin, end).
struct TopicEvidence {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t clause = 0;
  std::uint16_t topic = 0;
  bool counts = true;  // False: it only names the matter, in a mood that is not the topic's.
};

/// Memory of one thread for score_topics.
struct TopicScratch {
  std::vector<float> points;                         // Per topic.
  std::vector<float> aside;                          // Of those, told outside the core lines.
  std::vector<std::uint8_t> struck;                  // Per topic.
  std::vector<std::uint32_t> counted_in;             // Per term: the text that counted it last.
  std::vector<std::uint64_t> set_sentence;           // Per set: sentence and text it collects in.
  std::vector<std::uint8_t> set_members;             // Per set: members met there.
  std::vector<std::uint32_t> set_began;              // Per set: where the first of them stands.
  std::vector<TopicEvidence> evidence;               // Of the text, by place; of struck topics too.
  std::vector<std::pair<float, TopicScore>> ranked;  // With what they are ordered by.
  std::uint32_t text = 0;
};

/// Replaces `scores` by the topics with points, best first, and `scratch.evidence`. A phrase counts
/// once, and a third of that again. Left out is what is unsure: less than 0.75 points, or less than
/// half of the best's where these are less than one clear phrase's. First is the matter:
/// what is told first counts more, what stands in the title or in short lines at the ends half,
/// what only is a remedy or a generality (`behind`) less where something is blamed, a remark in a
/// text that praises less, and a part is behind what is wrong with it.
void score_topics(const Taxonomy& taxonomy, const Vocabulary& vocabulary, std::span<const Hit> hits,
                  std::span<const Clause> clauses, const CoreLines& core, const Mood& mood,
                  TopicScratch& scratch, std::vector<TopicScore>& scores);

}  // namespace aftercare::language
