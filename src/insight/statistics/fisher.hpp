// Fisher's exact test of a 2x2 table: are two things together more often than chance brings them?

#pragma once

#include <cstdint>

namespace aftercare::insight {

/// Counts of n things: `both` have A and B, `with_a` have A, `with_b` have B.
struct Overlap {
  std::uint64_t n = 0;
  std::uint64_t with_a = 0;
  std::uint64_t with_b = 0;
  std::uint64_t both = 0;
};

/// One-sided: the probability that A and B, if independent, overlap in `both` or more (the upper
/// tail of the hypergeometric distribution; Fisher 1935). REQUIRES counts that are possible.
double fisher_greater(const Overlap& overlap);

}  // namespace aftercare::insight
