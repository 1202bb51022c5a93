#include "insight/statistics/difference.hpp"

#include <gtest/gtest.h>

#include <random>

#include "metrics/interval.hpp"

namespace aftercare::insight {
namespace {

Measured share(double with, double all) {
  const auto interval = *metrics::share_interval(with, all);
  return {with / all, interval.low, interval.high};
}

TEST(DifferenceTest, OfTwoSharesItIsNewcombes) {
  // Newcombe 1998, method 10: 56/70 less 48/80 is 0.2 (0.0524 to 0.3339).
  const auto difference = difference_of(share(48, 80), share(56, 70));
  EXPECT_NEAR(difference.value, 0.2, 1e-12);
  EXPECT_NEAR(difference.low, 0.0524, 1e-4);
  EXPECT_NEAR(difference.high, 0.3339, 1e-4);
  EXPECT_LT(difference.p, 0.05);
}

TEST(DifferenceTest, TheIntervalTouchesZeroWhereTheProbabilityIsAtTheLimit) {
  const Measured first{10, 9, 11}, second{10 + std::hypot(1, 1), 9 + std::hypot(1, 1), 12.5};
  const auto difference = difference_of(first, second);
  EXPECT_NEAR(difference.low, 0, 1e-12);
  EXPECT_NEAR(difference.p, 0.05, 1e-4);
}

TEST(DifferenceTest, EqualNumbersDoNotDiffer) {
  EXPECT_EQ(difference_of(share(0, 10), share(0, 10)).p, 1);
  EXPECT_EQ(difference_of({3, 3, 3}, {3, 3, 3}).p, 1);
}

TEST(DifferenceTest, ChanceAloneIsRarelyTakenForADifference) {
  std::mt19937 random(7);
  std::binomial_distribution<int> one(300, 0.07), other(120, 0.07);
  int alarms = 0;
  for (int run = 0; run < 2000; ++run)
    alarms += difference_of(share(one(random), 300), share(other(random), 120)).p <= 0.05;
  EXPECT_LE(alarms, 2000 * 0.065);
}

}  // namespace
}  // namespace aftercare::insight
