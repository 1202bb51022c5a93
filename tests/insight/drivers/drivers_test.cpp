#include "insight/drivers/drivers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace aftercare::insight {
namespace {

// Complaints of 0 and 1 with channel, province and product; `chance` says how probable one is.
template <typename Chance>
LabelledRows shop_rows(int rows, unsigned seed, const Chance& chance) {
  std::mt19937 random(seed);
  LabelledRowsBuilder builder({"channel", "province", "product"});
  const std::vector<std::string> channels{"chat", "email"}, provinces{"GD", "SH", "BJ", "SC"},
      products{"p1", "p2", "p3", "p4", "p5"};
  std::uniform_real_distribution<double> share;
  for (int i = 0; i < rows; ++i) {
    const auto &channel = channels[random() % 2], &province = provinces[random() % 4],
               &product = products[random() % 5];
    const int group = static_cast<int>(random() % 2);
    const double number = share(random) < chance(channel, province, product, group) ? 1 : 0;
    builder.add({channel, province, product}, group, number);
  }
  return std::move(builder).build();
}

std::vector<std::string> names_of(const LabelledRows& rows, const DrivingSegment& segment) {
  std::vector<std::string> names;
  for (const auto& [dimension, value] : segment.conditions)
    names.push_back(rows.dimensions[dimension].values[value]);
  return names;
}

}  // namespace

TEST(DriversTest, MixAndRateSumToTheGapExactly) {
  // Kitagawa: shares .5/.5 become .8/.2, rates .1 and .3 become .1 and .4.
  LabelledRowsBuilder builder({"channel"});
  const auto add = [&](const char* channel, int group, int rows, int complaints) {
    for (int i = 0; i < rows; ++i) builder.add({channel}, group, i < complaints ? 1 : 0);
  };
  add("chat", 0, 50, 5);
  add("email", 0, 50, 15);
  add("chat", 1, 80, 8);
  add("email", 1, 20, 8);
  const auto drivers = drivers_of(std::move(builder).build());
  ASSERT_TRUE(drivers);
  EXPECT_NEAR(drivers->gap, 0.16 - 0.20, 1e-12);
  const auto& effect = drivers->dimensions[0];
  EXPECT_NEAR(effect.rate, 0.35 * 0.1, 1e-12);
  EXPECT_NEAR(effect.mix, 0.3 * 0.1 - 0.3 * 0.35, 1e-12);
  EXPECT_NEAR(effect.mix + effect.rate, drivers->gap, 1e-12);
}

TEST(DriversTest, TheOneProductInOneProvinceIsNamedFirstAndAlone) {
  const auto rows = shop_rows(20'000, 1, [](auto&, auto& province, auto& product, int group) {
    return group == 1 && province == "GD" && product == "p3" ? 0.4 : 0.1;
  });
  const auto drivers = drivers_of(rows);
  ASSERT_TRUE(drivers);
  ASSERT_EQ(drivers->segments.size(), 1U);  // Neither the province nor the product nor a channel.
  const auto& one = drivers->segments[0];
  EXPECT_EQ(names_of(rows, one), (std::vector<std::string>{"GD", "p3"}));
  EXPECT_LE(one.low, 0.3);
  EXPECT_GE(one.high, 0.3);
  EXPECT_LE(one.contribution_low, 0.3 / 20);
  EXPECT_GE(one.contribution_high, 0.3 / 20);
}

TEST(DriversTest, AWholeChannelIsToldWithoutItsParts) {
  const auto rows = shop_rows(10'000, 2, [](auto& channel, auto&, auto&, int group) {
    return group == 1 && channel == "email" ? 0.25 : 0.1;
  });
  const auto drivers = drivers_of(rows);
  ASSERT_TRUE(drivers);
  ASSERT_EQ(drivers->segments.size(), 1U);
  EXPECT_EQ(drivers->segments[0].conditions.size(), 1U);
  // Email got worse, or chat better beside it: one and the same difference.
  EXPECT_EQ(drivers->segments[0].conditions[0].first, 0U);
}

TEST(DriversTest, MoreRowsOfOneProductExplainAGapOfCounts) {
  std::mt19937 random(3);
  LabelledRowsBuilder builder({"province", "product"});
  const auto add = [&](const char* product, int group, int rows) {
    for (int i = 0; i < rows; ++i)
      builder.add({random() % 2 == 0 ? "GD" : "SH", product}, group, 1);
  };
  add("p1", 0, 500), add("p2", 0, 500), add("p3", 0, 500);
  add("p1", 1, 500), add("p2", 1, 500), add("p3", 1, 900);
  const auto rows = std::move(builder).build();
  DriverSettings settings;
  settings.measure = Measure::count;
  const auto drivers = drivers_of(rows, settings);
  ASSERT_TRUE(drivers);
  EXPECT_EQ(drivers->gap, 400);
  ASSERT_EQ(drivers->segments.size(), 1U);
  const auto& one = drivers->segments[0];
  EXPECT_EQ(names_of(rows, one), std::vector<std::string>{"p3"});
  EXPECT_LE(one.low, 1.8);
  EXPECT_GE(one.high, 1.8);
  EXPECT_LE(one.contribution_low, 400);
  EXPECT_GE(one.contribution_high, 400);
}

TEST(DriversTest, ShuffledGroupsRarelyShowADriver) {
  for (const auto measure : {Measure::mean, Measure::count}) {
    int found = 0;
    for (unsigned seed = 0; seed < 200; ++seed) {
      const auto rows = shop_rows(1'000, seed, [](auto&, auto&, auto&, int) { return 0.3; });
      DriverSettings settings;
      settings.measure = measure;
      const auto drivers = drivers_of(rows, settings);
      ASSERT_TRUE(drivers);
      found += !drivers->segments.empty();
    }
    EXPECT_LE(found, 10);  // 5 % of 200.
  }
}

// Every problem is told three times; nothing differs between the periods.
TEST(DriversTest, RowsThatComeTogetherAreNoDriver) {
  int plain = 0, clustered = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    LabelledRowsBuilder builder({"province", "product"});
    for (int i = 0; i < 600; ++i) {
      const auto province = std::to_string(random() % 4), product = std::to_string(random() % 20);
      const int group = static_cast<int>(random() % 2);
      for (int told = 0; told < 3; ++told) builder.add({province, product}, group, 1);
    }
    const auto rows = std::move(builder).build();
    DriverSettings settings;
    settings.measure = Measure::count;
    plain += !drivers_of(rows, settings)->segments.empty();
    settings.clustering = 3;
    clustered += !drivers_of(rows, settings)->segments.empty();
  }
  EXPECT_GT(plain, 20);  // So the data do mislead.
  EXPECT_LE(clustered, 4);
}

TEST(DriversTest, AnEmptyGroupIsNoBase) {
  LabelledRowsBuilder builder({"channel"});
  for (int i = 0; i < 50; ++i) builder.add({"chat"}, 0, 1);
  const auto drivers = drivers_of(std::move(builder).build());
  ASSERT_FALSE(drivers);
  EXPECT_EQ(drivers.error().message, "too few rows in the second group");
  EXPECT_FALSE(drivers_of(LabelledRows{}));
}

}  // namespace aftercare::insight
