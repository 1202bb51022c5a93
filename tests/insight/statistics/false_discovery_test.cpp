#include "insight/statistics/false_discovery.hpp"

#include <gtest/gtest.h>

namespace aftercare::insight {

TEST(FalseDiscoveryTest, TheFifteenTestsOfTheOriginalPaper) {
  // Benjamini and Hochberg 1995, section 3.2: at 5 % the four smallest are discoveries.
  const std::vector<double> p{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344,
                              .0459, .3240, .4262, .5719, .6528, .7590, 1.000};
  const auto q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < p.size(); ++i) EXPECT_EQ(q[i] <= 0.05, i < 4) << i;
  EXPECT_NEAR(q[0], .0001 * 15, 1e-12);
  EXPECT_NEAR(q[3], .0095 * 15 / 4, 1e-12);
}

TEST(FalseDiscoveryTest, TheOrderGivenIsKeptAndLaterTestsCount) {
  const auto q = benjamini_hochberg({0.04, 0.001});
  EXPECT_NEAR(q[0], 0.04, 1e-12);
  EXPECT_NEAR(q[1], 0.002, 1e-12);
  EXPECT_NEAR(benjamini_hochberg({0.001}, 100)[0], 0.1, 1e-12);
  EXPECT_TRUE(benjamini_hochberg({}).empty());
}

TEST(FalseDiscoveryTest, AHeavyTestNeedsLess) {
  const std::vector<double> p{0.02, 0.02, 0.5, 0.9};
  EXPECT_EQ(weighted_benjamini_hochberg(p, {7, 7, 7, 7}), benjamini_hochberg(p));
  EXPECT_EQ(weighted_benjamini_hochberg(p, {0, 0, 0, 0}), benjamini_hochberg(p));
  // Weights of mean 1: 3, 1, 0 and 0. 0.02 / 3 * 4 = 0.0267; 0.02 * 4 / 2 = 0.04.
  const auto q = weighted_benjamini_hochberg(p, {6, 2, 0, 0});
  EXPECT_NEAR(q[0], 0.08 / 3, 1e-12);
  EXPECT_NEAR(q[1], 0.04, 1e-12);
  EXPECT_EQ(q[2], 1);
  EXPECT_TRUE(weighted_benjamini_hochberg({}, {}).empty());
}

}  // namespace aftercare::insight
