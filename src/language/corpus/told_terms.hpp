// Words and phrases of many texts as they are told: how often, and how much more now than before.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "language/corpus/phrase_finder.hpp"
#include "language/corpus/word_corpus.hpp"
#include "records/moment.hpp"

namespace aftercare::language {

/// Which texts are of now, which of the time before. Neither where nothing is known of it.
struct TextWindows {
  bool known = false;
  std::vector<std::uint8_t> now, before;  // By text.
  double texts_now = 0, texts_before = 0;
};

/// Now are the last days of the texts, counted back from the newest; before as many before them.
TextWindows windows_of(const std::vector<std::optional<records::Moment>>& moments, int days);

struct ToldTerm {
  std::string text;
  std::size_t texts = 0;
  std::size_t count = 0;
  double score = 0;
  double now = 0, before = 0;  // Texts of each window.
  double growth = 0;           // growth_score() of them.
  double cohesion = 0, freedom = 0;
};

/// Content words in at least `least` texts, the most telling first: with windows, of now.
std::vector<ToldTerm> told_keywords(const WordCorpus& corpus, const TextWindows& windows,
                                    std::size_t least = 2);
/// In the order of the phrases.
std::vector<ToldTerm> told_phrases(const std::vector<FoundPhrase>& phrases,
                                   const TextWindows& windows);
/// Those that grew surely (one in a thousand by chance), the surest first.
std::vector<ToldTerm> rising_terms(std::vector<ToldTerm> terms);

}  // namespace aftercare::language
