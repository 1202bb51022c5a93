#include "insight/impact/impact.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace aftercare::insight {
namespace {

// Damaged parcels a day, quieter on weekends.
Values damaged(std::size_t days, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0, 3);
  Values values;
  for (std::size_t day = 0; day < days; ++day)
    values.push_back(60 + (day % 7 < 5 ? 4 : -10) + normal(random));
  return values;
}

ImpactSettings weekly() {
  return {7};
}

}  // namespace

TEST(ImpactTest, BetterPackagingIsSeenWithItsSize) {
  auto series = damaged(120, 1);
  for (std::size_t day = 80; day < 120; ++day) series[day] -= 12;
  const auto impact = impact_of(series, {}, 80, weekly());
  ASSERT_TRUE(impact);
  EXPECT_TRUE(impact->clear);
  EXPECT_LE(impact->low, -12);
  EXPECT_GE(impact->high, -12);
  EXPECT_NEAR(impact->expected - impact->after, 12, 3);
  EXPECT_LT(impact->placebo_p, 0.05);
}

TEST(ImpactTest, WhatAllHaveInCommonIsNoEffect) {
  // The whole shop gets busier from day 80 on; the treated product as well, and no more.
  auto series = damaged(120, 2), others = damaged(120, 3);
  for (std::size_t day = 80; day < 120; ++day) series[day] += 15, others[day] += 15;
  const auto alone = impact_of(series, {}, 80, weekly());
  const auto beside = impact_of(series, others, 80, weekly());
  ASSERT_TRUE(alone && beside);
  EXPECT_TRUE(alone->clear);
  EXPECT_FALSE(beside->clear);
  EXPECT_LE(beside->low, 0);
  EXPECT_GE(beside->high, 0);
}

TEST(ImpactTest, ARiseThatGoesOnIsNoEffect) {
  auto series = damaged(120, 4);
  for (std::size_t day = 0; day < 120; ++day) series[day] += 0.5 * static_cast<double>(day);
  const auto impact = impact_of(series, {}, 80, weekly());
  ASSERT_TRUE(impact);
  EXPECT_TRUE(impact->line);
  EXPECT_FALSE(impact->clear);
  EXPECT_GT(impact->after - impact->before, 20);
}

TEST(ImpactTest, WhereNothingBeganHardlyAnyEffectIsClear) {
  int clear = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    const auto impact = impact_of(damaged(90, seed), {}, 60, weekly());
    ASSERT_TRUE(impact);
    clear += impact->clear;
  }
  EXPECT_LE(clear, 10);  // 5 % of 200.
}

TEST(ImpactTest, AFewDaysAreTooFew) {
  const auto series = damaged(30, 5);
  for (const std::size_t at : {0U, 4U, 26U, 30U, 99U}) {
    const auto impact = impact_of(series, {}, at, weekly());
    ASSERT_FALSE(impact) << at;
    EXPECT_NE(impact.error().message.find("too few values"), std::string::npos);
  }
  EXPECT_FALSE(impact_of({}, {}, 0));
}

TEST(ImpactTest, AConstantSeriesHasNoEffectAndAStepOfItHasExactlyItsSize) {
  const auto none = impact_of(Values(40, 5.0), {}, 20);
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->clear);
  EXPECT_EQ(none->effect, 0);
  Values step(20, 5.0);
  step.insert(step.end(), 20, 8.0);
  const auto one = impact_of(step, {}, 20);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->effect, 3);
  EXPECT_TRUE(one->clear);
}

}  // namespace aftercare::insight
