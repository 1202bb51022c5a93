#include "insight/statistics/long_run.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace aftercare::insight {
namespace {

Values leaning(std::size_t n, double persistence, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Values values;
  double state = normal(random) / std::sqrt(1 - persistence * persistence);
  for (std::size_t i = 0; i < n; ++i) {
    state = persistence * state + normal(random);
    values.push_back(state);
  }
  return values;
}

}  // namespace

TEST(LongRunTest, IsTheVarianceOfAMeanTimesItsLength) {
  // Of errors of first order 1 / (1 - r)^2.
  for (const double r : {0.0, 0.5}) {
    double sum = 0;
    for (unsigned seed = 0; seed < 200; ++seed)
      sum += long_run_of(leaning(400, r, seed), {Values(400, 1.0)}).variance / 200;
    EXPECT_NEAR(sum, 1 / ((1 - r) * (1 - r)), 0.12 / ((1 - r) * (1 - r))) << r;
  }
}

TEST(LongRunTest, WhatTheRegressorsExplainIsNoNoise) {
  auto values = leaning(200, 0, 1);
  Values step(200), line(200);
  for (std::size_t i = 0; i < 200; ++i) {
    step[i] = i >= 100;
    line[i] = static_cast<double>(i);
  }
  const auto plain = long_run_of(values, {Values(200, 1.0), step, line});
  for (std::size_t i = 0; i < 200; ++i) values[i] += 50 * step[i] - 3 * line[i] + 7;
  const auto moved = long_run_of(values, {Values(200, 1.0), step, line});
  EXPECT_NEAR(moved.variance, plain.variance, 1e-6);
  EXPECT_EQ(moved.freedom, plain.freedom);
  EXPECT_GE(plain.freedom, 4);
}

TEST(LongRunTest, NothingVariesInAConstantAndTooFewValuesSayNothing) {
  EXPECT_EQ(long_run_of(Values(50, 3.0), {Values(50, 1.0)}).variance, 0);
  EXPECT_EQ(long_run_of(Values{1, 2, 1}, {Values(3, 1.0)}).freedom, 0);
  EXPECT_EQ(long_run_of({}, {}).freedom, 0);
}

}  // namespace aftercare::insight
