// What a text's words say of its mood, where a word alone says the opposite.

#include <gtest/gtest.h>

#include "language/analyser.hpp"

namespace aftercare::language {
namespace {

Analysis analysed(const char* text) {
  static const auto analyser = Analyser::load({});
  EXPECT_TRUE(analyser.has_value());
  Scratch scratch;
  return (*analyser)->analyse(text, {}, scratch);
}

std::string_view mood(const char* text) {
  return to_name(analysed(text).sentiment);
}

}  // namespace

TEST(MoodTest, WhatIsSaidNotToBeThereIsTurned) {
  EXPECT_EQ(mood("用了大半年，一点问题没有"), "positive");
  EXPECT_EQ(mood("毛病一个都没有"), "positive");
  EXPECT_EQ(mood("诚意一点都没有"), "negative");
  EXPECT_EQ(mood("问题没有解决"), "negative") << "here it is the solution that is missing";
  EXPECT_NE(mood("东西坏了没有？"), "positive") << "a question whether it broke";
}

TEST(MoodTest, WhoIsBetterThanTheShopIsNoPraiseOfIt) {
  EXPECT_EQ(mood("乌龟都比你们快"), "negative");
  EXPECT_EQ(mood("别人发货比你家快"), "negative");
  EXPECT_EQ(mood("你们比别家快"), "positive");
  EXPECT_EQ(mood("没有比这家更好的了"), "positive");
}

TEST(MoodTest, NotEnoughThanksIsPraise) {
  EXPECT_EQ(mood("I can't thank you enough"), "positive");
  EXPECT_EQ(mood("We couldn't ask for more"), "positive");
  EXPECT_EQ(mood("I wouldn't buy it again"), "negative");
  EXPECT_EQ(mood("I would gladly buy it again"), "positive");
}

TEST(MoodTest, WhatIsNotWantedIsNoDemand) {
  EXPECT_EQ(analysed("Can I get a replacement instead of a refund?").demands, "replace");
  EXPECT_EQ(analysed("我要的是换货，而不是退款").demands, "replace");
  EXPECT_EQ(analysed("不要换货，直接退款").demands, "refund");
  EXPECT_EQ(analysed("I want a refund, not a replacement").demands, "refund");
}

TEST(MoodTest, WaterLeaksAndSecretsLeak) {
  EXPECT_EQ(analysed("The blender leaked all over the table").topics.find("privacy"),
            std::string::npos);
  EXPECT_EQ(analysed("燃气灶泄漏，太危险了").topics.find("privacy"), std::string::npos);
  EXPECT_NE(analysed("You leaked my phone number").topics.find("privacy.leak"), std::string::npos);
  EXPECT_NE(analysed("我的信息泄漏了").topics.find("privacy.leak"), std::string::npos);
}

}  // namespace aftercare::language
