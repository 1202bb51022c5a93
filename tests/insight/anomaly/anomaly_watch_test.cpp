#include "insight/anomaly/anomaly_watch.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace aftercare::insight {
namespace {

constexpr double kAlarm = 0.98;

// Complaints by hour: busy days, quiet nights, some noise.
std::vector<double> hours_of(int days, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0, 2);
  std::vector<double> values;
  for (int hour = 0; hour < days * 24; ++hour)
    values.push_back(50 + 30 * std::sin(2 * M_PI * hour / 24) + normal(random));
  return values;
}

std::vector<AnomalyPoint> watched(const std::vector<double>& values, double season) {
  AnomalyWatch watch({season, 1});
  std::vector<AnomalyPoint> points;
  for (std::size_t i = 0; i < values.size(); ++i)
    points.push_back(watch.next(static_cast<double>(i), values[i]));
  return points;
}

}  // namespace

TEST(AnomalyWatchTest, ASpikeIsAnAlarmAndItsNeighboursAreNone) {
  auto values = hours_of(30, 1);
  values[500] = 300;
  const auto points = watched(values, 24);
  EXPECT_GT(points[500].score, kAlarm);
  EXPECT_GT(values[500], points[500].high);
  EXPECT_LT(points[499].score, kAlarm);
  EXPECT_LT(points[501].score, kAlarm);  // What follows an alarm is no news.
}

TEST(AnomalyWatchTest, AnOrdinaryValueAtTheWrongHourIsStrange) {
  auto values = hours_of(40, 2);
  const std::size_t night = 24 * 30 + 18;  // The quietest hour.
  values[night] = values[night - 12];      // As many as in the busiest.
  const auto points = watched(values, 24);
  EXPECT_GT(points[night].score, kAlarm);
  EXPECT_NEAR(points[night].expected, 20, 5);
}

// Also where it was put away in the middle of an alarm, and of nothing.
TEST(AnomalyWatchTest, AWatchThatIsPutAwayAndTakenUpAgainGivesTheSamePoints) {
  auto values = hours_of(60, 3);
  values[700] = 300;
  const auto whole = watched(values, 24);
  for (const std::size_t stop : {0UL, 1UL, 30UL, 701UL, 1439UL}) {
    AnomalyWatch first({24, 1});
    for (std::size_t i = 0; i < stop; ++i) first.next(static_cast<double>(i), values[i]);
    auto second = AnomalyWatch::resumed(first.state());
    for (auto i = stop; i < values.size(); ++i) {
      const auto point = second.next(static_cast<double>(i), values[i]);
      ASSERT_EQ(point.score, whole[i].score) << stop << " " << i;
      if (i > 0) {
        ASSERT_EQ(point.high, whole[i].high) << stop << " " << i;
      }
    }
  }
}

// The last days of a series keep their level, but swing ten times as much.
TEST(AnomalyWatchTest, WhatIsStrangeDoesNotDependOnHowHighTheLevelIs) {
  std::vector<double> low;
  for (int i = 0; i < 600; ++i) low.push_back((i % 2 == 0 ? 1 : -1) * (i < 500 ? 4.0 : 40.0));
  auto high = low;
  for (auto& value : high) value += 8e9;
  const auto of_low = watched(low, 0), of_high = watched(high, 0);
  for (std::size_t i = 0; i < low.size(); ++i)
    EXPECT_NEAR(of_low[i].score, of_high[i].score, 1e-6) << i;
}

TEST(AnomalyWatchTest, OnlyThePastCounts) {
  auto values = hours_of(20, 3);
  const auto before = watched(values, 24);
  for (std::size_t i = 300; i < values.size(); ++i) values[i] = 1e6;
  const auto after = watched(values, 24);
  for (std::size_t i = 0; i < 300; ++i) EXPECT_EQ(before[i].score, after[i].score) << i;
}

TEST(AnomalyWatchTest, QuietSeriesRaiseFewAlarms) {
  std::size_t alarms = 0, rows = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto points = watched(hours_of(60, seed), 24);
    for (std::size_t i = 24 * 7; i < points.size(); ++i, ++rows)
      alarms += points[i].score >= kAlarm;
  }
  EXPECT_LT(static_cast<double>(alarms), 0.01 * static_cast<double>(rows));
}

TEST(AnomalyWatchTest, TheBandHoldsMostValues) {
  const auto values = hours_of(60, 5);
  const auto points = watched(values, 24);
  std::size_t inside = 0, rows = 0;
  for (std::size_t i = 24 * 10; i < points.size(); ++i, ++rows)
    inside += values[i] >= points[i].low && values[i] <= points[i].high;
  EXPECT_GT(static_cast<double>(inside), 0.97 * static_cast<double>(rows));
}

TEST(AnomalyWatchTest, AConstantSeriesIsNeverStrangeUntilItChanges) {
  std::vector<double> values(200, 7.0);
  values.push_back(8.0);
  const auto points = watched(values, 0);
  for (std::size_t i = 0; i < 200; ++i) EXPECT_EQ(points[i].score, 0) << i;
  EXPECT_GT(points[200].score, kAlarm);
}

TEST(AnomalyWatchTest, OnePointHasNoExpectation) {
  const auto points = watched({5}, 0);
  EXPECT_EQ(points[0].score, 0);
  EXPECT_TRUE(std::isnan(points[0].expected));
}

TEST(AnomalyWatchTest, ScoresAreTheSameInAnotherUnit) {
  auto values = hours_of(20, 6);
  const auto plain = watched(values, 24);
  for (auto& value : values) value = value * 1024;  // Exact in binary.
  const auto scaled = watched(values, 24);
  for (std::size_t i = 0; i < plain.size(); ++i)
    EXPECT_NEAR(plain[i].score, scaled[i].score, 0.02) << i;
}

}  // namespace aftercare::insight
