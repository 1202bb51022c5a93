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

}  // namespace
}  // namespace aftercare::privacy
