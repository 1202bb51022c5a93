// Texts as rows of numbered features, for learning from.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "language/learnt/text_features.hpp"

namespace aftercare::language {

/// Numbers of features by their key: open addressing, read-only once built.
class FeatureNumbers {
 public:
  static constexpr std::uint32_t kUnknown = 0xFFFFFFFFU;

  FeatureNumbers() = default;
  /// The number of a key is its place. REQUIRES: every key once, fewer than 2^31.
  explicit FeatureNumbers(std::span<const std::uint64_t> keys);

  std::uint32_t find(std::uint64_t key) const {
    if (slots_.empty()) return kUnknown;
    for (std::size_t at = slot_of(key);; at = (at + 1) & mask_) {
      if (slots_[at].number == kUnknown || slots_[at].key == key) return slots_[at].number;
    }
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t number = kUnknown;
  };
  std::size_t slot_of(std::uint64_t key) const {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 24) & mask_;
  }

  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
};

/// One row per text; the features of row r are [begin[r], begin[r + 1]).
struct FeatureCorpus {
  std::vector<std::uint64_t> keys;   // By number; the most used first.
  std::vector<std::uint32_t> users;  // By number: different texts that use it.
  std::vector<std::size_t> begin;    // One more than rows.
  std::vector<std::uint32_t> numbers;
  std::vector<std::uint8_t> counts;
  std::size_t distinct = 0;  // Texts that differ.

  std::size_t rows() const { return begin.empty() ? 0 : begin.size() - 1; }

  /// Features that fewer than `least_texts` different texts use are left out.
  static FeatureCorpus make(std::span<const std::string_view> texts, const FeatureReader& reader,
                            Views views, std::uint32_t least_texts, unsigned workers);
};

}  // namespace aftercare::language
