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

TEST(WidthTest, KnowsHan) {
  EXPECT_TRUE(is_han(U'退'));
  EXPECT_FALSE(is_han(U'の'));
  EXPECT_FALSE(is_han(U'，'));
  EXPECT_FALSE(is_han(U'A'));
}

}  // namespace aftercare::text
