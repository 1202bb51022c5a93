#include "base/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aftercare::base {

TEST(Utf8Test, WhatIsAppendedDecodesToItself) {
  for (const char32_t point : {U'a', U'\x7F', U'\x80', U'é', U'退', U'\xFFFD', U'😀', U'\x10FFFF'}) {
    std::string text;
    append_code_point(text, point);
    std::size_t at = 0;
    EXPECT_EQ(next_code_point(text, at), point);
    EXPECT_EQ(at, text.size());
    EXPECT_TRUE(is_utf8(text));
  }
}

TEST(Utf8Test, AnyBytesEndAndIllFormedOnesBecomeReplacements) {
  for (const std::string& bytes :
       {std::string("\xFF"), std::string("\xE9\x80"), std::string("\xC0\x80"),
        std::string("\xED\xA0\x80"), std::string("\xF5\x80\x80\x80")}) {
    EXPECT_FALSE(is_utf8(bytes));
    std::size_t at = 0;
    EXPECT_EQ(next_code_point(bytes, at), char32_t{0xFFFD});
    EXPECT_EQ(at, 1U);
  }
}

TEST(Utf8Test, CutsBetweenCharactersOnly) {
  EXPECT_EQ(count_code_points("退款ok"), 4U);
  EXPECT_EQ(first_code_points("退款ok", 1), "退");
  EXPECT_EQ(first_code_points("退款ok", 9), "退款ok");
}

}  // namespace aftercare::base
