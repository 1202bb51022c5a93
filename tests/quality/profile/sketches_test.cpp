#include <gtest/gtest.h>

#include <cmath>

#include "quality/profile/distinct_count.hpp"
#include "quality/profile/frequent_values.hpp"
#include "quality/profile/quantile_sketch.hpp"

namespace aftercare::quality {

std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ value >> 27) * 0x94D049BB133111EBULL;
  return value ^ value >> 31;
}

TEST(DistinctCountTest, IsExactUpToItsLimitAndCloseBeyond) {
  DistinctCount count(1'000);
  for (int pass = 0; pass < 2; ++pass)
    for (std::uint64_t i = 1; i <= 1'000; ++i) count.add(mixed(i));
  EXPECT_TRUE(count.exact());
  EXPECT_EQ(count.count(), 1'000U);
  for (std::uint64_t i = 1; i <= 200'000; ++i) count.add(mixed(i));
  EXPECT_FALSE(count.exact());
  EXPECT_NEAR(static_cast<double>(count.count()), 200'000, 200'000 * 0.03);
}

TEST(DistinctCountTest, MergingIsLikeSeeingBoth) {
  DistinctCount left(1'000), right(1'000), both(1'000);
  for (std::uint64_t i = 0; i < 5'000; ++i) {
    (i % 3 == 0 ? left : right).add(mixed(i));
    if (i % 7 == 0) left.add(mixed(i));
    both.add(mixed(i));
  }
  left.merge(right);
  EXPECT_EQ(left.count(), both.count());
}

TEST(QuantileSketchTest, IsExactForFewAndCloseForMany) {
  QuantileSketch few;
  for (int i = 1; i <= 9; ++i) few.add(i);
  const QuantileView view(few);
  EXPECT_DOUBLE_EQ(view.quantile(0.5), 5);
  EXPECT_DOUBLE_EQ(view.quantile(0.25), 3);
  EXPECT_DOUBLE_EQ(view.median_distance(5), 2);

  QuantileSketch many;
  for (std::uint64_t i = 0; i < 300'000; ++i) many.add(static_cast<double>(mixed(i) % 100'000));
  const QuantileView big(many);
  for (const double level : {0.01, 0.25, 0.5, 0.75, 0.99})
    EXPECT_NEAR(big.quantile(level), level * 100'000, 1'200) << level;
  EXPECT_EQ(many.count(), 300'000U);
}

TEST(QuantileSketchTest, TakesWeightsAndMerges) {
  QuantileSketch left, right;
  left.add(1, 900);
  right.add(10, 100);
  left.merge(right);
  const QuantileView view(left);
  EXPECT_EQ(left.count(), 1'000U);
  EXPECT_DOUBLE_EQ(view.quantile(0.5), 1);
  EXPECT_DOUBLE_EQ(view.quantile(0.95), 10);
  EXPECT_DOUBLE_EQ(view.share_up_to(1), 0.9);
  EXPECT_DOUBLE_EQ(view.share_up_to(1, true), 0);
}

TEST(FrequentValuesTest, KeepsTheFrequentOnesOfAnEndlessStream) {
  FrequentValues values(64);
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    values.add(i + 10, "rare", 1, i);
    if (i % 10 == 0) values.add(1, "often", 5, i);
  }
  const auto top = values.top(1);
  ASSERT_EQ(top.size(), 1U);
  EXPECT_EQ(top[0].value, "often");
  EXPECT_FALSE(values.exact());
  EXPECT_LE(values.size(), 128U);
}

}  // namespace aftercare::quality
