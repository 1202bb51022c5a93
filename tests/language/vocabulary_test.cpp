// A shop's own names among the phrases of the catalog.

#include "language/vocabulary.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.hpp"

namespace aftercare::language {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<char32_t> points_of(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < text.size();) points.push_back(base::next_code_point(text, at));
  return points;
}

class OwnNamesTest : public testing::Test {
 protected:
  OwnNamesTest() {
    const auto lexicons = Lexicons::load({});
    const auto taxonomy = Taxonomy::load({}, *lexicons);
    auto made = Vocabulary::make(*lexicons, *taxonomy, {{"广东", false}}, forms_);
    EXPECT_TRUE(made) << made.error().message;
    vocabulary_ = std::move(*made);
  }

  // "3-7 充电宝 product 1": what plays the role of a name in a text of words as long as it.
  std::vector<std::string> names_in(std::string_view text) const {
    const auto points = points_of(text);
    std::vector<Hit> hits;
    vocabulary_.find(points, std::vector<std::uint8_t>(points.size() + 1, 1), hits);
    std::vector<std::string> found;
    for (const auto& hit : hits)
      for (const auto& role : vocabulary_.roles(hit.term))
        if (role.kind == RoleKind::product)
          found.push_back(fmt::format("{}-{} product {}", hit.begin, hit.end, role.index));
        else if (role.kind == RoleKind::brand && role.weight == 1)
          found.push_back(fmt::format("{}-{} brand", hit.begin, hit.end));
    return found;
  }

  const std::vector<SpokenForm> forms_ = {{"蓝鲸八", "蓝鲸8号"}, {"电驰", "电池"}};
  Vocabulary vocabulary_;
};

TEST_F(OwnNamesTest, NamesThatNoPhraseIsAreFoundByPlace) {
  vocabulary_.add_own({{"星河耳塞", "星河耳塞Pro", "X200 Max"}, {"星河"}}, forms_);
  EXPECT_THAT(
      names_in("买了星河耳塞Pro，不是x200 max，是星河的"),
      ElementsAre("2-4 brand", "2-6 product 0", "2-9 product 1", "12-20 product 2", "22-24 brand"));
  EXPECT_THAT(names_in("星 河耳塞，X2000 Max"), IsEmpty());
}

TEST_F(OwnNamesTest, HitsOfBothStandInTheOrderOfTheText) {
  vocabulary_.add_own({{"池边星河灯"}, {}}, forms_);
  const auto points = points_of("电池边星河灯坏了，退款");
  std::vector<Hit> hits;
  vocabulary_.find(points, std::vector<std::uint8_t>(points.size() + 1, 1), hits);
  ASSERT_GT(hits.size(), 2U);
  for (std::size_t i = 1; i < hits.size(); ++i)
    EXPECT_TRUE(std::pair(hits[i - 1].begin, hits[i - 1].end) <
                std::pair(hits[i].begin, hits[i].end));
  EXPECT_TRUE(hits.front().plays(RoleKind::component));
}

TEST_F(OwnNamesTest, ANameThatIsAPhraseOfTheCatalogPlaysBoth) {
  const auto before = vocabulary_.size();
  vocabulary_.add_own({{"电池"}, {}}, forms_);
  EXPECT_EQ(vocabulary_.size(), before);
  EXPECT_THAT(names_in("电池"), ElementsAre("0-2 product 0"));
  EXPECT_TRUE(vocabulary_.plays_whole(points_of("电池"), RoleKind::component));
  EXPECT_THAT(names_in("电驰"), ElementsAre("0-2 product 0")) << "a form of it";
  EXPECT_TRUE(vocabulary_.plays_whole(points_of("电驰"), RoleKind::component));
}

TEST_F(OwnNamesTest, AFormOfANamePlaysWhatTheNameDoes) {
  EXPECT_THAT(names_in("蓝鲸八"), IsEmpty());
  vocabulary_.add_own({{"小蓝灯", "蓝鲸8号"}, {"蓝鲸8号"}}, forms_);
  EXPECT_THAT(names_in("蓝鲸八"), ElementsAre("0-3 product 1", "0-3 brand"));
}

TEST_F(OwnNamesTest, NamesAsShortAsAnyWordAreLeftOut) {
  vocabulary_.add_own({{"灯", "a1", ""}, {"x"}}, forms_);
  EXPECT_THAT(names_in("灯 a1 x"), IsEmpty());
}

}  // namespace
}  // namespace aftercare::language
