// A text as its duplicates have it in common: letters, digits and Chinese characters in one form.
//
// Width is folded, Traditional becomes Simplified, letters become small, and everything between
// (punctuation, spaces, emoji) falls away, so that what people add around a text does not count.
// Where it fell away is remembered as the end of a segment: boilerplate is found by segments.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "text/traditional.hpp"

namespace aftercare::quality {

/// What a unit counts: a Chinese (Japanese, Korean) character says about as much as two letters.
int weight_of(char32_t unit);

/// Reusable: reading another text keeps the memory. Not safe between threads.
class TextUnits {
 public:
  struct Segment {
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t weight;
    std::uint64_t hash;
  };

  /// `simplifier` may be nullptr.
  void read(std::string_view text, const text::Simplifier* simplifier);

  const std::vector<char32_t>& units() const { return units_; }
  const std::vector<Segment>& segments() const { return segments_; }
  /// Of the whole text: equal texts have equal hashes. 0 if it has no unit.
  std::uint64_t hash() const { return hash_; }
  std::uint32_t weight() const { return weight_; }

 private:
  std::vector<char32_t> units_;
  std::vector<Segment> segments_;
  std::uint64_t hash_ = 0;
  std::uint32_t weight_ = 0;
};

/// Appends a hash per shingle (the shortest run of units that weighs at least kShingleWeight; the
/// whole if it weighs less), in order of the text, repeats included.
constexpr int kShingleWeight = 6;
void append_shingles(std::span<const char32_t> units, std::vector<std::uint32_t>& shingles);

/// A well spread hash of two numbers.
inline std::uint64_t mixed(std::uint64_t one, std::uint64_t other) {
  std::uint64_t mix = (one ^ (other + 0x9E3779B97F4A7C15ULL)) * 0xBF58476D1CE4E5B9ULL;
  mix ^= mix >> 29;
  mix *= 0x94D049BB133111EBULL;
  return mix ^ mix >> 32;
}

}  // namespace aftercare::quality
