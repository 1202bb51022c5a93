#include "insight/story/week_moves.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace aftercare::insight {
namespace {

// Nine weeks of complaints of 10 products by 6 carriers, each cell its own level.
std::vector<WeekCell> quiet_weeks(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<WeekCell> cells;
  for (std::uint32_t product = 0; product < 10; ++product)
    for (std::uint32_t carrier = 0; carrier < 6; ++carrier) {
      WeekCell cell{{product, carrier}, {}, 0};
      std::poisson_distribution<int> level(1 + (product + carrier) % 5);
      for (int week = 0; week < 9; ++week) cell.counts.push_back(level(random));
      cell.money = cell.counts.back() * 50;
      cells.push_back(std::move(cell));
    }
  return cells;
}

TEST(WeekMovesTest, TheSegmentThatRoseIsToldOnceWithItsMoney) {
  auto cells = quiet_weeks(5);
  for (auto& cell : cells)
    if (cell.values[0] == 3 && cell.values[1] == 2) {
      cell.counts.back() += 40;
      cell.money += 40 * 50;
    }
  const auto moves = week_moves(cells, 2);
  ASSERT_EQ(moves.moves.size(), 1U);  // Neither its product nor its carrier again.
  const auto& move = moves.moves[0];
  for (const auto& [dimension, value] : move.conditions) EXPECT_EQ(value, dimension == 0 ? 3U : 2U);
  EXPECT_GT(move.count, move.high);
  EXPECT_LE(move.excess_low, 40);
  EXPECT_GE(move.excess_high, 40);
  EXPECT_NEAR(move.money, 50 * move.excess, 1e-6);
  EXPECT_LT(move.q, 0.05);
}

TEST(WeekMovesTest, QuietWeeksTellNothing) {
  int alarms = 0;
  for (unsigned seed = 0; seed < 200; ++seed)
    alarms += week_moves(quiet_weeks(seed), 2).moves.empty() ? 0 : 1;
  EXPECT_LE(alarms, 10);
}

TEST(WeekMovesTest, WeeksThatAlwaysVaryMuchNeedMore) {
  // Orders come in bursts: a week of 60 after weeks of 10 to 50 is none of its own.
  const std::vector<double> wild = {10, 50, 22, 41, 12, 48, 30, 15, 60};
  const std::vector<double> calm = {30, 31, 29, 28, 30, 32, 29, 30, 60};
  EXPECT_TRUE(week_moves({{{0, 0}, wild, 0}}, 2).moves.empty());
  EXPECT_FALSE(week_moves({{{0, 0}, calm, 0}}, 2).moves.empty());
}

TEST(WeekChangeTest, IsStudentsIntervalOfTheNextValue) {
  // Mean 10, deviation 2: t of 7 degrees is 2.3646.
  const std::vector<double> weeks = {8, 12, 8, 12, 8, 12, 8, 12, 10};
  const auto change = week_change(weeks);
  const double deviation = std::sqrt(8 * 4 / 7.0);
  EXPECT_NEAR(change.before, 10, 1e-9);
  EXPECT_NEAR(change.high, 10 + 2.3646 * deviation * std::sqrt(1 + 1 / 8.0), 0.05);
  EXPECT_NEAR(change.p, 1, 1e-9);
  EXPECT_EQ(week_change({1, 2, NAN, NAN, NAN, 3}).p, 1);
}

}  // namespace
}  // namespace aftercare::insight
