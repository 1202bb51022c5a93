#include "insight/forecast/forecast.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "insight/forecast/theta.hpp"

namespace aftercare::insight {
namespace {

ForecastSettings ahead_of(std::size_t horizon, std::size_t season = 0) {
  ForecastSettings settings;
  settings.horizon = horizon;
  settings.season = season;
  return settings;
}

// Airline passengers by month, 1949 to 1960 (Box and Jenkins, series G).
const Values& passengers() {
  static const Values all{
      112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149,
      170, 170, 158, 133, 114, 140, 145, 150, 178, 163, 172, 178, 199, 199, 184, 162, 146, 166,
      171, 180, 193, 181, 183, 218, 230, 242, 209, 191, 172, 194, 196, 196, 236, 235, 229, 243,
      264, 272, 237, 211, 180, 201, 204, 188, 235, 227, 234, 264, 302, 293, 259, 229, 203, 229,
      242, 233, 267, 269, 270, 315, 364, 347, 312, 274, 237, 278, 284, 277, 317, 313, 318, 374,
      413, 405, 355, 306, 271, 306, 315, 301, 356, 348, 355, 422, 465, 467, 404, 347, 305, 336,
      340, 318, 362, 348, 363, 435, 491, 505, 404, 359, 310, 337, 360, 342, 406, 396, 420, 472,
      548, 559, 463, 407, 362, 405, 417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432};
  return all;
}

}  // namespace

TEST(ForecastTest, TheLastYearOfThePassengersIsForeseen) {
  const Series past = Series(passengers()).first(132);
  const auto told = forecast(past, ahead_of(12, 12));
  ASSERT_TRUE(told);
  double error = 0;
  int inside = 0;
  for (std::size_t h = 0; h < 12; ++h) {
    const double truth = passengers()[132 + h];
    error += std::abs(told->mean[h] - truth) / truth / 12;
    inside += truth >= told->low[h] && truth <= told->high[h];
  }
  EXPECT_LT(error, 0.05);  // Last year's values again are off by 10 %.
  EXPECT_GE(inside, 10);
  EXPECT_EQ(told->folds, 3U);
  EXPECT_LT(told->smape, 8);
  ASSERT_FALSE(told->seasons.empty());
  EXPECT_EQ(told->seasons[0], 12U);
}

TEST(ForecastTest, AWeekThatRepeatsExactlyGoesOn) {
  Values series;
  const Values week{5, 6, 7, 8, 9, 2, 1};
  for (int i = 0; i < 70; ++i) series.push_back(week[static_cast<std::size_t>(i % 7)]);
  const auto told = forecast(series, ahead_of(7, 7));
  ASSERT_TRUE(told);
  for (std::size_t h = 0; h < 7; ++h) EXPECT_NEAR(told->mean[h], week[h], 0.05) << h;
}

TEST(ForecastTest, AStraightLineGoesOn) {
  Values series;
  for (int i = 0; i < 60; ++i) series.push_back(10 + 2 * i);
  const auto told = forecast(series, ahead_of(5));
  ASSERT_TRUE(told);
  for (std::size_t h = 0; h < 5; ++h)
    EXPECT_NEAR(told->mean[h], 130 + 2 * static_cast<double>(h), 2) << h;
}

TEST(ForecastTest, AConstantSeriesStaysWhatItIs) {
  const auto told = forecast(Values(30, 4.0), ahead_of(3, 7));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->mean, Values(3, 4.0));
  EXPECT_EQ(told->low, told->high);
}

TEST(ForecastTest, OnePointIsNoSeries) {
  for (const auto& few : {Values{}, Values{5}, Values{5, 6}}) {
    const auto told = forecast(few, ahead_of(3));
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().kind, base::ErrorKind::input);
    EXPECT_NE(told.error().message.find("too short"), std::string::npos);
  }
  EXPECT_FALSE(forecast(Values(9, 1.0), ahead_of(0)));
}

TEST(ForecastTest, CountsAreNeverForecastBelowZero) {
  Values series;
  for (int i = 0; i < 40; ++i) series.push_back(std::max(0, 40 - 2 * i));
  const auto told = forecast(series, ahead_of(10));
  ASSERT_TRUE(told);
  for (std::size_t h = 0; h < 10; ++h) {
    EXPECT_GE(told->mean[h], 0);
    EXPECT_GE(told->low[h], 0);
  }
}

TEST(ForecastTest, ThreeValuesGiveAForecastWithoutABackTest) {
  const auto told = forecast(Values{3, 5, 4}, ahead_of(2));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->folds, 0U);
  EXPECT_TRUE(std::isnan(told->mae));
  EXPECT_GT(told->high[1], told->low[1]);
}

TEST(ForecastTest, NineteenOfTwentyValuesLieInTheInterval) {
  int inside = 0;
  constexpr int series_count = 60;
  for (unsigned seed = 0; seed < series_count; ++seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(100, 10);
    Values series;
    for (int i = 0; i < 130; ++i) series.push_back(normal(random));
    const auto told = forecast(Series(series).first(120), ahead_of(10));
    ASSERT_TRUE(told);
    for (std::size_t h = 0; h < 10; ++h)
      inside += series[120 + h] >= told->low[h] && series[120 + h] <= told->high[h];
  }
  EXPECT_GE(inside, series_count * 10 * 90 / 100);
}

TEST(ForecastTest, ADayLikeNoOtherIsExpectedWhenItIsAnnounced) {
  // A sales day every 45 days brings 100 more; the next one is the second step ahead.
  auto settings = ahead_of(3, 7);
  Values series;
  std::mt19937 random(1);
  std::normal_distribution<double> normal(0, 1);
  for (int i = 0; i < 270 + 3; ++i) {
    const bool sale = i % 45 == 1;
    settings.special.push_back(sale ? 1 : 0);
    if (i < 270) series.push_back(50 + (i % 7 < 5 ? 5 : -5) + (sale ? 100 : 0) + normal(random));
  }
  const auto told = forecast(series, settings);
  ASSERT_TRUE(told);
  EXPECT_NEAR(told->mean[0], 55, 4);
  EXPECT_NEAR(told->mean[1], 145, 6);  // Steps 271 and 272 are a weekend.
  EXPECT_NEAR(told->mean[2], 45, 4);
}

TEST(ThetaTest, HalfTheSlopeIsDrift) {
  // Hyndman and Billah 2003: of a straight line the smoothing keeps the level, drift is half of 2.
  Values line;
  for (int i = 0; i < 50; ++i) line.push_back(2 * i);
  const auto told = theta_ahead(line, {}, 3);
  EXPECT_NEAR(told[1] - told[0], 1, 1e-9);
  EXPECT_NEAR(told[2] - told[1], 1, 1e-9);
}

}  // namespace aftercare::insight
