#include "insight/defects/failure_rates.hpp"

#include <gtest/gtest.h>

#include <random>

namespace aftercare::insight {

// By hand: 10 of 100, 20 of 100, 60 of 200. Mean 90 / 400 = 0.225; weighted spread 100 x 0.125^2 +
// 100 x 0.025^2 + 200 x 0.075^2 = 2.75; less 2 x 0.225 = 2.3; over 400 - 60000 / 400 = 250: 0.0092.
TEST(FailureRates, ThePriorIsThatOfMoments) {
  const auto prior = rate_prior({{100, 10}, {100, 20}, {200, 60}});
  EXPECT_NEAR(prior.mean, 0.225, 1e-12);
  EXPECT_NEAR(prior.variance, 0.0092, 1e-12);
  EXPECT_EQ(rate_prior({{100, 10}, {100, 10}}).variance, 0);
  EXPECT_EQ(rate_prior({}).mean, 0);
}

// The prior as above is a gamma of shape 5.503 and 24.457 units: 10 of 100 becomes 15.503 /
// 124.457.
TEST(FailureRates, SmallGroupsAreDrawnTowardsTheOthers) {
  const auto rates = shrunk_rates({{100, 10}, {100, 20}, {200, 60}});
  EXPECT_NEAR(rates[0].shrunk, 15.5027 / 124.4565, 1e-4);
  EXPECT_NEAR(rates[2].shrunk, 65.5027 / 224.4565, 1e-4);
  EXPECT_LT(rates[2].low, 0.29);
  EXPECT_GT(rates[2].high, 0.30);
  const auto tiny = shrunk_rates({{2, 1}, {1000, 20}, {1000, 22}, {1000, 70}});
  EXPECT_LT(tiny[0].shrunk, 0.1);  // One of two is not 50 %.
  EXPECT_GT(tiny[0].p, 0.03);
  EXPECT_LT(tiny[3].q, 1e-6);
}

TEST(FailureRates, OfNothingSayNothing) {
  const auto rates = shrunk_rates({{0, 0}, {10, 0}});
  EXPECT_EQ(rates[0].rate, 0);
  EXPECT_EQ(rates[0].p, 1);
  EXPECT_EQ(rates[1].p, 1);
}

TEST(FailureRates, GroupsThatAreAlikeRaiseFewAlarms) {
  std::mt19937_64 random(11);
  int alarms = 0;
  for (int shop = 0; shop < 200; ++shop) {
    std::vector<Failures> groups;
    for (int g = 0; g < 30; ++g) {
      const double n = 50 + 40 * (g % 7);
      groups.push_back({n, static_cast<double>(std::poisson_distribution<int>(n * 0.04)(random))});
    }
    bool any = false;
    for (const auto& rate : shrunk_rates(groups)) any = any || rate.q < 0.05;
    alarms += any ? 1 : 0;
  }
  EXPECT_LE(alarms, 10);  // 5 % of 200.
}

TEST(FailureRates, ARateThatDoublesIsSeenSoonOneThatStaysIsNot) {
  std::vector<Failures> steps;
  for (int week = 0; week < 30; ++week) steps.push_back({1000, week < 20 ? 10.0 : 25.0});
  const auto warning = watch_rate(steps, 0.01);
  ASSERT_TRUE(warning.warns());
  EXPECT_GE(warning.first, 20U);
  EXPECT_LE(warning.first, 22U);
  EXPECT_EQ(warning.began, 20U);
  std::mt19937_64 random(5);
  int alarms = 0;
  for (int course = 0; course < 200; ++course) {
    std::vector<Failures> quiet;
    for (int week = 0; week < 30; ++week)
      quiet.push_back({1000, static_cast<double>(std::poisson_distribution<int>(10)(random))});
    alarms += watch_rate(quiet, 0.01).warns() ? 1 : 0;
  }
  EXPECT_LE(alarms, 8);  // 1 in 100 is meant; 4 in 100 are let pass here.
}

// Sums by hand: 3 failures where 1 was expected: 3 ln 2 - 1 = 1.079; none where 1 was: 0.079; none:
// 0.
TEST(FailureRates, TheSumIsThatOfLucas) {
  const auto warning = watch_rate({{100, 3}, {100, 0}, {100, 0}}, 0.01);
  ASSERT_EQ(warning.sums.size(), 3U);
  EXPECT_NEAR(warning.sums[0], 1.0794, 1e-4);
  EXPECT_NEAR(warning.sums[1], 0.0794, 1e-4);
  EXPECT_EQ(warning.sums[2], 0);
  EXPECT_FALSE(watch_rate({}, 0.01).warns());
}

}  // namespace aftercare::insight
