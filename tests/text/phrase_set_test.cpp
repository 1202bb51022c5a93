#include "text/phrase_set.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/utf8.hpp"

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
  PhraseSetBuilder builder;
  EXPECT_EQ(builder.add("退款"), 0U);
  EXPECT_EQ(builder.add("退款慢"), 1U);
  EXPECT_EQ(builder.add("art"), 2U);
  EXPECT_EQ(builder.add("refund*"), 3U);
  EXPECT_EQ(builder.add("not working"), 4U);
  EXPECT_EQ(builder.add("退款"), 0U);
  EXPECT_EQ(builder.add(""), PhraseSet::kNone);
  EXPECT_EQ(builder.size(), 5U);
  const PhraseSet set = std::move(builder).build();
  EXPECT_EQ(set.size(), 5U);

  using Found = std::vector<std::string>;
  EXPECT_EQ(phrases_in(set, U"退款慢"), (Found{"0@0-2", "1@0-3"}));
  EXPECT_EQ(phrases_in(set, U"Art, cart, artist"), (Found{"2@0-3"}));
  EXPECT_EQ(phrases_in(set, U"REFUNDED prefund"), (Found{"3@0-6"}));
  EXPECT_EQ(phrases_in(set, U"Not\nworking"), (Found{"4@0-11"}));
  EXPECT_EQ(phrases_in(set, U"退"), Found{});
  EXPECT_EQ(phrases_in(set, U""), Found{});
}

TEST(PhraseSetTest, KnowsTheNumberOfAWholePhrase) {
  PhraseSetBuilder builder;
  for (const auto* phrase : {"退款", "退款慢", "art", "refund*", "refund"}) builder.add(phrase);
  const PhraseSet set = std::move(builder).build();
  EXPECT_EQ(set.number_of("退款慢"), 1U);
  EXPECT_EQ(set.number_of("Art"), 2U);
  EXPECT_EQ(set.number_of("refund*"), 3U);
  EXPECT_EQ(set.number_of("refund"), 4U);
  for (const auto* other : {"", "退", "退款慢慢", "款", "artist", "art*", "*", "退款*", "龘"})
    EXPECT_EQ(set.number_of(other), PhraseSet::kNone) << other;
  EXPECT_EQ(PhraseSet().number_of("退款"), PhraseSet::kNone);
}

TEST(PhraseSetTest, ThousandsOfPhrases) {
  PhraseSetBuilder builder;
  for (int i = 0; i < 20'000; ++i) builder.add("词" + std::to_string(i) + "尾");
  const PhraseSet set = std::move(builder).build();
  EXPECT_EQ(phrases_in(set, U"词19999尾").size(), 1U);
  EXPECT_EQ(phrases_in(set, U"词20000尾").size(), 0U);
}

// Children that lie among those of another node are not taken for its own.
TEST(PhraseSetTest, FindsWhatOneLooksForByHand) {
  const std::u32string_view letters = U"甲乙丙丁A b1\n";
  std::uint32_t random = 20261128;
  const auto next = [&random](std::uint32_t below) {
    random = random * 1664525 + 1013904223;
    return (random >> 8) % below;
  };
  const auto utf8 = [](std::u32string_view points) {
    std::string bytes;
    for (const auto point : points) base::append_code_point(bytes, point);
    return bytes;
  };
  PhraseSetBuilder builder;
  std::vector<std::u32string> phrases;
  for (int i = 0; i < 300; ++i) {
    std::u32string phrase;
    for (auto size = 1 + next(5); size > 0; --size) phrase += U"甲乙丙丁戊己"[next(6)];
    if (std::ranges::find(phrases, phrase) != phrases.end()) continue;
    EXPECT_EQ(builder.add(utf8(phrase)), phrases.size());
    phrases.push_back(phrase);
  }
  const PhraseSet set = std::move(builder).build();
  std::u32string text;
  for (int i = 0; i < 400; ++i) text += letters[next(static_cast<std::uint32_t>(letters.size()))];
  std::size_t by_hand = 0;
  for (std::size_t begin = 0; begin < text.size(); ++begin)
    for (const auto& phrase : phrases)
      by_hand += std::u32string_view(text).substr(begin).starts_with(phrase);
  EXPECT_EQ(phrases_in(set, text).size(), by_hand);
  EXPECT_GT(by_hand, 100U);
  EXPECT_TRUE(phrases_in(PhraseSet(), text).empty());
}

}  // namespace aftercare::text
