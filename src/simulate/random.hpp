// Chance that is the same everywhere.
//
// The standard's distributions may differ between libraries, so everything is drawn here:
// xoshiro256++ seeded by splitmix64, and samplers that use only integers, + - * / and sqrt.
// Two draws never stand in one expression or one call's arguments: which of them is made first
// is up to the compiler.

#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace aftercare::simulate {

/// A well-mixed function of its argument; also turns (seed, number) into independent seeds.
constexpr std::uint64_t mixed(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

class Random {
 public:
  /// Streams of one seed are independent of each other.
  Random(std::uint64_t seed, std::uint64_t stream);

  std::uint64_t next();
  /// 0 .. bound - 1. REQUIRES bound > 0.
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
  }
  /// Both bounds belong to the range. REQUIRES lowest <= highest.
  std::int64_t between(std::int64_t lowest, std::int64_t highest) {
    return lowest + below(static_cast<std::uint32_t>(highest - lowest + 1));
  }
  /// The lower of two draws below `bound`: the first of a list come up more often.
  std::uint32_t lower_of_two(std::uint32_t bound) {
    const auto first = below(bound);
    return std::min(first, below(bound));
  }
  /// In [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  bool chance(double probability) { return unit() < probability; }
  /// How often something happened that was expected `mean` times (close to Poisson).
  std::uint32_t count(double mean);
  /// Draws from a distribution given by its evenly spaced quantiles, straight lines between.
  std::int64_t quantile(std::span<const std::int64_t> points);

  template <typename List>
  const auto& one_of(const List& list) {
    return list[below(static_cast<std::uint32_t>(std::size(list)))];
  }

 private:
  std::array<std::uint64_t, 4> state_;
};

/// Picks an index in proportion to its weight.
class Weights {
 public:
  Weights() = default;
  explicit Weights(std::span<const std::uint32_t> weights) {
    for (const auto weight : weights) add(weight);
  }
  void add(std::uint32_t weight) { sums_.push_back(total() + weight); }
  std::uint32_t total() const { return sums_.empty() ? 0 : sums_.back(); }
  /// REQUIRES total() > 0.
  std::size_t pick(Random& random) const;

 private:
  std::vector<std::uint32_t> sums_;
};

}  // namespace aftercare::simulate
