// How many different values: exact up to a limit, then estimated.
//
// Beyond the limit the hashes go into a HyperLogLog of 2^14 registers (Flajolet et al., 2007;
// small counts are exact here, so its linear counting is not needed), standard error 0.8 %.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace aftercare::quality {

/// Mergeable: merging two is the same as having seen both streams. REQUIRES well mixed hashes.
class DistinctCount {
 public:
  explicit DistinctCount(std::size_t exact_limit = 100'000) : limit_(exact_limit) {}

  void add(std::uint64_t hash);
  void merge(const DistinctCount& other);

  bool exact() const { return registers_.empty(); }
  std::uint64_t count() const;

 private:
  void insert(std::uint64_t hash);
  void grow();
  void to_registers();
  void count_in_register(std::uint64_t hash);

  std::size_t limit_;
  std::size_t used_ = 0;
  bool has_zero_ = false;
  std::vector<std::uint64_t> slots_;     // Open addressing; 0: free.
  std::vector<std::uint8_t> registers_;  // Empty: still exact.
};

}  // namespace aftercare::quality
