#include "insight/defects/survival.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <random>

namespace aftercare::insight {

std::vector<Lifetime> lifetimes_of(std::initializer_list<double> failed,
                                   std::initializer_list<double> working = {}) {
  std::vector<Lifetime> all;
  for (const auto time : failed) all.push_back({time, true});
  for (const auto time : working) all.push_back({time, false});
  return all;
}

// Weeks of remission of leukaemia under 6-MP and placebo (Freireich and others 1963; Cox and Oakes
// 1984, table 1.1).
const auto kTreated =
    lifetimes_of({6, 6, 6, 7, 10, 13, 16, 22, 23}, {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35});
const auto kPlacebo =
    lifetimes_of({1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23});

TEST(Survival, IsTheProductLimitOfKaplanAndMeier) {
  const auto points = kaplan_meier(kTreated);
  const double time[] = {6, 7, 10, 13, 16, 22, 23};
  const double survival[] = {0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448};
  const std::size_t at_risk[] = {21, 17, 15, 12, 11, 7, 6};
  ASSERT_EQ(points.size(), 7U);
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_EQ(points[i].time, time[i]);
    EXPECT_EQ(points[i].at_risk, at_risk[i]);
    EXPECT_NEAR(points[i].survival, survival[i], 0.0006);
    EXPECT_LT(points[i].low, points[i].survival);
    EXPECT_GT(points[i].high, points[i].survival);
  }
  EXPECT_EQ(median_lifetime(points), 23);
  // Greenwood's standard error at 6 weeks is 0.0764; on the log-log scale 0.620 to 0.952.
  EXPECT_NEAR(points[0].low, 0.620, 0.001);
  EXPECT_NEAR(points[0].high, 0.952, 0.001);
}

TEST(Survival, OfAllFailedEndsAtNothing) {
  const auto points = kaplan_meier(kPlacebo);
  EXPECT_EQ(points.back().survival, 0);
  EXPECT_EQ(median_lifetime(points), 8);
  EXPECT_TRUE(kaplan_meier({}).empty());
  EXPECT_FALSE(median_lifetime(kaplan_meier(lifetimes_of({}, {3, 4}))));
}

TEST(Survival, TheLogRankTestTellsTheTreatedFromThePlacebo) {
  const auto test = log_rank(kTreated, kPlacebo);
  EXPECT_NEAR(test.chi_square, 16.79, 0.01);
  EXPECT_NEAR(test.expected, 19.25, 0.01);
  EXPECT_NEAR(test.p, 4.17e-5, 0.02e-5);
  EXPECT_NEAR(log_rank(kTreated, kTreated).p, 1, 1e-9);
  EXPECT_EQ(log_rank(lifetimes_of({}, {1, 2}), lifetimes_of({}, {3})).p, 1);
}

// The 6-MP group: shape 1.354, scale 33.77 (R's survreg: intercept 3.519, scale 0.739).
TEST(Survival, AWeibullDistributionIsFittedWithTheCensored) {
  const auto fit = fit_weibull(kTreated);
  ASSERT_TRUE(fit.has_value());
  EXPECT_NEAR(fit->shape, 1.354, 0.002);
  EXPECT_NEAR(fit->scale, 33.77, 0.05);
  EXPECT_NEAR(fit->survival(fit->scale), std::exp(-1.0), 1e-12);
  EXPECT_LT(fit->shape_low, 1);
  EXPECT_GT(fit->shape_high, 1.5);
}

TEST(Survival, AWeibullDistributionIsFoundAgain) {
  std::mt19937_64 random(7);
  std::weibull_distribution<double> draw(0.8, 200);
  std::vector<Lifetime> lives;
  for (int i = 0; i < 20'000; ++i) {
    const double time = draw(random);
    lives.push_back(time < 150 ? Lifetime{time, true} : Lifetime{150, false});
  }
  const auto fit = fit_weibull(lives);
  ASSERT_TRUE(fit.has_value());
  EXPECT_NEAR(fit->shape, 0.8, 0.02);
  EXPECT_NEAR(fit->scale, 200, 8);
  EXPECT_LT(fit->shape_high, 0.83);
}

TEST(Survival, TooFewFailuresAreNoDistribution) {
  EXPECT_FALSE(fit_weibull(lifetimes_of({3, 5}, {9, 9, 9})));
  EXPECT_FALSE(fit_weibull(lifetimes_of({4, 4, 4, 4})));
  EXPECT_FALSE(fit_weibull({}));
}

}  // namespace aftercare::insight
