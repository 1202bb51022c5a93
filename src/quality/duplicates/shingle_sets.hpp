// The shingles of many texts, as sorted sets of numbers with weights, and how alike two sets are.
//
// A shingle weighs the less the more texts have it, by the square of its idf: phrases that
// everybody writes ("very good, fast delivery") say little about a text being the same.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "quality/duplicates/boilerplate.hpp"
#include "text/traditional.hpp"

namespace aftercare::quality {

/// Similarity from which on two texts are the same.
constexpr float kSameText = 0.5F;

/// A set of shingles; weights are in 1/255.
struct ShingleView {
  std::span<const std::uint32_t> shingles;  // Sorted, without repeats.
  std::span<const std::uint8_t> weights;
};

/// In [0, 1].
float set_similarity(const ShingleView& one, const ShingleView& other);

class ShingleSets {
 public:
  /// Of the texts of these rows; a set is asked for by its place in `rows`.
  static ShingleSets make(std::span<const std::string_view> texts,
                          std::span<const std::uint32_t> rows, const Boilerplate& boilerplate,
                          const text::Simplifier* simplifier, unsigned workers);

  ShingleView of(std::size_t place) const {
    const auto& block = blocks_[place / kBlock];
    const auto begin = block.ends[place % kBlock];
    const auto size = block.ends[place % kBlock + 1] - begin;
    return {{block.shingles.data() + begin, size}, {block.weights.data() + begin, size}};
  }
  /// Replaces `chosen` by what candidates are found by: the shingles that few texts have, or all
  /// where these are too few.
  void choose_sketched(std::size_t place, std::vector<std::uint32_t>& chosen) const;

  float similarity(std::size_t one, std::size_t other) const {
    return set_similarity(of(one), of(other));
  }

 private:
  static constexpr std::size_t kBlock = 4096;
  struct Block {
    std::vector<std::uint32_t> shingles;
    std::vector<std::uint8_t> weights;
    std::vector<std::uint32_t> ends;
  };
  std::vector<Block> blocks_;
  std::uint8_t rare_ = 0;  // Least weight of a shingle that few texts have.
};

}  // namespace aftercare::quality
