#include "insight/anomaly/spikes.hpp"

#include <gtest/gtest.h>

#include <random>

namespace aftercare::insight {
namespace {

constexpr std::size_t kToday = 56;

// What is blamed in so many places (or so many phrases): each a share of the day's cases, which
// are fewer on weekends and scatter.
std::vector<SpikeSeries> quiet_days(std::size_t count, double share, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<SpikeSeries> all(count);
  Values cases;
  for (std::size_t day = 0; day <= kToday; ++day)
    cases.push_back(std::poisson_distribution<int>(day % 7 < 5 ? 200 : 90)(random));
  for (std::size_t s = 0; s < count; ++s) {
    const double own = share / (1 + static_cast<double>(s % 20));
    all[s].bases = cases;
    for (const auto n : cases)
      all[s].events.push_back(std::binomial_distribution<int>(static_cast<int>(n), own)(random));
  }
  return all;
}

TEST(SpikesTest, APlaceThatIsBlamedMoreThanItsShareIsFoundAmongHundreds) {
  auto all = quiet_days(300, 0.2, 1);
  all[45].events[kToday] += 16;
  const auto spikes = spikes_of(all, kToday);
  ASSERT_EQ(spikes.told.size(), 1U);
  EXPECT_EQ(spikes.told[0].series, 45U);
  EXPECT_EQ(spikes.looked_at, 300U);
  EXPECT_GT(spikes.told[0].value, spikes.told[0].high);
  EXPECT_LE(spikes.told[0].q, 0.05);
}

TEST(SpikesTest, ThreeTimesTheCasesWithTheUsualShareAreNoSpike) {
  auto all = quiet_days(100, 0.2, 2);
  std::mt19937 random(9);
  for (std::size_t s = 0; s < all.size(); ++s) {
    auto& one = all[s];
    one.bases[kToday] *= 3;
    one.events[kToday] = std::binomial_distribution<int>(
        static_cast<int>(one.bases[kToday]), 0.2 / (1 + static_cast<double>(s % 20)))(random);
  }
  EXPECT_TRUE(spikes_of(all, kToday).told.empty());
}

TEST(SpikesTest, AFallIsNoSpike) {
  auto all = quiet_days(20, 0.5, 3);
  all[0].events[kToday] = 0;
  EXPECT_TRUE(spikes_of(all, kToday).told.empty());
}

TEST(SpikesTest, APhraseThatNobodySaidBeforeIsNewAndTwoOfItAreTooFew) {
  auto all = quiet_days(400, 0.02, 4);
  auto& fresh = all.emplace_back(SpikeSeries{Values(kToday + 1, 0.0), all[0].bases, {}});
  fresh.events[kToday] = 8;
  auto& few = all.emplace_back(SpikeSeries{Values(kToday + 1, 0.0), all[0].bases, {}});
  few.events[kToday] = 2;
  const auto spikes = spikes_of(all, kToday);
  ASSERT_EQ(spikes.told.size(), 1U);
  EXPECT_EQ(spikes.told[0].series, 400U);
  EXPECT_EQ(spikes.told[0].before, 0);
}

TEST(SpikesTest, APartOfAPhraseIsItsEcho) {
  auto all = quiet_days(50, 0.02, 5);
  const Values none(kToday + 1, 0.0);
  for (const std::vector<std::uint32_t>& rows : {std::vector<std::uint32_t>{1, 2, 3, 4, 5, 6, 7, 8},
                                                 {1, 2, 3, 4, 5, 6, 7},
                                                 {20, 21, 22, 23, 24, 25, 26}}) {
    auto& one = all.emplace_back(SpikeSeries{none, all[0].bases, rows});
    one.events[kToday] = static_cast<double>(rows.size());
  }
  const auto spikes = spikes_of(all, kToday);
  ASSERT_EQ(spikes.told.size(), 2U);
  EXPECT_EQ(spikes.told[0].series, 50U);
  EXPECT_EQ(spikes.told[1].series, 52U);
}

TEST(SpikesTest, WhereNothingHappenedHardlyAnyDayHasASpike) {
  int days = 0;
  for (unsigned seed = 0; seed < 200; ++seed)
    days +=
        !spikes_of(quiet_days(300, seed % 2 == 0 ? 0.2 : 0.02, 100 + seed), kToday).told.empty();
  EXPECT_LE(days, 16);  // 5 of 100, and two deviations.
}

TEST(SpikesTest, ADayWithoutCasesAndAShortPastTellNothing) {
  auto all = quiet_days(5, 0.2, 6);
  for (auto& one : all) one.bases[kToday] = one.events[kToday] = 0;
  EXPECT_TRUE(spikes_of(all, kToday).told.empty());
  EXPECT_TRUE(spikes_of(quiet_days(5, 0.2, 7), 5).told.empty());
  EXPECT_TRUE(spikes_of({}, 30).told.empty());
}

}  // namespace
}  // namespace aftercare::insight
