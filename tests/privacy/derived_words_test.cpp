#include "privacy/derived_words.hpp"

#include <gtest/gtest.h>

namespace aftercare::privacy {
namespace {

TEST(DerivedWords, WhatTheMaskedTextStillHoldsStays) {
  EXPECT_EQ(words_still_held("电池|张三丰|屏幕", "给[姓名]买的，电池和屏幕都坏了"), "电池|屏幕");
  EXPECT_EQ(words_still_held("battery|lee", "[name]: the ＢＡＴＴＥＲＹ is dead"), "battery");
  EXPECT_EQ(words_still_held("电池", "电池"), "电池");
}

TEST(DerivedWords, ANameInAnotherScriptGoesToo) {
  EXPECT_EQ(words_still_held("张伟|电池", "[姓名]的电池"), "电池");  // 張偉 in the text as given.
}

TEST(DerivedWords, NothingIsLeftOfWhatWasMaskedWhole) {
  EXPECT_EQ(words_still_held("张三丰", "[姓名]"), "");
  EXPECT_EQ(words_still_held("", "电池"), "");
}

TEST(DerivedWords, EntitiesGoByTheirText) {
  EXPECT_EQ(words_still_held(R"([{"kind":"product","text":"小米 手机"},)"
                             R"({"kind":"order_number","text":"13800138000"}])",
                             "小米 手机，打[电话]"),
            R"([{"kind":"product","text":"小米 手机"}])");
  EXPECT_EQ(words_still_held("[not json", "not json"), "");
}

TEST(DerivedWords, EntitiesStandWhereTheMaskedTextHasThem) {
  // As given: "我是王小明，电池坏了" and, in the title, "13800138000的电池".
  EXPECT_EQ(
      placed_in_masked(R"([{"kind":"component","text":"电池","start":11,"end":13,"in":"title"},)"
                       R"({"kind":"component","text":"电池","start":6,"end":8},)"
                       R"({"kind":"date","text":"昨天","start":9,"end":11}])",
                       "[电话]的电池", "我是[姓名]，电池坏了"),
      R"([{"kind":"component","text":"电池","start":5,"end":7,"in":"title"},)"
      R"({"kind":"component","text":"电池","start":7,"end":9},)"
      R"({"kind":"date","text":"昨天"}])");
  EXPECT_EQ(placed_in_masked("[oops", "", ""), "");
}

}  // namespace
}  // namespace aftercare::privacy
