#include "insight/statistics/fisher.hpp"

#include <gtest/gtest.h>

namespace aftercare::insight {

TEST(FisherTest, TheLadyTastingTea) {
  // Fisher 1935: of 8 cups 4 had milk first; all right by luck: 1 in 70, three right: 17 in 70.
  EXPECT_NEAR(fisher_greater({8, 4, 4, 4}), 1.0 / 70, 1e-12);
  EXPECT_NEAR(fisher_greater({8, 4, 4, 3}), 17.0 / 70, 1e-12);
  EXPECT_NEAR(fisher_greater({8, 4, 4, 0}), 1, 1e-12);
}

TEST(FisherTest, WhatEverybodyHasSaysNothing) {
  EXPECT_EQ(fisher_greater({1000, 1000, 40, 40}), 1);
  EXPECT_EQ(fisher_greater({0, 0, 0, 0}), 1);
}

TEST(FisherTest, TinyProbabilitiesOfLargeTablesStayFinite) {
  const auto p = fisher_greater({1'000'000, 5'000, 5'000, 2'500});
  EXPECT_GE(p, 0);
  EXPECT_LT(p, 1e-300);
}

}  // namespace aftercare::insight
