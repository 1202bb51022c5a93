#include "insight/anomaly/segment_scan.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace aftercare::insight {
namespace {

// Complaints a day of many products: a few large, most small; weekends are quieter, and counts
// scatter twice as much as chance alone.
std::vector<Values> products(std::size_t count, std::size_t days, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Values> all;
  for (std::size_t s = 0; s < count; ++s) {
    auto& one = all.emplace_back();
    const double level = 40.0 / (1 + static_cast<double>(s));
    for (std::size_t day = 0; day < days; ++day) {
      const double mean = (day % 7 < 5 ? 1.15 : 0.6) * (level + 0.3);
      std::gamma_distribution<double> uneven(mean, 1);
      one.push_back(std::poisson_distribution<int>(std::max(1e-9, uneven(random)))(random));
    }
  }
  return all;
}

}  // namespace

TEST(SegmentScanTest, SharesAreThoseOfTheTables) {
  // Poisson of mean 2: P(0) = .1353, P(<=2) = .6767. Geometric (size 1, mean 1): P(<=1) = 3/4.
  EXPECT_NEAR(count_share(0, 2, 2), std::exp(-2), 1e-12);
  EXPECT_NEAR(count_share(2, 2, 2), 0.676676, 1e-6);
  EXPECT_NEAR(count_share(1, 1, 2), 0.75, 1e-12);
  EXPECT_NEAR(count_share(1e5, 1000, 5000), 1, 1e-9);
  EXPECT_EQ(count_share(-1, 2, 2), 0);
}

TEST(SegmentScanTest, OneProductAmongThreeHundredIsFoundOnItsDay) {
  auto all = products(300, 90, 1);
  all[25][89] += 18;
  const auto scanned = scan_segments(all, 89);
  ASSERT_FALSE(scanned.empty());
  EXPECT_EQ(scanned[0].segment, 25U);
  EXPECT_LT(scanned[0].q, 0.05);
  EXPECT_GT(scanned[0].value, scanned[0].high);
  EXPECT_GT(scanned[1].q, 0.05);
}

TEST(SegmentScanTest, AQuietWeekendIsNoFall) {
  const auto all = products(100, 90, 2);  // Day 89 is a Saturday.
  for (const auto& one : scan_segments(all, 89)) EXPECT_GT(one.q, 0.05) << one.segment;
}

TEST(SegmentScanTest, AFallToNothingIsStrangeToo) {
  auto all = products(50, 90, 3);
  all[0][88] = 0;  // Of some forty.
  const auto scanned = scan_segments(all, 88);
  EXPECT_EQ(scanned[0].segment, 0U);
  EXPECT_LT(scanned[0].q, 0.01);
}

TEST(SegmentScanTest, WhereNothingHappenedHardlyAnyDayHasADiscovery) {
  int days = 0;
  for (unsigned seed = 0; seed < 100; ++seed) {
    const auto scanned = scan_segments(products(300, 80, 100 + seed), 79);
    days += !scanned.empty() && scanned[0].q <= 0.05;
  }
  EXPECT_LE(days, 10);  // 5 of 100, and two deviations.
}

TEST(SegmentScanTest, WithoutAPastNothingIsTold) {
  EXPECT_TRUE(scan_segments({}, 30).empty());
  EXPECT_TRUE(scan_segments(products(5, 20, 4), 10).empty());
  EXPECT_TRUE(scan_segments({Values(30, 0.0)}, 29).empty());  // Never an event.
}

}  // namespace aftercare::insight
