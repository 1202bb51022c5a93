#include "text/pinyin.hpp"

#include <gtest/gtest.h>

namespace aftercare::text {

TEST(PinyinTest, ReadsNames) {
  const auto pinyin = Pinyin::load({});
  ASSERT_TRUE(pinyin.has_value());
  EXPECT_EQ(pinyin->of_name("顾念慈"), "gu nian ci");
  EXPECT_EQ(pinyin->of_name("单文静"), "shan wen jing");
  EXPECT_EQ(pinyin->of_name("张单"), "zhang dan");
  EXPECT_EQ(pinyin->of_name("欧阳 Mei 兰"), "ou yang lan");
  EXPECT_EQ(pinyin->of_name("Smith"), "");
  EXPECT_EQ(pinyin->of(U'x'), "");
}

}  // namespace aftercare::text
