// Who may have a key in the file, without asking the file.
//
// A Bloom filter with 16 bits for each of so many persons. "No" is certain, "perhaps" is
// wrong about once in a hundred; beyond that number it only says "perhaps" more often.

#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace aftercare::privacy {

/// Safe between threads.
class PerhapsStored {
 public:
  explicit PerhapsStored(std::size_t persons = 8'000'000)
      : words_(std::bit_ceil(std::max<std::size_t>(persons / 4, 2))),
        shift_(64 - std::countr_zero(words_.size())) {}

  /// By TextHash of the name.
  void add(std::size_t person) {
    const auto [word, bits] = place_of(person);
    words_[word].fetch_or(bits, std::memory_order_relaxed);
  }
  bool perhaps(std::size_t person) const {
    const auto [word, bits] = place_of(person);
    return (words_[word].load(std::memory_order_relaxed) & bits) == bits;
  }

 private:
  // Four bits of one word.
  std::pair<std::size_t, std::uint64_t> place_of(std::size_t person) const {
    const auto hash = person * 0x9E3779B97F4A7C15ULL;
    std::uint64_t bits = 0;
    for (int shift = 0; shift < 24; shift += 6) bits |= std::uint64_t{1} << (hash >> shift & 63U);
    return {hash >> shift_, bits};
  }

  std::vector<std::atomic<std::uint64_t>> words_;
  int shift_;
};

}  // namespace aftercare::privacy
