// How rare words are in text at large (IDF), as a table that is mapped as it is.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "text/phrase_set.hpp"

namespace aftercare::language {

struct BackgroundCell {
  std::uint32_t print = 0;  // The upper half of the word's hash; 0: free.
  float idf = 0;            // 0: a stop word.
};

/// Of the word with its letters and width folded.
inline std::uint64_t background_hash(std::span<const char32_t> word) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char32_t point : word) hash = (hash ^ text::fold_point(point)) * 0x100000001B3ULL;
  return hash ^ hash >> 32;
}
std::uint64_t background_hash(std::string_view word);

/// The table of a file of lines "word idf" and a file of stop words, one a line. Its first cell
/// holds the median instead of a word.
std::vector<BackgroundCell> make_background(std::string_view weights, std::string_view stop_words);

/// Reads such a table, which must outlive it.
class BackgroundWords {
 public:
  BackgroundWords() = default;
  explicit BackgroundWords(std::span<const BackgroundCell> table)
      : cells_(table.subspan(1)), mask_(cells_.size() - 1), median_(table.front().idf) {}

  /// Makes ready for asking soon.
  void prefetch(std::uint64_t hash) const {
    if (!cells_.empty()) __builtin_prefetch(&cells_[hash & mask_]);
  }
  /// The median for a word it does not know.
  float idf(std::uint64_t hash) const {
    if (cells_.empty()) return median_;
    const auto print = static_cast<std::uint32_t>(hash >> 32) | 1;
    for (std::uint64_t at = hash;; ++at) {
      const auto& cell = cells_[at & mask_];
      if (cell.print == print) return cell.idf;
      if (cell.print == 0) return median_;
    }
  }

 private:
  std::span<const BackgroundCell> cells_;  // A power of two.
  std::uint64_t mask_ = 0;
  float median_ = 10;
};

}  // namespace aftercare::language
