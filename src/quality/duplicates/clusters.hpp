// Rows that belong together, as a forest of disjoint sets.

#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace aftercare::quality {

class Clusters {
 public:
  explicit Clusters(std::size_t rows) : parent_(rows) {
    std::iota(parent_.begin(), parent_.end(), std::uint32_t{0});
  }

  std::size_t size() const { return parent_.size(); }

  /// The first row of the cluster that holds `row`.
  std::uint32_t first_of(std::uint32_t row) {
    while (parent_[row] != row) row = parent_[row] = parent_[parent_[row]];
    return row;
  }

  /// Returns false if both were in one cluster already.
  bool join(std::uint32_t one, std::uint32_t other) {
    one = first_of(one);
    other = first_of(other);
    if (one == other) return false;
    if (other < one) std::swap(one, other);
    parent_[other] = one;
    return true;
  }

  /// Per row the first row of its cluster.
  std::vector<std::uint32_t> firsts() {
    std::vector<std::uint32_t> all(parent_.size());
    for (std::uint32_t row = 0; row < all.size(); ++row) all[row] = first_of(row);
    return all;
  }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace aftercare::quality
