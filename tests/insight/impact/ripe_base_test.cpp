#include "insight/impact/ripe_base.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace aftercare::insight {

using Bases = std::vector<double>;

TEST(RipeBaseTest, LastStepsBelowHalfOfTheUsualBaseAreUnripe) {
  EXPECT_EQ(unripe_tail(Bases{280, 300, 290, 310, 295, 285, 31}), 1U);
  EXPECT_EQ(unripe_tail(Bases{280, 300, 290, 310, 295, 285, 300, 290, 120, 0}), 2U);
}

TEST(RipeBaseTest, AQuietLastStepIsNone) {
  EXPECT_EQ(unripe_tail(Bases{280, 300, 290, 310, 295, 285, 150}), 0U);
  EXPECT_EQ(unripe_tail(Bases{280, 300, 290, 310, 20, 295, 285}), 0U);  // Not the last one.
  EXPECT_EQ(unripe_tail(Bases{0, 0, 0, 0, 0, 0}), 0U);
}

// A shop that shrank is no base that is still growing.
TEST(RipeBaseTest, WhereTooMuchWouldGoAllStays) {
  EXPECT_EQ(unripe_tail(Bases{300, 300, 300, 300, 300, 40, 35, 30, 38}), 0U);
  EXPECT_EQ(unripe_tail(Bases{300, 300, 300, 20}), 0U);  // Too few before it.
  EXPECT_EQ(unripe_tail(Bases{}), 0U);
  EXPECT_EQ(unripe_tail(Bases{5}), 0U);
}

}  // namespace aftercare::insight
