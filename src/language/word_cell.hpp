// How the trie of words lies in memory: a double array of 8-byte cells.
//
// The children of a node stand at its base plus the number of their character. No two nodes share
// a base, so a cell that carries the number it was reached by belongs to the node one came from.
// A cell: number of its character (its label), a bloom of the characters that go on, the place of
// its weight (0: no word ends here), its base (0: nothing goes on). All zero: free.

#pragma once

#include <cstddef>
#include <cstdint>

namespace aftercare::language {

using WordCell = std::uint64_t;

inline constexpr unsigned kBaseBits = 22, kWeightBits = 13, kLabelBits = 14, kBloomBits = 15;
static_assert(kBaseBits + kWeightBits + kLabelBits + kBloomBits == 64);
inline constexpr std::uint32_t kMostBase = (1U << kBaseBits) - 1;
inline constexpr std::uint32_t kMostWeights = 1U << kWeightBits;
inline constexpr std::uint32_t kMostCharacters = 1U << kLabelBits;  // Number 0 is no character.

constexpr std::uint32_t base_of(WordCell cell) {
  return static_cast<std::uint32_t>(cell) & kMostBase;
}
constexpr std::uint32_t weight_place(WordCell cell) {
  return static_cast<std::uint32_t>(cell >> kBaseBits) & (kMostWeights - 1);
}
constexpr std::uint32_t label_of(WordCell cell) {
  return static_cast<std::uint32_t>(cell >> (kBaseBits + kWeightBits)) & (kMostCharacters - 1);
}
constexpr std::uint32_t bloom_of(WordCell cell) {
  return static_cast<std::uint32_t>(cell >> (64 - kBloomBits));
}
constexpr WordCell cell_of(std::uint32_t label, std::uint32_t bloom, std::uint32_t weight,
                           std::uint32_t base) {
  return WordCell{bloom} << (64 - kBloomBits) | WordCell{label} << (kBaseBits + kWeightBits) |
         WordCell{weight} << kBaseBits | base;
}

/// The bit of a label in blooms.
constexpr unsigned bloom_bit(std::uint32_t label) {
  const auto bit = label & 15U;
  return bit < kBloomBits ? bit : kBloomBits - 1;
}

/// Weights stand by place. That of no word is place 0; the least of all, which characters have that
/// are no words, is place 1.
inline constexpr std::uint32_t kLeastPlace = 1;

/// The cell of a character that begins no word, and that of a separator, over which no word goes.
inline constexpr WordCell kUnknownChar = cell_of(0, 0, kLeastPlace, 0);
inline constexpr WordCell kSeparatorChar = 0;

constexpr bool is_separator(char32_t point) {
  return point == U' ' || point == U'\t' || point == U'\n' || point == U'，' || point == U'。';
}

/// Sections of the prepared file of words, in order.
enum class WordSection : std::size_t {
  chars,        // WordCell per code point below 0x10000: words' first characters.
  cells,        // WordCell: what follows.
  weights,      // double by place: logarithms of frequencies.
  rows,         // uint16 per code point below 0x10000: its row of emissions.
  emissions,    // double, 4 a row; row 0 for characters the model does not know.
  model,        // double: 4 of start, 16 of transition.
  backgrounds,  // BackgroundCell: how rare words are (background_words.hpp).
  count,
};
inline constexpr std::uint32_t kWordsVersion = 1;

}  // namespace aftercare::language
