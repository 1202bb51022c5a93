#include "insight/trend/special_parts.hpp"

#include <gtest/gtest.h>

#include <random>

namespace aftercare::insight {
namespace {

constexpr std::uint32_t kSale = 1, kHoliday = 2;

// 200 days about 50; `sale` more on three of them, nothing more on two others.
struct Days {
  Values values;
  std::vector<std::uint32_t> special = std::vector<std::uint32_t>(200);

  Days(unsigned seed, double sale) {
    std::mt19937 random(seed);
    std::normal_distribution<double> noise(50, 5);
    for (std::size_t i = 0; i < special.size(); ++i) values.push_back(noise(random));
    for (const std::size_t at : {30, 90, 91}) {
      special[at] = kSale;
      values[at] += sale;
    }
    for (const std::size_t at : {60, 150}) special[at] = kHoliday;
  }
};

}  // namespace

TEST(SpecialPartsTest, ASaleAddsWhatItAddsAndAQuietHolidayNothing) {
  const Days days(1, 40);
  const auto parts = special_parts(days.values, days.special);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].kind, kSale);
  EXPECT_EQ(parts[0].n, 3U);
  EXPECT_LT(parts[0].low, 40);
  EXPECT_GT(parts[0].high, 40);
  EXPECT_LT(parts[0].q, 0.001);
  EXPECT_EQ(parts[1].kind, kHoliday);
  EXPECT_GT(parts[1].q, 0.05);
}

TEST(SpecialPartsTest, DaysLikeAllOthersAreSeldomTold) {
  int told = 0;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    const Days days(seed, 0);
    for (const auto& part : special_parts(days.values, days.special))
      if (part.q <= 0.02) {
        ++told;
        break;
      }
  }
  EXPECT_LE(told, 10);
}

TEST(SpecialPartsTest, ALevelThatChangedIsNoEffectOfTheDayBesideIt) {
  Days days(2, 0);
  for (std::size_t i = 92; i < days.values.size(); ++i) days.values[i] += 100;
  days.special[30] = days.special[90] = days.special[91] = 0;
  days.special[140] = kSale;  // Long after the change.
  const auto parts = special_parts(days.values, days.special);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_GT(parts[0].q, 0.05);
}

TEST(SpecialPartsTest, NothingToCompareWithGivesNothing) {
  const Values few(10, 5.0);
  EXPECT_TRUE(special_parts(few, std::vector<std::uint32_t>(10, kSale)).empty());
  EXPECT_TRUE(special_parts({}, {}).empty());
  const Values constant(50, 5.0);
  std::vector<std::uint32_t> one(50);
  one[10] = kSale;
  const auto parts = special_parts(constant, one);
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].effect, 0);
  EXPECT_EQ(parts[0].p, 1);
}

}  // namespace aftercare::insight
