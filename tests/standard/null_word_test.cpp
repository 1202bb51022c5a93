#include "standard/null_word.hpp"

#include <gtest/gtest.h>

namespace aftercare::standard {
namespace {

TEST(NullWordTest, WhatSaysNothing) {
  for (const auto* word : {"", "NULL", "null", "Null", "N/A", "n/a", "#N/A", "\\N", "无", "-", "--",
                           "None", "nan", "NaN", "—", "/"})
    EXPECT_TRUE(is_null_word(word, false)) << word;
}

TEST(NullWordTest, WhatSaysSomething) {
  for (const auto* word : {"0", "no", "否", "无线", "无货", "NULLs", "-1", "---", "NA", "none", "n",
                           "暂无", "#VALUE!", " "})
    EXPECT_FALSE(is_null_word(word, false)) << word;
}

TEST(NullWordTest, AFreeTextMayConsistOfAWordThatElsewhereSaysNothing) {
  for (const auto* word : {"无", "-", "N/A", "null", "None", "nan"})
    EXPECT_FALSE(is_null_word(word, true)) << word;
  for (const auto* word : {"", "NULL", "\\N"}) EXPECT_TRUE(is_null_word(word, true)) << word;
}

}  // namespace
}  // namespace aftercare::standard
