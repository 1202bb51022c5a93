// Every set of items that stands together in at least so many baskets, with its exact count.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "insight/association/baskets.hpp"

namespace aftercare::insight {

/// Sets of one size or many, without an allocation each.
class FrequentSets {
 public:
  std::size_t size() const { return counts_.size(); }
  std::uint32_t count(std::size_t set) const { return counts_[set]; }
  /// Ascending item numbers.
  std::span<const std::uint32_t> items(std::size_t set) const {
    return {items_.data() + start_[set], items_.data() + start_[set + 1]};
  }
  void add(std::span<const std::uint32_t> items, std::uint32_t count);
  void append(const FrequentSets& others);

 private:
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint64_t> start_{0};
  std::vector<std::uint32_t> items_;
};

struct MiningSettings {
  std::uint32_t least_count = 1;
  std::size_t longest = 12;                       // Items of a set at most.
  std::size_t most_sets = 2'000'000;              // More is refused: nobody could read them.
  std::size_t most_bytes = std::size_t{1} << 30;  // Of bit rows, for each worker.
  unsigned workers = 2;
};

/// Fails (usage) if there are more sets than `most_sets`, or one item's neighbours do not fit into
/// `most_bytes`, saying how to ask for fewer. The order of
/// the sets does not depend on the number of workers: by size, then the most frequent first.
base::Result<FrequentSets> frequent_sets(const Baskets& baskets, const MiningSettings& settings);

}  // namespace aftercare::insight
