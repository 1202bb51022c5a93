// Rows with a number that rows in common have in common.

#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace aftercare::quality {

struct Keyed {
  std::uint32_t key;
  std::uint32_t row;
};

/// By key, rows of one key in their order.
inline void sort_by_key(std::vector<Keyed>& all, std::vector<Keyed>& spare) {
  spare.resize(all.size());
  for (int shift = 0; shift < 32; shift += 11) {
    std::array<std::uint32_t, 2049> starts{};
    for (const auto& one : all) ++starts[(one.key >> shift & 2047) + 1];
    for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
    for (const auto& one : all) spare[starts[one.key >> shift & 2047]++] = one;
    all.swap(spare);
  }
}

}  // namespace aftercare::quality
