#include "insight/impact/rate_impact.hpp"

#include <gtest/gtest.h>

#include <random>

namespace aftercare::insight {
namespace {

// Damaged parcels a week on the parcels sent.
CountedSeries parcels(std::size_t weeks, std::size_t at, double before, double after,
                      unsigned seed) {
  std::mt19937 random(seed);
  CountedSeries series;
  for (std::size_t week = 0; week < weeks; ++week) {
    const double sent = 80 + static_cast<double>(random() % 80);
    series.bases.push_back(sent);
    series.events.push_back(
        std::poisson_distribution<int>(sent * (week < at ? before : after))(random));
  }
  return series;
}

}  // namespace

TEST(RateImpactTest, FewEventsSufficeForALargeEffect) {
  // Three a week become one: a series of ratios would drown it in noise.
  const auto impact = rate_impact_of(parcels(26, 14, 0.03, 0.009, 1), {}, 14);
  ASSERT_TRUE(impact);
  EXPECT_TRUE(impact->clear);
  EXPECT_LE(impact->low, -0.021);
  EXPECT_GE(impact->high, -0.021);
  EXPECT_LT(impact->high, 0);
}

TEST(RateImpactTest, TheTrueEffectLiesInTheIntervalAsOftenAsItSays) {
  int inside = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    const auto impact = rate_impact_of(parcels(40, 20, 0.03, 0.02, seed), {}, 20);
    ASSERT_TRUE(impact);
    inside += impact->low <= -0.01 && impact->high >= -0.01;
  }
  EXPECT_GE(inside, 274);  // 95 % of 300, less three deviations.
}

TEST(RateImpactTest, AWeekThatIsBadForAllIsNoEffect) {
  auto treated = parcels(30, 15, 0.02, 0.05, 3), others = parcels(30, 15, 0.02, 0.05, 4);
  for (std::size_t week = 0; week < 30; ++week) others.bases[week] *= 5, others.events[week] *= 5;
  const auto beside = rate_impact_of(treated, others, 15);
  ASSERT_TRUE(beside);
  EXPECT_FALSE(beside->clear);
  EXPECT_LE(beside->low, 0);
  EXPECT_GE(beside->high, 0);
  const auto alone = rate_impact_of(treated, {}, 15);
  ASSERT_TRUE(alone);
  EXPECT_TRUE(alone->clear);
}

TEST(RateImpactTest, MoreParcelsAreNoMoreDamage) {
  // Sales double with the new packaging, and so do the damaged ones.
  auto series = parcels(30, 15, 0.04, 0.04, 5);
  for (std::size_t week = 15; week < 30; ++week) series.bases[week] *= 2, series.events[week] *= 2;
  const auto impact = rate_impact_of(series, {}, 15);
  ASSERT_TRUE(impact);
  EXPECT_FALSE(impact->clear);
}

TEST(RateImpactTest, NoneLeftAfterIsAnEffectWithABound) {
  auto series = parcels(30, 15, 0.04, 0, 6);
  const auto impact = rate_impact_of(series, {}, 15);
  ASSERT_TRUE(impact);
  EXPECT_EQ(impact->after, 0);
  EXPECT_TRUE(impact->clear);
  EXPECT_LT(impact->high, 0);
  EXPECT_LE(impact->low, -0.04);
}

TEST(RateImpactTest, WithoutEventsOrWeeksThereIsNoAnswer) {
  const auto none = rate_impact_of(parcels(30, 15, 0, 0, 7), {}, 15);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("all zero"), std::string::npos);
  for (const std::size_t at : {0U, 4U, 27U, 30U, 90U}) {
    const auto few = rate_impact_of(parcels(30, 15, 0.1, 0.1, 8), {}, at);
    ASSERT_FALSE(few) << at;
    EXPECT_NE(few.error().message.find("too few values"), std::string::npos);
  }
  EXPECT_FALSE(rate_impact_of({}, {}, 0));
  // Weeks in which nothing was sent are no weeks.
  auto empty = parcels(30, 15, 0.1, 0.1, 9);
  empty.bases.assign(30, 0);
  EXPECT_FALSE(rate_impact_of(empty, {}, 15));
}

}  // namespace aftercare::insight
