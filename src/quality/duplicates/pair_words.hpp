// The words of a record's texts, and how rare each is.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace aftercare::quality {

struct PairWord {
  std::string letters;  // Small, half width; a Chinese character is a word.
  std::uint64_t hash = 0;
  bool has_digit = false;
  bool is_code = false;  // Like a model number: digits and perhaps letters, long enough.
};

/// Words in order, repeats included. A hyphen beside digits falls away: "DSC-120" is "dsc120".
std::vector<PairWord> words_of(std::string_view text);

/// Numbers in a text, decimals as they are ("7.2"), in order, without repeats.
std::vector<double> numbers_of(std::string_view text);

/// In how many texts a word stands. Words are kept as hashes, so that a model holds none.
class WordCounts {
 public:
  void add(const std::vector<PairWord>& text);
  /// log((texts + 1) / (count + 0.5)), the largest for a word never seen.
  float rarity(std::uint64_t word) const;

  std::uint32_t texts = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> counts;
};

}  // namespace aftercare::quality
