#include "text/normal_text.hpp"

#include <gtest/gtest.h>

#include <string>

#include "text/compatibility.hpp"
#include "text/html_noise.hpp"

namespace aftercare::text {
namespace {

std::string normal(const std::string& given) {
  NormalText text;
  text.add(given, nullptr);
  return text.utf8(0, text.size());
}

}  // namespace

TEST(NormalTextTest, FoldsWhatOnlyIsWrittenOtherwise) {
  const std::pair<std::string, std::string> cases[] = {
      {"５㎏装", "5kg装"},
      {"第③次", "第3次"},
      {"⑪", "11"},
      {"Ⅱ代", "II代"},
      {"ｉＰｈｏｎｅ", "iPhone"},
      {"ﬁne", "fine"},
      {"10㎡", "10m2"},
      {"H₂O", "H2O"},
      {"⽤了⼀天", "用了一天"},
      {"𝗕𝘂𝘆 𝟏𝟐", "Buy 12"},
      {"Ⓐ级", "A级"},
      // What would change its meaning stays.
      {"½价", "½价"},
      {"好……", "好……"},
      {"Ⅷ", "Ⅷ"},
      {"™", "™"},
  };
  for (const auto& [given, plain] : cases) EXPECT_EQ(normal(given), plain);
}

TEST(NormalTextTest, TakesOutLeftHtml) {
  const std::pair<std::string, std::string> cases[] = {
      {"好的<br/>谢谢", "好的\n谢谢"},
      {"<p>one</p><p>two</p>", "one\ntwo\n"},
      {"<b>很</b>好 <a href=\"http://x.cn/?a=1\">看</a>", "很好 看"},
      {"a&nbsp;&amp;&nbsp;b", "a & b"},
      {"&#20013;&#x6587;", "中文"},
      // None of it.
      {"a < b 且 c > d", "a < b 且 c > d"},
      {"<3 you", "<3 you"},
      {"R&D; 5&6", "R&D; 5&6"},
      {"&#0;&#xD800;&#99999999;", "&#0;&#xD800;&#99999999;"},
      {"<unknown>x", "<unknown>x"},
      {"&", "&"},
      {"<", "<"},
      {"<b", "<b"},
  };
  for (const auto& [given, plain] : cases) EXPECT_EQ(normal(given), plain) << given;
}

TEST(NormalTextTest, OffsetsLeadBack) {
  const std::string given = "A&nbsp;③<b>x</b>";
  NormalText text;
  text.add(given, nullptr);
  ASSERT_EQ(text.utf8(0, text.size()), "A 3x");
  EXPECT_EQ(given.substr(text.begin_of(1), text.end_of(1) - text.begin_of(1)), "&nbsp;");
  EXPECT_EQ(given.substr(text.begin_of(2), text.end_of(2) - text.begin_of(2)), "③");
  EXPECT_EQ(given.substr(text.begin_of(3), text.end_of(3) - text.begin_of(3)), "x");
}

TEST(NormalTextTest, SqueezesRunsAsAsked) {
  const std::string given = "aaab好好好好c";
  NormalText text;
  text.add(given, nullptr);
  text.squeeze(0, [](std::span<const char32_t> points, std::size_t begin, std::size_t) {
    return points[begin] == U'a' ? std::size_t{2} : std::size_t{1};
  });
  EXPECT_EQ(text.utf8(0, text.size()), "aab好c");
  EXPECT_EQ(given.substr(text.begin_of(3), text.end_of(3) - text.begin_of(3)), "好好好好");
  EXPECT_EQ(given.substr(text.begin_of(4), text.end_of(4) - text.begin_of(4)), "c");
  text.squeeze(5, [](auto, auto, auto) { return std::size_t{1}; });
  EXPECT_EQ(text.size(), 5U);
}

TEST(NormalTextTest, NoSignGrowsPastItsBytes) {
  for (char32_t point = 0x80; point < 0x20000; ++point) {
    const auto plain = compatible(point);
    EXPECT_TRUE(plain.empty() || may_be_compatible(point)) << static_cast<std::uint32_t>(point);
    EXPECT_LE(plain.size(), point < 0x800 ? 2U : point < 0x10000 ? 3U : 4U);
  }
  std::string all;
  for (int i = 0; i < 1 << 15; ++i) all.push_back(static_cast<char>(i * 31 + i / 251));
  normal(all);
}

}  // namespace aftercare::text
