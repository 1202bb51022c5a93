#include "text/phrase_set.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aftercare::text {

std::vector<std::string> phrases_in(const PhraseSet& set, std::u32string_view text) {
  std::vector<std::string> found;
  set.each(std::span(text.data(), text.size()),
           [&found](std::size_t begin, std::size_t end, std::uint32_t phrase) {
             found.push_back(std::to_string(phrase) + "@" + std::to_string(begin) + "-" +
                             std::to_string(end));
           });
  return found;
}

TEST(PhraseSetTest, FindsEveryPhraseAtWordBorders) {
  PhraseSet set;
  EXPECT_EQ(set.add("退款"), 0U);
  EXPECT_EQ(set.add("退款慢"), 1U);
  EXPECT_EQ(set.add("art"), 2U);
  EXPECT_EQ(set.add("refund*"), 3U);
  EXPECT_EQ(set.add("not working"), 4U);
  EXPECT_EQ(set.add("退款"), 0U);
  EXPECT_EQ(set.add(""), PhraseSet::kNone);
  EXPECT_EQ(set.size(), 5U);

  using Found = std::vector<std::string>;
  EXPECT_EQ(phrases_in(set, U"退款慢"), (Found{"0@0-2", "1@0-3"}));
  EXPECT_EQ(phrases_in(set, U"Art, cart, artist"), (Found{"2@0-3"}));
  EXPECT_EQ(phrases_in(set, U"REFUNDED prefund"), (Found{"3@0-6"}));
  EXPECT_EQ(phrases_in(set, U"Not\nworking"), (Found{"4@0-11"}));
  EXPECT_EQ(phrases_in(set, U"退"), Found{});
  EXPECT_EQ(phrases_in(set, U""), Found{});
}

TEST(PhraseSetTest, ThousandsOfPhrases) {
  PhraseSet set;
  for (int i = 0; i < 20'000; ++i) set.add("词" + std::to_string(i) + "尾");
  EXPECT_EQ(phrases_in(set, U"词19999尾").size(), 1U);
  EXPECT_EQ(phrases_in(set, U"词20000尾").size(), 0U);
}

}  // namespace aftercare::text
