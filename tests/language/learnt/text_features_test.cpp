#include "language/learnt/text_features.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace aftercare::language {
namespace {

constexpr Views kAllViews = bit_of(View::word) | bit_of(View::adjacent) | bit_of(View::points) |
                            bit_of(View::inside) | bit_of(View::together);

TextFeatures features_of(const std::string& text, Views views = kAllViews) {
  const FeatureReader reader(nullptr, nullptr);
  FeatureScratch scratch;
  TextFeatures features;
  reader.read(text, views, scratch, features);
  return features;
}

bool same(const TextFeatures& one, const TextFeatures& other) {
  return one.keys == other.keys && one.counts == other.counts;
}

}  // namespace

TEST(TextFeaturesTest, TidyingMakesAlikeWhatReadsAlike) {
  EXPECT_TRUE(same(features_of("GREAT Phone"), features_of("great phone")));
  EXPECT_TRUE(same(features_of("ＡＢＣ１２"), features_of("abc12")));
  EXPECT_TRUE(same(features_of("soooooo good"), features_of("soo good")));
  EXPECT_TRUE(same(features_of("you &amp; me &lt;3"), features_of("you & me <3")));
  EXPECT_TRUE(
      same(features_of("see http://t.co/a1 now"), features_of("see www.shop.example/x now")));
  EXPECT_TRUE(same(features_of("order 113542617 late"), features_of("order 00004587 late")));
}

TEST(TextFeaturesTest, WhatDiffersStaysDifferent) {
  EXPECT_FALSE(same(features_of("so good"), features_of("soo good")));
  EXPECT_FALSE(same(features_of("2 stars"), features_of("5 stars")));
  EXPECT_FALSE(same(features_of("paid 1999"), features_of("paid 2999")));  // Short numbers speak.
  EXPECT_FALSE(same(features_of("&ampere"), features_of("&ere")));
  EXPECT_FALSE(same(features_of("not good"), features_of("good not")));
}

TEST(TextFeaturesTest, EachViewCountsWhatItIsFor) {
  EXPECT_EQ(features_of("late late parcel", bit_of(View::word)).keys.size(), 2U);
  const auto words = features_of("late late parcel", bit_of(View::word));
  EXPECT_EQ(*std::max_element(words.counts.begin(), words.counts.end()), 2);
  EXPECT_EQ(features_of("one two three", bit_of(View::adjacent)).keys.size(), 2U);
  EXPECT_EQ(features_of("one two three", bit_of(View::together)).keys.size(), 3U);
  EXPECT_TRUE(same(features_of("a1 b2", bit_of(View::together)),
                   features_of("b2 a1", bit_of(View::together))));
  // 坏 了 坏了: two single characters and one pair.
  EXPECT_EQ(features_of("坏了", bit_of(View::points)).keys.size(), 3U);
  for (const auto key : features_of("abc 好 def").keys)
    EXPECT_LE(static_cast<int>(view_of(key)), static_cast<int>(View::together));
}

TEST(TextFeaturesTest, AnyBytesAreRead) {
  EXPECT_TRUE(features_of("").keys.empty());
  EXPECT_TRUE(features_of(" \n\t ").keys.empty());
  EXPECT_FALSE(features_of("\xFF\xFE\x80 bad \xE4\xB8").keys.empty());
  std::string signs;
  for (int i = 0; i < 3000; ++i) signs += "👨‍👩‍👧！？";
  EXPECT_FALSE(features_of(signs).keys.empty());
}

TEST(TextFeaturesTest, AVeryLongTextIsCutNotRefused) {
  std::string word;
  for (int i = 0; word.size() < 10'000'000; ++i) word += static_cast<char>('a' + i % 23);
  const auto features = features_of(word);
  EXPECT_FALSE(features.keys.empty());
  EXPECT_TRUE(same(features, features_of(word.substr(0, 200'000))));
}

}  // namespace aftercare::language
