#include "insight/trend/trend.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "insight/statistics/noise.hpp"
#include "insight/trend/change_points.hpp"

namespace aftercare::insight {
namespace {

// Complaints a day about a level, weekends quieter, each day a little like the one before.
Values complaints(std::size_t days, unsigned seed, double persistence = 0) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0, 4);
  Values values;
  double error = 0;
  for (std::size_t day = 0; day < days; ++day) {
    error = persistence * error + normal(random);
    values.push_back(100 + (day % 7 < 5 ? 6 : -15) + error);
  }
  return values;
}

}  // namespace

TEST(TrendTest, AChangeIsFoundHoweverHighTheLevelIs) {
  Values series;
  for (int day = 0; day < 120; ++day)
    series.push_back(8e9 + (day % 2 == 0 ? 1 : -1) + (day < 60 ? 0 : 20));
  const auto changes = change_points(series);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].at, 60U);
  EXPECT_NEAR(changes[0].after - changes[0].before, 20, 0.01);
}

TEST(TrendTest, TheDayOfAShiftIsFoundThoughTheWeekMovesMore) {
  auto series = complaints(140, 1);
  for (std::size_t day = 90; day < 140; ++day) series[day] += 15;
  const auto trend = trend_of(series, 7);
  ASSERT_TRUE(trend);
  ASSERT_EQ(trend->changes.size(), 1U);
  const auto& change = trend->changes[0];
  EXPECT_NEAR(static_cast<double>(change.at), 90, 2);
  EXPECT_LE(change.low, 15);
  EXPECT_GE(change.high, 15);
  ASSERT_FALSE(trend->seasons.empty());
  EXPECT_EQ(trend->seasons[0].period, 7U);
  EXPECT_GT(trend->seasons[0].strength, 0.5);
  EXPECT_NEAR(trend->level, 115, 3);
}

TEST(TrendTest, ShuffledDaysRarelyShowAChangeOrASlope) {
  for (const double persistence : {0.0, 0.3}) {
    int changed = 0, sloped = 0;
    for (unsigned seed = 0; seed < 200; ++seed) {
      const auto trend = trend_of(complaints(120, seed, persistence), 7);
      ASSERT_TRUE(trend);
      changed += !trend->changes.empty();
      sloped += trend->slope.p < 0.05;
    }
    EXPECT_LE(changed, 10) << persistence;  // 5 % of 200.
    EXPECT_LE(sloped, 16) << persistence;   // A test at 5 %: 16 is two deviations above 10.
  }
}

TEST(TrendTest, OneWildDayIsNoChangeOfLevel) {
  auto series = complaints(120, 3);
  series[60] = 400;
  const auto trend = trend_of(series, 7);
  ASSERT_TRUE(trend);
  EXPECT_TRUE(trend->changes.empty());
}

TEST(TrendTest, ASteadyRiseHasItsSlopeInTheInterval) {
  auto series = complaints(140, 4);
  for (std::size_t day = 0; day < 140; ++day) series[day] += 0.3 * static_cast<double>(day);
  const auto trend = trend_of(series, 7);
  ASSERT_TRUE(trend);
  EXPECT_LT(trend->slope.p, 1e-5);
  EXPECT_LE(trend->slope.low, 0.3);
  EXPECT_GE(trend->slope.high, 0.3);
}

TEST(TrendTest, SenSlopeOfTheTextbook) {
  // All pairs of 1, 3, 2, 5: slopes 2, 1/2, 4/3, -1, 1, 3; their median lies between 1 and 4/3.
  EXPECT_NEAR(slope_of(Values{1, 3, 2, 5}).per_step, (1 + 4.0 / 3) / 2, 1e-12);
}

TEST(TrendTest, ShortAndConstantSeriesSayNothing) {
  EXPECT_FALSE(trend_of({}, 7));
  const auto one = trend_of(Values{5}, 7);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->level, 5);
  EXPECT_EQ(one->slope.p, 1);
  const auto constant = trend_of(Values(60, 3.0), 7);
  ASSERT_TRUE(constant);
  EXPECT_TRUE(constant->changes.empty());
  EXPECT_TRUE(constant->seasons.empty());
  EXPECT_EQ(constant->slope.per_step, 0);
}

TEST(TrendTest, AStepBetweenConstantsIsFoundExactly) {
  Values series(30, 2.0);
  series.insert(series.end(), 30, 7.0);
  const auto trend = trend_of(series, 0);
  ASSERT_TRUE(trend);
  ASSERT_EQ(trend->changes.size(), 1U);
  EXPECT_EQ(trend->changes[0].at, 30U);
  EXPECT_NEAR(trend->changes[0].after, 7, 1e-9);
}

TEST(NoiseTest, PersistenceIsSeenThroughAShift) {
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  Values series;
  double error = 0;
  for (int i = 0; i < 4000; ++i) {
    error = 0.5 * error + normal(random);
    series.push_back(error + (i >= 2000 ? 20 : 0));
  }
  const auto noise = noise_of(series);
  EXPECT_NEAR(noise.persistence, 0.5, 0.1);
  EXPECT_NEAR(noise.deviation, 1 / std::sqrt(1 - 0.25), 0.15);
}

}  // namespace aftercare::insight
