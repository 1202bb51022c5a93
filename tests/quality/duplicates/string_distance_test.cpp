#include "quality/duplicates/string_distance.hpp"

#include <gtest/gtest.h>

namespace aftercare::quality {

TEST(StringDistanceTest, JaroWinklerGivesThePublishedValues) {
  // Winkler, 1990, table of examples.
  EXPECT_NEAR(jaro_winkler("martha", "marhta"), 0.961, 0.001);
  EXPECT_NEAR(jaro_winkler("dwayne", "duane"), 0.840, 0.001);
  EXPECT_NEAR(jaro_winkler("dixon", "dicksonx"), 0.813, 0.001);
  EXPECT_EQ(jaro_winkler("abc", "xyz"), 0);
  EXPECT_EQ(jaro_winkler("", ""), 1);
  EXPECT_EQ(jaro_winkler("", "a"), 0);
}

TEST(StringDistanceTest, OneEditIsOneTypingError) {
  for (const auto& [one, other] :
       {std::pair("7535316", "7535361"), std::pair("7535316", "753516"),
        std::pair("7535316", "75353160"), std::pair("7535316", "7536316"), std::pair("", "a")}) {
    EXPECT_TRUE(is_one_edit(one, other)) << one << " " << other;
    EXPECT_TRUE(is_one_edit(other, one)) << one << " " << other;
  }
  for (const auto& [one, other] :
       {std::pair("7535316", "7535316"), std::pair("7535316", "7355361"), std::pair("12", "2134"),
        std::pair("abcd", "dbca"), std::pair("", "")})
    EXPECT_FALSE(is_one_edit(one, other)) << one << " " << other;
}

TEST(StringDistanceTest, BigramsCompareChineseByCharacters) {
  EXPECT_EQ(bigram_dice("幸福路12号", "幸福路12号"), 1);
  EXPECT_GT(bigram_dice("浦东新区幸福路12号", "浦东区幸福路12号"), 0.7F);
  EXPECT_EQ(bigram_dice("幸福路", "和平街"), 0);
}

}  // namespace aftercare::quality
