#include "text/traditional.hpp"

#include <gtest/gtest.h>

#include "text/normal_text.hpp"

namespace aftercare::text {

TEST(TraditionalTest, SimplifiesByPhraseAndOnlyWhereNeeded) {
  const auto loaded = Simplifier::load();
  ASSERT_TRUE(loaded.has_value()) << loaded.error().message;
  const Simplifier& simplifier = **loaded;
  const std::pair<std::string, std::string> cases[] = {
      {"請問什麼時候發貨？", "请问什么时候发货？"},
      {"乾隆年間的乾淨衣服", "乾隆年间的干净衣服"},
      {"简体不变 abc 😀", "简体不变 abc 😀"},
      {"", ""},
  };
  for (const auto& [given, simple] : cases) EXPECT_EQ(simplifier.simplify(given), simple);
  EXPECT_TRUE(simplifier.is_traditional(U'貨'));
  EXPECT_FALSE(simplifier.is_traditional(U'货'));
  EXPECT_FALSE(simplifier.has_traditional("退货 refund"));
}

TEST(TraditionalTest, OffsetsStayThoseOfTheTextAsGiven) {
  const auto simplifier = Simplifier::load();
  ASSERT_TRUE(simplifier.has_value());
  const std::string given = "\xEF\xBB\xBF電池　 １２";
  NormalText text;
  text.add(given, simplifier->get());
  EXPECT_EQ(text.utf8(0, text.size()), "电池 12");
  EXPECT_EQ(given.substr(text.begin_of(0), text.end_of(1) - text.begin_of(0)), "電池");
  EXPECT_EQ(given.substr(text.begin_of(3), text.end_of(4) - text.begin_of(3)), "１２");
}

}  // namespace aftercare::text
