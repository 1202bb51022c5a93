#include "quality/duplicates/text_sketches.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aftercare::quality {
namespace {

const std::string kComplaint =
    "上周三买的破壁机用了两次就漏水，底座里全是黑色的油，打电话三次都没有人处理，要求退货退款";

std::vector<TextSketch> sketched(const std::vector<std::string>& texts) {
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  return sketch_texts(views, nullptr, 1);
}

// Whether a stored text is worth comparing with a new one.
bool meets(const std::string& old, bool old_side, const std::string& fresh, bool fresh_side) {
  const auto sketches = sketched({old, fresh});
  const std::vector<char> sides = {static_cast<char>(fresh_side)};
  SketchMeetings meetings({sketches.data() + 1, 1}, sides);
  return meetings.meets(sketches[0], old_side);
}

}  // namespace

TEST(TextSketchesTest, ACopyMeetsItsOriginal) {
  EXPECT_TRUE(meets(kComplaint, false, kComplaint, false));
  EXPECT_TRUE(meets(kComplaint, false, "客服您好！" + kComplaint + "。谢谢", false));
  EXPECT_FALSE(meets(kComplaint, false,
                     "快递放在门口三天没有通知我，雨淋湿了整个箱子，里面的书全部不能看了", false));
}

TEST(TextSketchesTest, WhatIsTooShortToTellMeetsNothing) {
  EXPECT_EQ(sketched({"很好"})[0], TextSketch{});
  EXPECT_EQ(sketched({""})[0], TextSketch{});
  EXPECT_FALSE(meets("很好", false, "很好", false));
}

TEST(TextSketchesTest, TwoOfKnownPersonsDoNotMeetByTheirWords) {
  EXPECT_FALSE(meets(kComplaint, true, kComplaint, true));
  EXPECT_TRUE(meets(kComplaint, true, kComplaint, false));
  EXPECT_TRUE(meets(kComplaint, false, kComplaint, true));
}

TEST(TextSketchesTest, OfAThousandEqualTextsSomeAreMet) {
  const auto sketches = sketched({kComplaint});
  SketchMeetings meetings(sketches, std::vector<char>{0});
  int met = 0;
  for (int i = 0; i < 1000; ++i) met += meetings.meets(sketches[0], false);
  EXPECT_GT(met, 0);
  EXPECT_LE(met, 64);
}

}  // namespace aftercare::quality
