#include "insight/defects/sold_before.hpp"

#include <gtest/gtest.h>

namespace aftercare::insight {

// A tenth of the units fails on day 10, another on day 20. Sold in the middle of the first week
// (day 3.5) they are 3.5 to 10.5 days old in the second week and 17.5 to 24.5 in the fourth.
TEST(SoldBefore, FailuresComeAsLongAfterTheSaleAsUnitsLast) {
  const std::vector<SurvivalPoint> curve = {{10, 100, 10, 0.9, 0, 1}, {20, 90, 10, 0.8, 0, 1}};
  const SoldBefore before({0, 7, 14, 21}, curve);
  const auto failures = before.expected({100, 0, 0, 0});
  ASSERT_EQ(failures.size(), 4U);
  EXPECT_DOUBLE_EQ(failures[0], 0);
  EXPECT_NEAR(failures[1], 10, 1e-9);
  EXPECT_NEAR(failures[2], 0, 1e-9);
  EXPECT_NEAR(failures[3], 10, 1e-9);
  const auto more = before.expected({100, 50, 0, 0});
  EXPECT_NEAR(more[2], 5, 1e-9) << "what was sold a week later fails a week later";
}

TEST(SoldBefore, AFailureOnTheDayOfTheSaleIsOneOfItsStep) {
  const SoldBefore before({0, 7}, {{0, 10, 1, 0.9, 0, 1}});
  const auto failures = before.expected({10, 0});
  EXPECT_NEAR(failures[0], 1, 1e-9);
  EXPECT_NEAR(failures[1], 0, 1e-9);
}

TEST(SoldBefore, OfNothingNothingFails) {
  EXPECT_TRUE(SoldBefore({}, {}).expected({}).empty());
  EXPECT_EQ(SoldBefore({0, 7}, {}).expected({5, 5}), (std::vector<double>{0, 0}));
}

}  // namespace aftercare::insight
