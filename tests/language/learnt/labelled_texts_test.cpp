#include "language/learnt/labelled_texts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace aftercare::language {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Cells = std::vector<std::string_view>;

}  // namespace

TEST(LabelledTextsTest, RowsWithoutTextOrLabelAreLeftOutAndCounted) {
  const Cells texts = {"good", "  ", "bad", "fine", "late"};
  const Cells labels = {"praise", "praise", " complaint ", "", "complaint"};
  const auto made = label_texts(texts, labels, {});
  ASSERT_TRUE(made.has_value());
  EXPECT_THAT(made->labels, ElementsAre("complaint", "praise"));
  EXPECT_THAT(made->texts, ElementsAre("good", "bad", "late"));
  EXPECT_THAT(made->rows, ElementsAre(0U, 2U, 4U));
  EXPECT_EQ(made->without_text, 1U);
  EXPECT_EQ(made->without_label, 1U);
  EXPECT_TRUE(made->is_of(1, 0));
  EXPECT_FALSE(made->is_of(1, 1));
}

TEST(LabelledTextsTest, NothingToLearnFromIsRefused) {
  const auto none = label_texts(Cells{"a", "b"}, Cells{"", " "}, {});
  ASSERT_FALSE(none.has_value());
  EXPECT_THAT(none.error().message, HasSubstr("no row has both"));
  EXPECT_FALSE(none.error().message_zh.empty());
  std::vector<std::string> names;
  for (int i = 0; i < 2100; ++i) names.push_back("note " + std::to_string(i));
  const Cells notes(names.begin(), names.end());
  const auto free_text = label_texts(notes, notes, {});
  ASSERT_FALSE(free_text.has_value());
  EXPECT_THAT(free_text.error().message, HasSubstr("2000 different values"));
}

TEST(LabelledTextsTest, SeparatorsAreSniffedByWhichLabelsRecur) {
  EXPECT_EQ(sniff_label_separator(Cells{"退款,赔偿", "退款", "赔偿,道歉", "道歉,退款"}), ",");
  EXPECT_EQ(sniff_label_separator(Cells{"a|b", "b|c", "a", "c|a"}), "|");
  EXPECT_EQ(sniff_label_separator(Cells{"物流、客服", "客服", "物流", "客服、物流"}), "、");
  // Near misses: a comma within one label that always stands so, and no separator at all.
  EXPECT_EQ(sniff_label_separator(Cells{"parts, used", "parts, used", "whole", "whole"}), "");
  EXPECT_EQ(sniff_label_separator(Cells{"late", "broken", "late"}), "");
}

TEST(LabelledTextsTest, SeveralLabelsOfACell) {
  const auto made = label_texts(Cells{"t1", "t2", "t3"}, Cells{"b; a;b", "", "a"}, {true, ";"});
  ASSERT_TRUE(made.has_value());
  EXPECT_THAT(made->labels, ElementsAre("a", "b"));
  EXPECT_THAT(made->of[0], ElementsAre(0, 1));
  EXPECT_TRUE(made->of[1].empty());  // A text may have none.
  EXPECT_EQ(made->without_label, 0U);
}

}  // namespace aftercare::language
