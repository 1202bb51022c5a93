// Groups of texts that speak of one thing for which no topic stands, named by their phrases.
//
// Terms (phrases, content words) of the texts without a topic are ranked by how much more they are
// used there now than elsewhere. The best term gathers the texts that hold it and, through the
// terms that go with it, those that hold two of them; what is left is gathered by the next.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "language/corpus/phrase_finder.hpp"

namespace aftercare::language {

struct DiscoverySettings {
  std::uint32_t least_texts = 0;  // Of a group; 0: 5, or one in 1,000 of those looked at.
  std::size_t most_groups = 50;
};

struct DiscoveredTopic {
  std::vector<std::string> names;    // Terms that tell it, the best first; at most five.
  std::vector<std::uint32_t> texts;  // The most typical first.
  std::uint32_t before = 0;          // Texts before that hold its first name.
  double growth = 0;                 // growth_score of the first name.
};

/// `looked_at`: per text whether it may be grouped (it is of now, and no topic is known);
/// `before`: per text whether it is of the time before. All other texts are what it is compared
/// with.
std::vector<DiscoveredTopic> discover_topics(const WordCorpus& corpus,
                                             const std::vector<FoundPhrase>& phrases,
                                             const std::vector<std::uint8_t>& looked_at,
                                             const std::vector<std::uint8_t>& before,
                                             const DiscoverySettings& settings = {});

}  // namespace aftercare::language
