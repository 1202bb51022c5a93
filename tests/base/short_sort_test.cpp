#include "base/short_sort.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace aftercare::base {

struct Claim {
  int weight = 0;
  int came = 0;
};

// By weight, the heaviest first; of equals, what came first.
bool is_in_order(const std::vector<Claim>& claims) {
  for (std::size_t at = 1; at < claims.size(); ++at) {
    const auto &before = claims[at - 1], &here = claims[at];
    if (before.weight < here.weight) return false;
    if (before.weight == here.weight && before.came > here.came) return false;
  }
  return true;
}

TEST(ShortSortTest, KeepsTheOrderOfWhatIsEqual) {
  std::uint32_t random = 11;
  for (int size = 0; size < 60; ++size) {
    std::vector<Claim> claims;
    for (int came = 0; came < size; ++came) {
      random = random * 1664525 + 1013904223;
      claims.push_back({static_cast<int>(random >> 16) % 5, came});
    }
    short_sort(claims.begin(), claims.end(),
               [](const Claim& a, const Claim& b) { return a.weight > b.weight; });
    EXPECT_TRUE(is_in_order(claims)) << size << " claims";
    EXPECT_EQ(claims.size(), static_cast<std::size_t>(size));
  }
}

}  // namespace aftercare::base
