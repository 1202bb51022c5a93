#include "insight/defects/failure_rates.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "insight/defects/rate_spread.hpp"

namespace aftercare::insight {

// Rates of mean 0.225 and variance 0.0092 are a gamma of shape 5.503 and 24.457 units: 10 of 100
// becomes a gamma of shape 15.503 and 124.457 units: its median is about a third of a failure below
// its mean, its standard deviation the root of 15.503 / 124.457 = 0.0316.
TEST(FailureRates, OfAKnownSpreadTheRateIsThatOfGammaAndPoisson) {
  const std::vector<RateSpread> known = {{0.225, std::sqrt(0.0092) / 0.225, 1}};
  const auto placed = placed_rate({100, 10}, known);
  EXPECT_NEAR(placed.middle, 15.17 / 124.4565, 1e-4);
  EXPECT_NEAR(placed.high - placed.low, 2 * 1.96 * 0.0316, 0.002);
  EXPECT_NEAR(placed_rate({200, 60}, known).middle, 65.17 / 224.4565, 1e-4);
}

TEST(FailureRates, SmallGroupsAreDrawnTowardsTheOthers) {
  const auto tiny = shrunk_rates({{2, 1}, {1000, 20}, {1000, 22}, {1000, 70}});
  EXPECT_LT(tiny[0].shrunk, 0.25);  // One of two is not 50 %, nor half of it.
  EXPECT_LT(tiny[0].low, 0.02);     // It may be like the others.
  EXPECT_GT(tiny[0].p, 0.03);
  EXPECT_LT(tiny[3].q, 1e-6);
}

// Groups that are alike to the last unit: how much they differ, and where their mean lies, is still
// not known exactly. The pooled 80 of 4,000 alone are 1.6 to 2.5 %.
TEST(FailureRates, GroupsThatLookAlikeKeepAnInterval) {
  const auto rates = shrunk_rates({{1000, 20}, {1000, 20}, {1000, 20}, {1000, 20}});
  for (const auto& rate : rates) {
    EXPECT_NEAR(rate.shrunk, 0.02, 0.001);
    EXPECT_LT(rate.low, 0.017);
    EXPECT_GT(rate.high, 0.024);
  }
}

TEST(FailureRates, WithoutAFailureTheIntervalIsThatOfTheUnits) {
  const auto rates = shrunk_rates({{100, 0}, {100, 0}});
  EXPECT_EQ(rates[0].rate, 0);
  EXPECT_GT(rates[0].high, 0.008);  // 3 of all 200 units are 1.5 %, of its own 100 units 3 %.
  EXPECT_LT(rates[0].high, 0.035);
}

TEST(FailureRates, ManyUnitsAreTakenAtTheirWord) {
  const auto rates = shrunk_rates({{100'000, 4'000}, {50, 1}, {100'000, 1'000}, {100'000, 2'000}});
  EXPECT_NEAR(rates[0].shrunk, 0.04, 0.0004);
  EXPECT_NEAR(rates[0].low, 0.04 - 1.96 * 0.000632, 0.0002);  // Of 4,000 Poisson failures.
  EXPECT_NEAR(rates[0].high, 0.04 + 1.96 * 0.000632, 0.0002);
  EXPECT_GT(rates[1].high - rates[1].low, 0.02);
}

// Rates drawn as the model says, and as it does not: two kinds of batch. 95 % are meant.
TEST(FailureRates, TheIntervalsHoldWhatTheySay) {
  std::mt19937_64 random(3);
  for (const double variation : {0.0, 0.2, 0.6, 1.5}) {
    int inside = 0, all = 0;
    for (int shop = 0; shop < 150; ++shop) {
      std::vector<Failures> groups;
      std::vector<double> truth;
      for (int g = 0; g < 12; ++g) {
        double rate = 0.03;
        if (variation > 0) {
          const double shape = 1 / (variation * variation);
          rate = std::gamma_distribution<>(shape, 0.03 / shape)(random);
        }
        const double n = g % 3 == 0 ? 30 : g % 3 == 1 ? 200 : 900;
        truth.push_back(rate);
        groups.push_back(
            {n, static_cast<double>(std::poisson_distribution<int>(n * rate)(random))});
      }
      const auto rates = shrunk_rates(groups);
      for (std::size_t g = 0; g < groups.size(); ++g) {
        inside += rates[g].low <= truth[g] && truth[g] <= rates[g].high ? 1 : 0;
        ++all;
      }
    }
    EXPECT_GE(inside, 0.92 * all) << variation;
  }
}

TEST(FailureRates, OfNothingSayNothing) {
  const auto rates = shrunk_rates({{0, 0}, {10, 0}});
  EXPECT_EQ(rates[0].rate, 0);
  EXPECT_EQ(rates[0].p, 1);
  EXPECT_EQ(rates[1].p, 1);
}

TEST(FailureRates, GroupsThatAreAlikeRaiseFewAlarms) {
  std::mt19937_64 random(11);
  int alarms = 0;
  for (int shop = 0; shop < 200; ++shop) {
    std::vector<Failures> groups;
    for (int g = 0; g < 30; ++g) {
      const double n = 50 + 40 * (g % 7);
      groups.push_back({n, static_cast<double>(std::poisson_distribution<int>(n * 0.04)(random))});
    }
    bool any = false;
    for (const auto& rate : shrunk_rates(groups)) any = any || rate.q < 0.05;
    alarms += any ? 1 : 0;
  }
  EXPECT_LE(alarms, 10);  // 5 % of 200.
}

// Power banks fail ten times as often as cases. A batch of power banks is no defect for that, and a
// batch of cases that fails as power banks do is one.
TEST(FailureRates, AGroupIsHeldAgainstItsOwnMix) {
  const std::vector<StratifiedFailures> groups = {
      {{300, 30}, {0, 0}}, {{300, 27}, {0, 0}}, {{280, 31}, {20, 0}}, {{0, 0}, {900, 9}},
      {{0, 0}, {900, 8}},  {{0, 0}, {900, 10}}, {{0, 0}, {300, 28}}};
  const auto rates = standardised_rates(groups);
  for (const int power_banks : {0, 1, 2}) EXPECT_GT(rates[power_banks].p, 0.2) << power_banks;
  EXPECT_LT(rates[6].q, 1e-6);
  EXPECT_NEAR(rates[6].expected, 3, 0.5);  // 27 of 2,700 (and 0 of 20) of the other cases.
  // 58 of 580 other power banks, drawn a little towards the cases.
  EXPECT_LE(rates[0].expected, 300 * 58 / 580.0);
  EXPECT_GE(rates[0].expected, 0.95 * 300 * 58 / 580.0);
  // What the rate is stays what it is, in its own units.
  EXPECT_NEAR(rates[0].shrunk, 0.1, 0.01);
  EXPECT_NEAR(rates[3].shrunk, 0.01, 0.002);
  std::vector<Failures> plain;
  for (const auto& group : groups) plain.push_back(together(group));
  EXPECT_LT(shrunk_rates(plain)[0].p, 0.01) << "without the mix it would have been one";
}

// Strata that agree say what another would be; one stratum alone says little of another.
TEST(FailureRates, AGroupThatIsAllOfItsStratumIsHeldAgainstTheOtherStrata) {
  const auto agree = standardised_rates({{{500, 5}, {0, 0}, {0, 0}, {0, 0}},
                                         {{500, 6}, {0, 0}, {0, 0}, {0, 0}},
                                         {{0, 0}, {1000, 11}, {0, 0}, {0, 0}},
                                         {{0, 0}, {0, 0}, {1000, 9}, {0, 0}},
                                         {{0, 0}, {0, 0}, {0, 0}, {500, 60}}});
  EXPECT_NEAR(agree[4].expected, 500 * 31 / 3000.0, 0.5);
  EXPECT_LT(agree[4].p, 0.01);
  const auto alone =
      standardised_rates({{{500, 5}, {0, 0}}, {{500, 6}, {0, 0}}, {{0, 0}, {500, 30}}});
  EXPECT_NEAR(alone[2].expected, 5.5, 0.5);
  EXPECT_GT(alone[2].p, 0.02);
}

TEST(FailureRates, OneStratumIsNone) {
  const std::vector<Failures> plain = {{100, 4}, {250, 9}, {40, 0}, {900, 61}};
  std::vector<StratifiedFailures> stratified;
  for (const auto& group : plain) stratified.push_back({{0, 0}, group});
  const auto one = shrunk_rates(plain);
  const auto other = standardised_rates(stratified);
  for (std::size_t g = 0; g < plain.size(); ++g) {
    EXPECT_NEAR(one[g].expected, other[g].expected, 1e-9);
    EXPECT_NEAR(one[g].p, other[g].p, 1e-9);
    EXPECT_NEAR(one[g].low, other[g].low, 1e-9);
    EXPECT_NEAR(one[g].high, other[g].high, 1e-9);
  }
}

// Every failure told three times: the numbers are those told, the doubt is that of a third of them.
TEST(FailureRates, FailuresThatComeTogetherAreFewerToJudgeBy) {
  std::vector<StratifiedFailures> once, thrice;
  for (const double failed : {4.0, 5.0, 3.0, 12.0}) {
    once.push_back({{200, failed}});
    thrice.push_back({{200, 3 * failed}});
  }
  const auto one = standardised_rates(once);
  const auto three = standardised_rates(thrice, 3);
  EXPECT_LT(standardised_rates(thrice)[3].p, one[3].p / 100);
  for (std::size_t g = 0; g < once.size(); ++g) {
    EXPECT_NEAR(three[g].rate, 3 * one[g].rate, 1e-12);
    EXPECT_NEAR(three[g].expected, 3 * one[g].expected, 1e-9);
    EXPECT_NEAR(three[g].low, 3 * one[g].low, 1e-9);
    EXPECT_NEAR(three[g].p, one[g].p, 1e-9);
  }
}

// Strata that differ, groups that do not: few of them alone, most mixed.
TEST(FailureRates, MixesAloneRaiseFewAlarms) {
  std::mt19937_64 random(17);
  int alarms = 0;
  for (int shop = 0; shop < 200; ++shop) {
    const double of_stratum[] = {0.01, 0.03, 0.12};
    std::vector<StratifiedFailures> groups(24, StratifiedFailures(3));
    for (std::size_t g = 0; g < groups.size(); ++g)
      for (std::size_t s = 0; s < 3; ++s) {
        const double n = (g + s) % 3 == 0 ? 60.0 + 10.0 * static_cast<double>(g)
                         : g % 4 == 0     ? 0
                                          : 25;
        groups[g][s] = {n, static_cast<double>(
                               std::poisson_distribution<int>(n * of_stratum[s] + 1e-9)(random))};
      }
    bool any = false;
    for (const auto& rate : standardised_rates(groups)) any = any || rate.q < 0.05;
    alarms += any ? 1 : 0;
  }
  EXPECT_LE(alarms, 10);  // 5 % of 200.
}

TEST(FailureRates, ARateThatDoublesIsSeenSoonOneThatStaysIsNot) {
  std::vector<Failures> steps;
  for (int week = 0; week < 30; ++week) steps.push_back({1000, week < 20 ? 10.0 : 25.0});
  const auto warning = watch_rate(steps, 0.01);
  ASSERT_TRUE(warning.warns());
  EXPECT_GE(warning.first, 20U);
  EXPECT_LE(warning.first, 22U);
  EXPECT_EQ(warning.began, 20U);
  std::mt19937_64 random(5);
  int alarms = 0;
  for (int course = 0; course < 200; ++course) {
    std::vector<Failures> quiet;
    for (int week = 0; week < 30; ++week)
      quiet.push_back({1000, static_cast<double>(std::poisson_distribution<int>(10)(random))});
    alarms += watch_rate(quiet, 0.01).warns() ? 1 : 0;
  }
  EXPECT_LE(alarms, 8);  // 1 in 100 is meant; 4 in 100 are let pass here.
}

// Sums by hand: 3 failures where 1 was expected: 3 ln 2 - 1 = 1.079; none where 1 was: 0.079; none:
// 0.
TEST(FailureRates, TheSumIsThatOfLucas) {
  const auto warning = watch_rate({{100, 3}, {100, 0}, {100, 0}}, 0.01);
  ASSERT_EQ(warning.sums.size(), 3U);
  EXPECT_NEAR(warning.sums[0], 1.0794, 1e-4);
  EXPECT_NEAR(warning.sums[1], 0.0794, 1e-4);
  EXPECT_EQ(warning.sums[2], 0);
  EXPECT_FALSE(watch_rate({}, 0.01).warns());
}

}  // namespace aftercare::insight
