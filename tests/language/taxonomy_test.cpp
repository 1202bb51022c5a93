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

}  // namespace aftercare::language
