// The words that say most about a text: by TF-IDF over its content words.

#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "language/background_words.hpp"
#include "language/lexicon.hpp"
#include "language/prepared_words.hpp"
#include "language/segmenter.hpp"

namespace aftercare::language {

/// Memory of one thread for Keywords::pick.
struct KeywordScratch {
  struct Candidate {
    std::uint64_t hash = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t times = 1;
    float idf = 0;  // 0: a stop word.
    float score = 0;
  };
  std::vector<Candidate> candidates;  // Content words, then each of them once.
  std::vector<std::uint32_t> slots;   // Which candidate has a hash, by its lower bits; plus 1.
};

/// Immutable once loaded.
class Keywords {
 public:
  Keywords() = default;
  /// With how rare words are of the prepared file, and the lexicon's stop words beside its own.
  Keywords(PreparedWords prepared, const Lexicon& stop_words);

  /// Replaces `picked` by at most `most` words, best first. Words of one character, numbers, stop
  /// words and words that overlap a range of `hidden` (code points, in order) are left out.
  void pick(std::span<const char32_t> points, std::span<const Word> words,
            std::span<const Word> hidden, std::size_t most, KeywordScratch& scratch,
            std::vector<Word>& picked) const;

  /// How rare a word is in texts at large; 0 for a stop word.
  float rarity(std::string_view word) const {
    const auto hash = background_hash(word);
    return is_stop(hash) ? 0 : background_.idf(hash);
  }

 private:
  bool is_stop(std::uint64_t hash) const {
    const auto bit = hash & (kStopBits - 1);
    return !stop_bits_.empty() && (stop_bits_[bit >> 6] >> (bit & 63U) & 1U) != 0 &&
           std::ranges::binary_search(stops_, hash);
  }

  static constexpr std::uint64_t kStopBits = std::uint64_t{1} << 16;
  PreparedWords prepared_;
  BackgroundWords background_;
  std::vector<std::uint64_t> stop_bits_;  // Most words are told to be none by one look here.
  std::vector<std::uint64_t> stops_;      // Hashes, in order.
};

}  // namespace aftercare::language
