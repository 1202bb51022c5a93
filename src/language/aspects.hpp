// The matters of a text and what is thought of each.
//
// A matter is a topic whose words stand in the text, or a part of a product. What is thought of it
// is the mood of its clause; a clause that only names it takes the mood of the next one of its
// sentence that names nothing ("电池嘛，一天就没电"). A topic of blame that is told without a word
// of mood is blame.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "language/sentiment.hpp"
#include "language/taxonomy.hpp"
#include "language/topic_score.hpp"
#include "language/vocabulary.hpp"

namespace aftercare::language {

/// Memory of one thread for write_aspects.
struct AspectScratch {
  struct Mention {
    std::uint32_t begin = 0;
    std::uint32_t clause = 0;
    std::uint16_t matter = 0;  // A topic, or a part behind the topics.
    bool blames = false;       // By itself, whatever the mood.
  };
  std::vector<Mention> mentions;
  std::vector<float> parts;
  std::vector<float> moods;           // Per matter of the text, as `order`.
  std::vector<std::uint16_t> order;   // The matters as they come.
  std::vector<std::uint8_t> matters;  // Per clause: whether it names one.
};

/// Replaces `list` by the matters in order, at most 8: "battery:negative|logistics.fast:positive".
/// Returns the part spoken ill of most, else named most: its place in the taxonomy, -1 if none.
int write_aspects(const Taxonomy& taxonomy, const Vocabulary& vocabulary, std::span<const Hit> hits,
                  std::span<const Clause> clauses, const TopicScratch& topics,
                  AspectScratch& scratch, std::string& list);

}  // namespace aftercare::language
