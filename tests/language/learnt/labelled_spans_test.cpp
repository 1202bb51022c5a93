#include "language/learnt/labelled_spans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aftercare::language {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

}  // namespace

TEST(TaggedLinesTest, BytesThatAreNoCharactersKeepSpansInTheirTexts) {
  auto texts = read_tagged_lines("a B-x\n\xe4 I-x\n\xbd O\n\xa0 B-y\n");
  ASSERT_TRUE(texts);
  EXPECT_EQ(tidy_spans(texts->at(0)), 0U);
  EXPECT_EQ(texts->at(0).spans.size(), 2U);
}

TEST(LabelledSpansTest, CellsOfSpansInTheNamesPeopleUse) {
  std::vector<MarkedSpan> spans;
  ASSERT_TRUE(read_marked_spans(R"([{"start":0,"end":3,"type":"order"}])", spans));
  EXPECT_THAT(spans, ElementsAre(MarkedSpan{0, 3, "order"}));
  ASSERT_TRUE(read_marked_spans(
      R"([{"entity_type":"P","entity_value":"Al","start_position":4,"end_position":6}])", spans));
  EXPECT_THAT(spans, ElementsAre(MarkedSpan{4, 6, "P"}));
  EXPECT_TRUE(read_marked_spans("", spans));
  EXPECT_TRUE(read_marked_spans("[]", spans));
  EXPECT_TRUE(spans.empty());
  for (const auto* bad : {"{", "{}", "[1]", R"([{"start":-1,"end":3,"type":"x"}])",
                          R"([{"start":0,"end":"3","type":"x"}])", R"([{"start":0,"end":3}])",
                          R"([{"start":0,"end":99999999999,"type":"x"}])"})
    EXPECT_FALSE(read_marked_spans(bad, spans)) << bad;
}

TEST(LabelledSpansTest, SpansThatDoNotFitTheTextAreLeftOut) {
  MarkedText marked{
      "订单12坏了",
      {{4, 6, "fault"}, {2, 4, "id"}, {3, 5, "over"}, {5, 9, "beyond"}, {1, 1, "empty"}}};
  EXPECT_EQ(tidy_spans(marked), 3U);
  EXPECT_THAT(marked.spans, ElementsAre(MarkedSpan{2, 4, "id"}, MarkedSpan{4, 6, "fault"}));
}

TEST(LabelledSpansTest, TaggedLines) {
  const auto characters = read_tagged_lines("红 B-C\n木 I-C\n床 B-P\r\n\n\n好 O\n");
  ASSERT_TRUE(characters.has_value());
  ASSERT_EQ(characters->size(), 2U);
  EXPECT_EQ((*characters)[0].text, "红木床");
  EXPECT_THAT((*characters)[0].spans, ElementsAre(MarkedSpan{0, 2, "C"}, MarkedSpan{2, 3, "P"}));
  const auto words = read_tagged_lines("my O\norder O\nno\tB-ID\n77 I-ID");
  ASSERT_TRUE(words.has_value());
  EXPECT_EQ(words->front().text, "my order no 77");
  EXPECT_THAT(words->front().spans, ElementsAre(MarkedSpan{9, 14, "ID"}));
  const auto bad = read_tagged_lines("a O\nb X-1\n");
  ASSERT_FALSE(bad.has_value());
  EXPECT_THAT(bad.error().message, HasSubstr("line 2"));
  EXPECT_FALSE(read_tagged_lines("\n\n").has_value());
}

TEST(LabelledSpansTest, ScoresCountOnlyExactAgreement) {
  const std::vector<MarkedText> given = {{"abcdef", {{0, 2, "x"}, {3, 5, "y"}}}, {"gh", {}}};
  const std::vector<std::vector<MarkedSpan>> found = {{{0, 2, "x"}, {3, 6, "y"}}, {{0, 1, "x"}}};
  const auto scores = score_spans(given, found);
  ASSERT_EQ(scores.size(), 3U);
  EXPECT_NEAR(scores[0].precision(), 1.0 / 3, 1e-9);
  EXPECT_NEAR(scores[0].recall(), 0.5, 1e-9);
  EXPECT_NEAR(scores[0].f1(), 0.4, 1e-9);
  EXPECT_EQ(scores[2].type, "y");
  EXPECT_EQ(scores[2].f1(), 0);
}

}  // namespace aftercare::language
