#include "simulate/random.hpp"

#include <gtest/gtest.h>

namespace aftercare::simulate {
namespace {

TEST(Random, IsTheSameForTheSameSeedAndStreamOnly) {
  Random one(1, 1), same(1, 1), seed(2, 1), stream(1, 2);
  const auto first = one.next();
  EXPECT_EQ(first, same.next());
  EXPECT_NE(first, seed.next());
  EXPECT_NE(first, stream.next());
}

TEST(Random, StaysInItsBounds) {
  Random random(3, 0);
  constexpr std::array<std::int64_t, 3> kPoints = {10, 20, 1000};
  for (int i = 0; i < 2000; ++i) {
    EXPECT_LT(random.below(7), 7U);
    const auto drawn = random.between(-2, 2);
    EXPECT_TRUE(drawn >= -2 && drawn <= 2);
    EXPECT_LT(random.unit(), 1.0);
    const auto value = random.quantile(kPoints);
    EXPECT_TRUE(value >= 10 && value <= 1000);
  }
}

TEST(Random, HalfOfWhatAQuantileTableGivesLiesBelowItsMiddle) {
  Random random(4, 0);
  constexpr std::array<std::int64_t, 3> kPoints = {0, 100, 10'000};
  int below = 0;
  for (int i = 0; i < 10'000; ++i) below += random.quantile(kPoints) < 100 ? 1 : 0;
  EXPECT_NEAR(below, 5000, 250);
}

TEST(Random, CountsComeOutAtTheirMean) {
  for (const double mean : {0.2, 3.0, 80.0}) {
    Random random(5, 0);
    double sum = 0;
    for (int i = 0; i < 4000; ++i) sum += random.count(mean);
    EXPECT_NEAR(sum / 4000, mean, 0.05 + mean * 0.05) << mean;
  }
  Random random(5, 0);
  EXPECT_EQ(random.count(0), 0U);
}

TEST(Weights, PickInProportion) {
  constexpr std::array<std::uint32_t, 3> kWeights = {1, 0, 3};
  const Weights weights(kWeights);
  Random random(6, 0);
  int picked[3] = {0, 0, 0};
  for (int i = 0; i < 8000; ++i) ++picked[weights.pick(random)];
  EXPECT_EQ(picked[1], 0);
  EXPECT_NEAR(picked[2], 6000, 250);
}

}  // namespace
}  // namespace aftercare::simulate
