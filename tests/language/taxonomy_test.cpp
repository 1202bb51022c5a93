#include "language/taxonomy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace aftercare::language {

using testing::HasSubstr;

TEST(TaxonomyTest, ShippedTopicsHaveLabelsAndTheAgreedGroups) {
  const auto taxonomy = Taxonomy::load({});
  ASSERT_TRUE(taxonomy.has_value()) << taxonomy.error().message;
  for (const std::string code :
       {"product_quality", "logistics", "service", "price_promotion", "refund_return", "invoice",
        "account", "pre_sale", "suggestion", "praise"})
    EXPECT_TRUE(std::ranges::any_of(taxonomy->groups, [&code](const auto& group) {
      return group.code == code;
    })) << code;
  for (const auto& topic : taxonomy->topics) {
    EXPECT_FALSE(topic.label.zh.empty()) << topic.code;
    EXPECT_FALSE(topic.label.en.empty()) << topic.code;
  }
  const auto battery = std::ranges::find(taxonomy->components, "battery", &ComponentName::code);
  ASSERT_NE(battery, taxonomy->components.end());
  EXPECT_EQ(battery->label.zh, "电池");
}

TEST(TaxonomyTest, RefusesWhatCannotBeATopic) {
  const auto file = std::filesystem::path(testing::TempDir()) / "taxonomy_topics.yaml";
  const std::string group = "groups:\n- {code: a, label: {zh: 甲, en: A}}\ntopics:\n";
  const std::pair<std::string, std::string> cases[] = {
      {"- {code: b.x, label: {zh: x, en: x}, any: [{phrases: [x]}]}", "in no known group"},
      {"- {code: a, label: {zh: x, en: x}, any: [{phrases: [x]}]}", "in no known group"},
      {"- {code: a.x, label: {zh: x}, any: [{phrases: [x]}]}", "no label in zh and en"},
      {"- {code: a.x, label: {zh: x, en: x}}", "has no phrase"},
      {"- {code: a.x, label: {zh: x, en: x}, cue: sad, any: [{phrases: [x]}]}", "unknown cue"},
      {"- {code: a.b.x, label: {zh: x, en: x}, any: [{phrases: [x]}]}", "in no known group"},
      {"- {code: a.x, label: {zh: x, en: x}, motive: envy, any: [{phrases: [x]}]}",
       "unknown motive"},
      {"- {code: a.x, label: {zh: x, en: x}, any: [{weight: heavy, phrases: [x]}]}", "topic"},
  };
  for (const auto& [topic, reason] : cases) {
    std::ofstream(file) << group << topic << "\n";
    const auto taxonomy = Taxonomy::load_topics({file});
    ASSERT_FALSE(taxonomy.has_value()) << topic;
    EXPECT_THAT(taxonomy.error().message, HasSubstr(reason));
    EXPECT_THAT(taxonomy.error().message, HasSubstr("taxonomy_topics.yaml:4"));
    EXPECT_FALSE(taxonomy.error().message_zh.empty());
  }
}

TEST(TaxonomyTest, ShippedLeavesCoverTheTrade) {
  const auto taxonomy = Taxonomy::load({});
  ASSERT_TRUE(taxonomy.has_value()) << taxonomy.error().message;
  EXPECT_GE(taxonomy->topics.size(), 60U);
  for (const std::string code :
       {"product_quality.part.battery", "logistics.late", "service.attitude", "service.slow_reply",
        "refund_return.refund", "refund_return.return", "refund_return.exchange",
        "price_promotion.price_drop", "price_promotion.promotion", "invoice.request",
        "account.login", "product_quality.counterfeit", "product_quality.safety", "privacy.leak",
        "pre_sale.product_question", "suggestion.product", "praise.product"})
    EXPECT_TRUE(std::ranges::any_of(taxonomy->topics, [&code](const auto& topic) {
      return topic.code == code;
    })) << code;
}

TEST(TaxonomyTest, AFormerCodeLeadsToOneTopic) {
  const auto file = std::filesystem::path(testing::TempDir()) / "former_topics.yaml";
  const std::string head =
      "groups:\n- {code: a, label: {zh: 甲, en: A}}\ntopics:\n"
      "- {code: a.x, label: {zh: x, en: x}, was: [a.old, b.gone], any: [{phrases: [x]}]}\n";
  std::ofstream(file) << head;
  const auto good = Taxonomy::load_topics({file});
  ASSERT_TRUE(good.has_value()) << good.error().message;
  EXPECT_EQ(good->topics[0].was, (std::vector<std::string>{"a.old", "b.gone"}));
  for (const std::string bad : {"a.old", "a.x"}) {
    std::ofstream(file) << head << "- {code: a.y, label: {zh: y, en: y}, was: [" << bad
                        << "], any: [{phrases: [y]}]}\n";
    const auto refused = Taxonomy::load_topics({file});
    ASSERT_FALSE(refused.has_value()) << bad;
    EXPECT_THAT(refused.error().message, HasSubstr("'" + bad + "' cannot lead to 'a.y'"));
    EXPECT_FALSE(refused.error().message_zh.empty());
  }
}

}  // namespace aftercare::language
