#include "metrics/interval.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace aftercare::metrics {

void expect_interval(const std::optional<Interval>& found, double low, double high, double within) {
  ASSERT_TRUE(found.has_value());
  EXPECT_NEAR(found->low, low, within);
  EXPECT_NEAR(found->high, high, within);
}

// Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3.
TEST(Interval, OfAShareIsWilsons) {
  expect_interval(share_interval(81, 263), 0.2553, 0.3662, 0.00006);
  expect_interval(share_interval(15, 148), 0.0624, 0.1605, 0.00006);
  expect_interval(share_interval(0, 20), 0.0, 0.1611, 0.00006);
  expect_interval(share_interval(1, 29), 0.0061, 0.1718, 0.00006);
  EXPECT_FALSE(share_interval(0, 0));
}

// Exact limits of a Poisson count (Garwood), as in tables: 1: 0.0253-5.57; 10: 4.795-18.39;
// 100: 81.36-121.63; 0: 0-3.689.
TEST(Interval, OfARateIsTheExactOne) {
  expect_interval(rate_interval(10, 1), 4.795, 18.39, 0.001);
  expect_interval(rate_interval(1, 1), 0.0253, 5.572, 0.0005);
  expect_interval(rate_interval(100, 1), 81.36, 121.63, 0.05);
  expect_interval(rate_interval(100, 50), 81.36 / 50, 121.63 / 50, 0.001);
  const auto none = rate_interval(0, 1);
  ASSERT_TRUE(none.has_value());
  EXPECT_EQ(none->low, 0);
  EXPECT_NEAR(none->high, 3.689, 0.0005);
  EXPECT_FALSE(rate_interval(3, 0));
}

// Ten values 1..10: mean 5.5, standard deviation 3.02765, t(9) = 2.26216, half width 2.16586.
TEST(Interval, OfAMeanIsStudents) {
  expect_interval(mean_interval(10, 55, 385), 5.5 - 2.16586, 5.5 + 2.16586, 0.001);
  expect_interval(mean_interval(3, 6, 14), 2 - 4.30265 / std::sqrt(3.0),
                  2 + 4.30265 / std::sqrt(3.0), 0.03);
  expect_interval(mean_interval(4, 20, 100), 5, 5, 1e-12);  // All the same.
  EXPECT_FALSE(mean_interval(2, 3, 5));
  EXPECT_FALSE(mean_interval(0, 0, 0));
}

}  // namespace aftercare::metrics
