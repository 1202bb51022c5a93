#include "insight/series/season.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace aftercare::insight {
namespace {

Values wave(std::size_t count, double period, double slope = 0) {
  Values values;
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(100 + slope * static_cast<double>(i) +
                     10 * std::sin(2 * std::numbers::pi * static_cast<double>(i) / period));
  return values;
}

Values noise(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Values values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(50 + normal(random));
  return values;
}

}  // namespace

TEST(SeasonTest, AWeekIsFoundOnARisingLine) {
  const auto series = wave(70, 7, 0.1);
  EXPECT_TRUE(shows_season(series, 7));
  EXPECT_EQ(seasons_of(series, 7).front(), 7U);
  const auto season = season_of(series, 7);
  for (std::size_t i = 0; i < 7; ++i)
    EXPECT_NEAR(season[i], 10 * std::sin(2 * std::numbers::pi * static_cast<double>(i) / 7), 0.6);
}

TEST(SeasonTest, ALongerSeasonBesideTheKnownOneIsFound) {
  auto series = wave(24 * 7 * 5, 24);
  for (std::size_t i = 0; i < series.size(); ++i)
    if (i / 24 % 7 >= 5) series[i] -= 8;  // Weekends are quieter.
  EXPECT_EQ(seasons_of(series, 24), (std::vector<std::size_t>{24, 168}));
}

TEST(SeasonTest, NoiseAndConstantsHaveNone) {
  int found = 0;
  for (unsigned seed = 0; seed < 200; ++seed) found += shows_season(noise(120, seed), 12);
  EXPECT_LE(found, 20);  // The test is at 5 %.
  const Values constant(60, 3.0);
  EXPECT_FALSE(shows_season(constant, 12));
  EXPECT_TRUE(seasons_of(constant, 12).empty());
  EXPECT_EQ(season_of(constant, 12), Values(12, 0.0));
}

TEST(SeasonTest, TwoPeriodsAreTooFewToSay) {
  EXPECT_FALSE(shows_season(wave(23, 12), 12));
  EXPECT_EQ(season_of(wave(20, 12), 12), Values(12, 0.0));
}

}  // namespace aftercare::insight
