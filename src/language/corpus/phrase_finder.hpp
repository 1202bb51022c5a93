// Phrases that nobody listed: words that stand together more often than chance, in many contexts.
//
// Candidates are runs of two to five words, counted level by level: a run counts only if both runs
// of one word less are frequent. Cohesion is the least pointwise mutual information over all ways
// to cut it in two; freedom the lesser entropy of what stands before and after it. A run that
// nearly always stands within a longer phrase is no phrase of its own.

#pragma once

#include <cstdint>
#include <vector>

#include "language/corpus/word_corpus.hpp"

namespace aftercare::language {

struct PhraseSettings {
  std::uint32_t least_texts = 0;  // 0: 5, or one in 5,000.
  double least_cohesion = 2.5;    // Nats.
  double least_freedom = 0.8;     // Nats.
};

struct FoundPhrase {
  std::vector<std::uint32_t> words;
  std::string text;  // Latin words with spaces between.
  std::uint32_t count = 0;
  std::vector<std::uint32_t> texts;  // Those that hold it, in order.
  double cohesion = 0;
  double freedom = 0;
  double score = 0;  // Grows with all three.
};

/// The best first.
std::vector<FoundPhrase> find_phrases(const WordCorpus& corpus,
                                      const PhraseSettings& settings = {});

}  // namespace aftercare::language
