#include "insight/association/rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace aftercare::insight {
namespace {

struct Mined {
  Baskets baskets;
  RuleSearch search;

  const AssociationRule* rule(const std::vector<std::string>& from, const std::string& to) const {
    for (const auto& one : search.rules) {
      std::vector<std::string> names;
      for (const auto item : one.antecedent) names.push_back(baskets.items[item]);
      std::sort(names.begin(), names.end());
      if (names == from && baskets.items[one.consequent] == to) return &one;
    }
    return nullptr;
  }
};

Mined mine(BasketBuilder builder, std::uint32_t least_count, const RuleSettings& settings = {}) {
  Mined mined{std::move(builder).build(), {}};
  MiningSettings mining;
  mining.least_count = least_count;
  const auto sets = frequent_sets(mined.baskets, mining);
  EXPECT_TRUE(sets);
  if (sets) mined.search = association_rules(*sets, mined.baskets.size(), settings);
  return mined;
}

void add_times(BasketBuilder& builder, const std::vector<std::string_view>& items, int times) {
  for (int i = 0; i < times; ++i) builder.add_whole(items);
}

}  // namespace

TEST(AssociationRulesTest, SupportConfidenceAndLiftAreThoseOfTheTable) {
  // 1,000 orders: 200 phones, 250 cases, 100 with both.
  BasketBuilder builder;
  add_times(builder, {"phone", "case"}, 100);
  add_times(builder, {"phone"}, 100);
  add_times(builder, {"case"}, 150);
  add_times(builder, {"tea"}, 650);
  const auto mined = mine(std::move(builder), 10);
  const auto* rule = mined.rule({"phone"}, "case");
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->both, 100U);
  EXPECT_DOUBLE_EQ(rule->support, 0.1);
  EXPECT_DOUBLE_EQ(rule->confidence, 0.5);
  EXPECT_DOUBLE_EQ(rule->lift, 2.0);
  EXPECT_LT(rule->q, 1e-10);
  EXPECT_EQ(mined.rule({"phone"}, "tea"), nullptr);
}

TEST(AssociationRulesTest, ALongerRuleThatAddsNothingIsRedundant) {
  // Wrapping stands in half of all orders, whatever else is in them.
  BasketBuilder builder;
  add_times(builder, {"phone", "case", "wrapping"}, 100);
  add_times(builder, {"phone", "case"}, 100);
  add_times(builder, {"phone"}, 50);
  add_times(builder, {"phone", "wrapping"}, 50);
  add_times(builder, {"tea", "wrapping"}, 350);
  add_times(builder, {"tea"}, 350);
  const auto mined = mine(std::move(builder), 10);
  EXPECT_NE(mined.rule({"phone"}, "case"), nullptr);
  EXPECT_EQ(mined.rule({"phone", "wrapping"}, "case"), nullptr);
  EXPECT_GT(mined.search.redundant, 0U);
}

TEST(AssociationRulesTest, TogetherMeansMoreThanEachAlone) {
  // Neither charger nor adapter brings the cable, both together do.
  BasketBuilder builder;
  add_times(builder, {"charger", "adapter", "cable"}, 90);
  add_times(builder, {"charger", "adapter"}, 10);
  add_times(builder, {"charger"}, 300);
  add_times(builder, {"adapter"}, 300);
  add_times(builder, {"cable"}, 200);
  add_times(builder, {"tea"}, 100);
  const auto mined = mine(std::move(builder), 10);
  EXPECT_NE(mined.rule({"adapter", "charger"}, "cable"), nullptr);
}

TEST(AssociationRulesTest, ShuffledBasketsRarelyShowARule) {
  int with_a_rule = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    BasketBuilder builder;
    for (int i = 0; i < 400; ++i) {
      std::vector<std::string_view> items;
      for (const std::string_view item : {"a", "b", "c", "d", "e", "f"})
        if (random() % 4 == 0) items.push_back(item);
      builder.add_whole(items);
    }
    with_a_rule += !mine(std::move(builder), 5).search.rules.empty();
  }
  EXPECT_LE(with_a_rule, 10);  // 5 % of 200.
}

}  // namespace aftercare::insight
