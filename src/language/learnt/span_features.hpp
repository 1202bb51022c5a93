// What an entity model sees at each unit of a text: the units around it, their shapes, the words
// they stand in, and names that were marked elsewhere.

#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "language/learnt/text_features.hpp"

namespace aftercare::language {

/// A run of letters, a run of digits, or one other character; white space is none.
struct SpanUnit {
  std::uint32_t begin = 0;  // Characters of the text as given.
  std::uint32_t end = 0;
};

/// Names marked in the texts learnt from, by the hash of their units: types as bits, and the folds
/// of texts they stood in. Of up to 32 types.
struct KnownName {
  std::uint32_t types = 0;
  std::uint8_t folds = 0;
};
using KnownNames = std::unordered_map<std::uint64_t, KnownName>;

constexpr std::size_t kLongestName = 10;  // Units.
constexpr unsigned kNameFolds = 5;

/// Memory of one thread, and what was read.
struct SpanScratch {
  FeatureScratch words;
  std::vector<SpanUnit> units;
  std::vector<std::uint64_t> hashes;             // Of units, case folded.
  std::vector<std::vector<std::uint64_t>> keys;  // Per unit.
  std::vector<std::uint64_t> shapes;
  std::vector<std::uint64_t> in_word;  // Per unit: the word around it and the place in it.
  std::vector<std::uint64_t> word_of;
};

class SpanReader {
 public:
  SpanReader(const Segmenter* segmenter) : segmenter_(segmenter) {}

  /// Cuts the text into units; only the first 50,000 characters.
  void cut(std::string_view text, SpanScratch& scratch) const;
  /// Keys of each unit cut. Names that stood only in texts of `fold` are not known (so that a text
  /// learnt from is read as a new one would be); kNameFolds: all are.
  void read(const KnownNames& names, unsigned fold, SpanScratch& scratch) const;

  /// The hash of the units [from, to).
  static std::uint64_t name_of(const SpanScratch& scratch, std::size_t from, std::size_t to);

 private:
  const Segmenter* segmenter_;
};

}  // namespace aftercare::language
