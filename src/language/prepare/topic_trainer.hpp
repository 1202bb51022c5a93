// Learns the topics' part of the shipped model (shipped_topics.hpp), a head for each topic that
// enough of our own sentences are about.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "language/prepare/key_rows.hpp"
#include "language/shipped/shipped_topics.hpp"
#include "language/taxonomy.hpp"

namespace aftercare::language {

/// The sections of ShippedTopics.
struct TopicSections {
  std::vector<TopicKey> keys;
  std::vector<std::uint64_t> filter;
  std::vector<std::int8_t> weights;
  std::vector<float> scales, biases, sigmoid;
  std::string codes;
  std::vector<float> trust;

  ShippedTopics::Sections view() const {
    return {keys, filter, weights, scales, biases, sigmoid, codes, trust};
  }
};

/// `joined`: of these texts; how sure a second topic is can be told from them alone. Prints how
/// often the surest topic of a sentence whose template was held back is right.
TopicSections train_topics(const std::vector<ReadText>& texts,
                           const std::vector<JoinedText>& joined, const Taxonomy& taxonomy,
                           std::uint32_t folds);

}  // namespace aftercare::language
