// Which of many texts are the same, exactly or nearly. Time and memory grow with their number.
//
// 1. Equal after normalisation (text_units.hpp): one group, represented by its first text.
//    Equal but for the order of their sentences: nearly the same.
// 2. Segments that stand in many texts beside ever other neighbours are boilerplate (greetings,
//    signatures, templates) and are passed over, unless nothing else would be left.
// 3. MinHash (Broder, 1997) over character shingles with banding finds candidates; in a crowded
//    bucket each text meets only some before it, so that no template makes the work quadratic.
// 4. A candidate is verified by the exact similarity of its shingles.
// 5. Pairs become clusters from the most similar on; two clusters join only if their
//    representatives are alike as well, so no chain of small steps joins what differs.
//
// A short text (below kShortWeight) says too little: equal ones are the same only if the rest of
// their rows, given as `context`, is equal and says enough by itself.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/progress.hpp"
#include "text/traditional.hpp"

namespace aftercare::quality {

/// In units of weight_of(): 8 Chinese characters or 16 letters.
constexpr std::uint32_t kShortWeight = 16;

struct TextPair {
  std::uint32_t first;  // Rows, first < second.
  std::uint32_t second;
  float similarity;  // 1: equal after normalisation.
};

struct SameTexts {
  std::vector<std::uint32_t> cluster;  // Per row the first row of its cluster.
  std::vector<TextPair> pairs;         // What joined them, and no more than is needed to see why.
  std::size_t exact = 0;               // Rows equal to an earlier one.
  std::size_t near = 0;                // Rows nearly equal to an earlier one.
  std::size_t short_repeats = 0;       // Rows whose short text is equal to an earlier one, kept.
  std::size_t boilerplate = 0;         // Distinct segments passed over.
  std::size_t compared = 0;            // Pairs verified.
};

struct SameTextsOptions {
  unsigned workers = 1;
  /// Per row a number that is equal where the rest of the row is equal and tells enough; 0: it
  /// does not. May be empty.
  std::span<const std::uint64_t> context;
};

SameTexts find_same_texts(std::span<const std::string_view> texts,
                          const text::Simplifier* simplifier, const SameTextsOptions& options,
                          base::Progress& progress);

/// How alike two texts are by themselves, in [0, 1], as find_same_texts() judges a pair.
float text_similarity(std::string_view one, std::string_view other,
                      const text::Simplifier* simplifier);

}  // namespace aftercare::quality
