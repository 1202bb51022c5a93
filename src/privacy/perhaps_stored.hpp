// Who may have a key in the file, without asking the file.
//
// A Bloom filter with 16 bits for each of 8 million persons. "No" is certain, "perhaps" is
// wrong about once in a hundred; beyond that number it only says "perhaps" more often.

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace aftercare::privacy {

/// Safe between threads.
class PerhapsStored {
 public:
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
  static constexpr std::size_t kWords = std::size_t{1} << 21;

  // Four bits of one word.
  static std::pair<std::size_t, std::uint64_t> place_of(std::size_t person) {
    const auto hash = person * 0x9E3779B97F4A7C15ULL;
    std::uint64_t bits = 0;
    for (int shift = 0; shift < 24; shift += 6) bits |= std::uint64_t{1} << (hash >> shift & 63U);
    return {hash >> 43, bits};
  }

  std::vector<std::atomic<std::uint64_t>> words_ = std::vector<std::atomic<std::uint64_t>>(kWords);
};

}  // namespace aftercare::privacy
