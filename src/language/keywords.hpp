// The words that say most about a text: by TF-IDF over its content words.

#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "language/lexicon.hpp"
#include "language/segmenter.hpp"

namespace aftercare::language {

/// Memory of one thread for Keywords::pick.
struct KeywordScratch {
  struct Candidate {
    std::uint64_t hash = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    float score = 0;
  };
  std::vector<Candidate> candidates;
};

/// Immutable once loaded.
class Keywords {
 public:
  /// Reads idf.utf8 and stop_words.utf8 of the dictionary folder, and the lexicon of stop words.
  /// A missing idf file makes all words alike.
  static Keywords load(const std::filesystem::path& dictionary, const Lexicon& stop_words);

  /// Replaces `picked` by at most `most` words, best first. Words of one character, numbers, stop
  /// words and words that overlap a range of `hidden` (code points, in order) are left out.
  void pick(std::span<const char32_t> points, std::span<const Word> words,
            std::span<const Word> hidden, std::size_t most, KeywordScratch& scratch,
            std::vector<Word>& picked) const;

 private:
  struct Cell {
    std::uint64_t hash = 0;  // 0: free.
    float idf = 0;           // 0: a stop word.
  };
  void put(std::uint64_t hash, float idf);
  const Cell* get(std::uint64_t hash) const;

  std::vector<Cell> cells_;
  std::uint64_t mask_ = 0;
  float unknown_ = 10;  // Of a word the file does not know: its median.
};

}  // namespace aftercare::language
