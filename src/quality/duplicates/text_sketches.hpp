// Candidates among texts that were compared before: each leaves a few numbers, and a new text is
// worth comparing with those that share one.
//
// The numbers are bands of MinHash over the shingles of its own units. What texts are compared
// with does not depend on how many there are: of a crowded number only some are met.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/traditional.hpp"

namespace aftercare::quality {

/// Bands of two: texts of Jaccard similarity .5 meet with probability .99, of .4 with .94.
constexpr std::size_t kSketchBands = 16;
using TextSketch = std::array<std::uint32_t, kSketchBands>;

/// One per text; all 0: too short to tell (kShortWeight). Boilerplate of these texts is passed
/// over. `simplifier` may be nullptr.
std::vector<TextSketch> sketch_texts(std::span<const std::string_view> texts,
                                     const text::Simplifier* simplifier, unsigned workers);

/// New texts, waiting for old ones. Each has a side: a text of side 1 only meets texts of side 0
/// (two whose persons are known need not meet by chance).
class SketchMeetings {
 public:
  SketchMeetings(std::span<const TextSketch> sketches, std::span<const char> sides);

  /// True if an old text is worth being compared with some new one.
  bool meets(const TextSketch& old, bool side);

 private:
  struct Waiting {
    std::uint8_t of_side[2] = {0, 0};  // New texts that have the number.
    std::uint8_t met[2] = {0, 0};      // Old texts of each side that were let in by it.
  };
  std::unordered_map<std::uint32_t, Waiting> waiting_;
};

}  // namespace aftercare::quality
