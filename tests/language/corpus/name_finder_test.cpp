#include "language/corpus/name_finder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace aftercare::language {
namespace {

const Analyser& names_analyser() {
  static const auto made = Analyser::load({}).value();
  return *made;
}

// Parts that lists know, one that none does (面板), what is spoken of in other ways (老板, 快递员).
std::vector<std::string> reviews_of_parts() {
  std::vector<std::string> texts;
  const std::vector<std::string> parts = {"按键", "外壳", "屏幕", "键盘", "接口", "后盖", "面板"};
  for (const auto& part : parts)
    for (const auto* frame : {"用了一周%松动了", "收到时%有划痕", "%的缝隙很大", "打开一看%裂了",
                              "师傅说%要换", "%摸起来很烫", "感觉%比较软", "轻轻一碰%就掉了"}) {
      std::string text = frame;
      texts.push_back(text.replace(text.find('%'), 1, part));
    }
  for (const auto* who : {"老板", "快递员", "同事"})
    for (const auto* frame : {"%打电话来说明天到", "%让我自己去拿", "问了%他也不知道", "%人很热情",
                              "和%说了半天", "%送了一张卡片"}) {
      std::string text = frame;
      texts.push_back(text.replace(text.find('%'), 1, who));
    }
  return texts;
}

FoundNames names_in(const std::vector<std::string>& texts, std::size_t least = 5) {
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  return find_names(read_corpus(views, names_analyser(), 1), names_analyser(), least);
}

bool holds(const FoundNames& found, std::string_view name) {
  return std::ranges::find(found.names, name, &FoundName::name) != found.names.end();
}

}  // namespace

TEST(NameFinderTest, APartIsKnownByItsCompany) {
  const auto found = names_in(reviews_of_parts());
  ASSERT_TRUE(holds(found, "面板"));
  const auto& part = *std::ranges::find(found.names, "面板", &FoundName::name);
  EXPECT_EQ(part.kind, NameKind::component);
  EXPECT_EQ(part.texts, 8U);
  EXPECT_FALSE(part.code.empty());
  EXPECT_EQ(part.like.size(), 3U);
  EXPECT_EQ(found.components.seen, 6U);
  EXPECT_GT(found.components.found, 0U);
  for (const auto* other : {"老板", "快递员", "同事", "松动", "划痕"})
    EXPECT_FALSE(holds(found, other)) << other;
  EXPECT_FALSE(holds(found, "按键")) << "it is known";
}

TEST(NameFinderTest, OfLittleNothingIsLearnt) {
  EXPECT_TRUE(names_in({}).names.empty());
  EXPECT_TRUE(names_in({"\xff\xfe", "", "。。。"}).names.empty());
  EXPECT_TRUE(names_in(reviews_of_parts(), 9).names.empty()) << "no part is said in nine texts";
  EXPECT_TRUE(names_in({"面板松动了", "面板裂了", "面板掉了", "面板坏了", "面板软"}).names.empty())
      << "no known part to learn from";
}

}  // namespace aftercare::language
