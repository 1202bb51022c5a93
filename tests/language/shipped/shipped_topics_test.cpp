#include "language/shipped/shipped_topics.hpp"

#include <gtest/gtest.h>

#include <string>

#include "language/analyser.hpp"
#include "language/shipped/shipped_model.hpp"

namespace aftercare::language {

TEST(ShippedTopicsTest, FindsAMatterThatNoPhraseOfTheCatalogNames) {
  const auto rules = Analyser::load({}, {.products = {}, .rules_alone = true});
  const auto both = Analyser::load({});
  ASSERT_TRUE(rules.has_value() && both.has_value());
  Scratch scratch;
  for (const auto& [text, topic] :
       {std::pair<std::string, std::string>{"付了十来天了东西还躺在库房里没人打包",
                                            "logistics.not_shipped"},
        {"订好的房间给了别人，全家大半夜另找住处", "booking.change"},
        {"The woman at the desk just laughed at me", "service.attitude"}}) {
    EXPECT_NE((*rules)->analyse(text, {}, scratch).topic, topic) << text;
    EXPECT_EQ((*both)->analyse(text, {}, scratch).topic, topic) << text;
  }
}

TEST(ShippedTopicsTest, IsSilentWhereNothingIsTold) {
  const auto analyser = Analyser::load({});
  ASSERT_TRUE(analyser.has_value());
  Scratch scratch;
  for (const std::string text :
       {"", "今天下午三点开会", "嗯", "1234567", "asdf qwer zxcv", "？？？"})
    EXPECT_EQ((*analyser)->analyse(text, {}, scratch).topics, "") << text;
}

TEST(ShippedTopicsTest, WhatTheRulesAreSureOfStaysFirst) {
  const auto analyser = Analyser::load({});
  ASSERT_TRUE(analyser.has_value());
  Scratch scratch;
  const std::string text = "逾期未发货，一直没有发货，催发货也没用";
  EXPECT_EQ((*analyser)->analyse(text, {}, scratch).topic, "logistics.not_shipped");
}

TEST(ShippedTopicsTest, MarginsAreForAnyKeysAndProbabilitiesWithinBounds) {
  const auto model = ShippedModel::load();
  ASSERT_TRUE(model.has_value()) << model.error().message;
  const auto& topics = model->topics();
  EXPECT_GE(topics.codes().size(), 60U);
  TopicMargins found;
  for (const std::uint32_t keys : {0U, 1U, 7U, 9000U}) {
    TopicInput input;
    for (std::uint32_t at = 0; at < keys; ++at) input.keys.push_back(at * 2654435761U | 1U);
    input.ends = {keys / 2, keys};
    topics.judge(input, found);
    ASSERT_EQ(found.margins.size(), topics.codes().size());
    for (const float margin : found.margins) {
      EXPECT_GE(topics.probability(margin), 0);
      EXPECT_LE(topics.probability(margin), 1);
    }
  }
  EXPECT_NEAR(topics.probability(topics.margin_of(0.8F)), 0.8, 1e-4);
}

TEST(ShippedTopicsTest, AFileWhoseSectionsDoNotHangTogetherIsRefused) {
  ShippedTopics topics;
  const TopicKey keys[] = {{7, 0}, {}};
  const std::uint64_t filter[kTopicFilterBits / 64] = {};
  const std::int8_t weights[16] = {};
  const float one[] = {1}, two[] = {1, 0};
  const std::string codes = "logistics.late\n";
  const std::vector<float> signs(kTopicSigns, 0);
  const ShippedTopics::Sections whole{keys, filter, weights, one, one, two, codes, signs};
  EXPECT_TRUE(topics.read(whole));
  auto cut = whole;
  cut.weights = cut.weights.first(15);
  EXPECT_FALSE(topics.read(cut));
  cut = whole;
  cut.sigmoid = one;
  EXPECT_FALSE(topics.read(cut));
  cut = whole;
  cut.codes = cut.codes.first(5);
  EXPECT_FALSE(topics.read(cut));
  const TopicKey beyond[] = {{7, 1}, {}};
  cut = whole;
  cut.keys = beyond;
  EXPECT_FALSE(topics.read(cut));
  const TopicKey full[] = {{7, 0}, {8, 0}};
  cut = whole;
  cut.keys = full;  // A search in it would never end.
  EXPECT_FALSE(topics.read(cut));
}

}  // namespace aftercare::language
