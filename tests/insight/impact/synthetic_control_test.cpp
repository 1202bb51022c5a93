#include "insight/impact/synthetic_control.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace aftercare::insight {
namespace {

struct Shops {
  Values treated;
  std::vector<Values> others;
};

// Two markets that move on their own; the treated shop is 0.7 of one and 0.3 of the other.
Shops shops(std::size_t n, std::size_t at, double effect, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Shops all{Values(n), std::vector<Values>(10, Values(n))};
  double north = 0, south = 0;
  for (std::size_t i = 0; i < n; ++i) {
    north += normal(random), south += normal(random);
    for (std::size_t s = 0; s < 10; ++s)
      all.others[s][i] =
          100 + 10 * static_cast<double>(s) + 3 * (s < 5 ? north : south) + 0.5 * normal(random);
    all.treated[i] = 40 + 2.1 * north + 0.9 * south + 0.3 * normal(random) + (i >= at ? effect : 0);
  }
  return all;
}

}  // namespace

TEST(SyntheticControlTest, TheMixGoesAsTheTreatedShopWould) {
  const auto all = shops(90, 60, 15, 1);
  const auto control = synthetic_control(all.treated, all.others, 60);
  ASSERT_TRUE(control);
  double north = 0, sum = 0;
  for (std::size_t s = 0; s < 10; ++s) {
    EXPECT_GE(control->weights[s], 0);
    sum += control->weights[s];
    if (s < 5) north += control->weights[s];
  }
  EXPECT_NEAR(sum, 1, 1e-6);
  EXPECT_NEAR(north, 0.7, 0.1);
  EXPECT_LT(control->left_before, 1);
  double missed = 0;
  for (std::size_t i = 60; i < 90; ++i) missed += (all.treated[i] - control->values[i]) / 30;
  EXPECT_NEAR(missed, 15, 1);
  EXPECT_EQ(control->placebos, 10U);
  EXPECT_NEAR(control->placebo_p, 1.0 / 11, 1e-12);  // None of the others moved as far.
}

TEST(SyntheticControlTest, WhereNothingBeganTheTreatedShopIsSeldomTheFarthest) {
  int farthest = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    const auto all = shops(60, 40, 0, 100 + seed);
    farthest += synthetic_control(all.treated, all.others, 40)->placebo_p < 0.1;
  }
  EXPECT_LE(farthest, 13);  // One of eleven by chance: 5.5 of 60, and three deviations.
}

TEST(SyntheticControlTest, TheNearestGoMostAlike) {
  const auto all = shops(90, 60, 0, 3);
  Values north = all.others[2];
  for (auto& value : north) value -= 500;  // Another level is no other movement.
  const auto matched = matched_controls(north, all.others, 60, 3);
  ASSERT_EQ(matched.size(), 3U);
  EXPECT_EQ(matched[0], 2U);
  for (const auto s : matched) EXPECT_LT(s, 5U);
  EXPECT_EQ(matched_controls(north, {}, 60, 3).size(), 0U);
}

TEST(SyntheticControlTest, WithoutOthersOrDaysThereIsNone) {
  const auto all = shops(30, 20, 0, 4);
  EXPECT_FALSE(synthetic_control(all.treated, {}, 20));
  EXPECT_FALSE(synthetic_control(all.treated, all.others, 3));
  EXPECT_FALSE(synthetic_control(all.treated, all.others, 28));
  // Constant ones say nothing and break nothing.
  const auto flat = synthetic_control(Values(30, 5.0), {Values(30, 2.0), Values(30, 9.0)}, 20);
  ASSERT_TRUE(flat);
  EXPECT_EQ(flat->values[25], 5);
}

}  // namespace aftercare::insight
