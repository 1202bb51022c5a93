#include "text/width.hpp"

#include <gtest/gtest.h>

namespace aftercare::text {

TEST(WidthTest, FoldsWhatIsSafeAndKeepsChinesePunctuation) {
  const std::pair<std::string, std::string> cases[] = {
      {"１２３ＡＢＣａｂ", "123ABCab"},
      {"ｕｓｅｒ＠ｍａｉｌ．ｃｏｍ", "user@mail.com"},
      {"￥９９", "¥99"},
      {"好！真的？是，对；（嗯）：", "好！真的？是，对；（嗯）："},
      {"a　 \t b", "a b"},
      {"  \n退款 \r\n ", "退款"},
      {"\xEF\xBB\xBF零\xE2\x80\x8B宽\xEF\xBB\xBF", "零宽"},
      {"it’s", "it's"},
      {"", ""},
      {"\xFF\xFE", "\xEF\xBF\xBD\xEF\xBF\xBD"},
  };
  for (const auto& [given, folded] : cases) EXPECT_EQ(fold_width(given), folded) << given;
}

TEST(WidthTest, TidiesWithoutTakingPicturesAndSpellingApart) {
  EXPECT_EQ(tidy_width(" ＡＢＣ　１２ \xE2\x80\x8B\n"), "ABC 12");
  EXPECT_EQ(tidy_width("NYC✈️MIA"), "NYC✈️MIA");
  EXPECT_EQ(tidy_width("一家👨‍👩‍👧 7️⃣ ❤️‍🔥"),
            "一家👨‍👩‍👧 7️⃣ ❤️‍🔥");
  EXPECT_EQ(tidy_width("می‌خواهم"), "می‌خواهم");
  EXPECT_EQ(tidy_width("Prisma’s"), "Prisma’s");
  // What shapes nothing goes: a selector behind a letter, a joiner at the end or between letters.
  EXPECT_EQ(tidy_width("ab\uFE0Fc 中\uFE0F"), "abc 中");
  EXPECT_EQ(tidy_width("👩\u200D"), "👩");
  EXPECT_EQ(tidy_width("Shen\u200Dzhen\u200C"), "Shenzhen");
  EXPECT_EQ(tidy_width("\uFE0F\u200D"), "");
  EXPECT_EQ(fold_width("NYC✈️MIA"), "NYC✈MIA");
}

TEST(WidthTest, KnowsHan) {
  EXPECT_TRUE(is_han(U'退'));
  EXPECT_FALSE(is_han(U'の'));
  EXPECT_FALSE(is_han(U'，'));
  EXPECT_FALSE(is_han(U'A'));
}

}  // namespace aftercare::text
