#include "insight/trend/control_chart.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace aftercare::insight {
namespace {

std::vector<std::size_t> hits_of(const ControlChart& chart, ChartRule rule) {
  std::vector<std::size_t> at;
  for (const auto& hit : chart.hits)
    if (hit.rule == rule) at.push_back(hit.at);
  return at;
}

}  // namespace

TEST(ControlChartTest, SingleValuesOfTheHandbook) {
  // NIST/SEMATECH e-Handbook 6.3.2.2: flow rate of ten batches.
  const auto chart =
      chart_of_values(Values{49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1});
  ASSERT_TRUE(chart);
  EXPECT_NEAR(chart->centre, 50.81, 1e-9);
  EXPECT_NEAR(chart->points[0].high, 55.8041, 5e-4);
  EXPECT_NEAR(chart->points[0].low, 45.8159, 5e-4);
  EXPECT_TRUE(hits_of(*chart, ChartRule::beyond_limit).empty());
}

TEST(ControlChartTest, SharesOfTheTextbook) {
  // Montgomery, table 7.1: leaking cans of orange juice, 30 samples of 50.
  const Values leaking{12, 15, 8, 10, 4,  7,  16, 9,  14, 10, 5,  6, 17, 12, 22,
                       8,  10, 5, 13, 11, 20, 18, 24, 15, 9,  12, 7, 13, 9,  6};
  const auto chart = chart_of_counts(ChartKind::shares, leaking, Values(30, 50.0));
  ASSERT_TRUE(chart);
  EXPECT_NEAR(chart->centre, 0.2313, 5e-5);
  EXPECT_NEAR(chart->points[0].high, 0.4102, 5e-5);
  EXPECT_NEAR(chart->points[0].low, 0.0524, 5e-5);
  // Samples 15 and 23 are the two that the book finds.
  EXPECT_EQ(hits_of(*chart, ChartRule::beyond_limit), (std::vector<std::size_t>{14, 22}));
}

TEST(ControlChartTest, RatesHaveLimitsOfTheirOwnBase) {
  const auto chart = chart_of_counts(ChartKind::rates, Values{10, 10, 40}, Values{100, 100, 400});
  ASSERT_TRUE(chart);
  EXPECT_DOUBLE_EQ(chart->centre, 0.1);
  EXPECT_DOUBLE_EQ(chart->points[0].high, 0.1 + 3 * std::sqrt(0.1 / 100));
  EXPECT_DOUBLE_EQ(chart->points[2].high, 0.1 + 3 * std::sqrt(0.1 / 400));
  EXPECT_DOUBLE_EQ(chart->points[0].low, 0.1 - 3 * std::sqrt(0.1 / 100));
}

TEST(ControlChartTest, EachRuleNamesTheValueThatCompletesIt) {
  // Ten alternating values make centre and deviation; then eight a little above.
  Values values;
  for (int i = 0; i < 40; ++i) values.push_back(i % 2 == 0 ? 9 : 11);
  for (int i = 0; i < 8; ++i) values.push_back(i % 2 == 0 ? 10.6 : 10.7);
  auto chart = chart_of_values(values);
  ASSERT_TRUE(chart);
  EXPECT_EQ(hits_of(*chart, ChartRule::eight_on_one_side), (std::vector<std::size_t>{46}));

  const auto rising = chart_of_values(Values{5, 4, 1, 2, 3, 4, 5, 6, 5});
  ASSERT_TRUE(rising);
  EXPECT_EQ(hits_of(*rising, ChartRule::six_rising_or_falling), (std::vector<std::size_t>{7}));
  const auto five = chart_of_values(Values{5, 4, 1, 2, 3, 4, 5, 4});
  ASSERT_TRUE(five);
  EXPECT_TRUE(hits_of(*five, ChartRule::six_rising_or_falling).empty());
}

TEST(ControlChartTest, AConstantProcessHasNoSignal) {
  const auto chart = chart_of_values(Values(20, 3.0));
  ASSERT_TRUE(chart);
  EXPECT_TRUE(chart->hits.empty());
}

TEST(ControlChartTest, WhatIsNoCountOnABaseIsRefused) {
  EXPECT_FALSE(chart_of_values(Values{1}));
  EXPECT_FALSE(chart_of_counts(ChartKind::shares, Values{1, 2}, Values{10, 0}));
  EXPECT_FALSE(chart_of_counts(ChartKind::shares, Values{1, 12}, Values{10, 10}));
  EXPECT_FALSE(chart_of_counts(ChartKind::rates, Values{-1, 2}, Values{10, 10}));
  EXPECT_TRUE(chart_of_counts(ChartKind::rates, Values{1, 12}, Values{10, 10}));
}

}  // namespace aftercare::insight
