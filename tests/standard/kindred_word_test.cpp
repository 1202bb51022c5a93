#include "standard/kindred_word.hpp"

#include <gtest/gtest.h>

namespace aftercare::standard {
namespace {

using Meanings = std::vector<std::string>;

KindredWords known_words() {
  KindredWords words;
  words.add("category", {"category"});
  words.add("product", {"product"});
  words.add("delivery", {"deliver"});
  words.add("modified", {"update"});
  words.add("submitted", {"create"});
  words.add("status", {"status"});
  words.add("station", {"station"});
  words.add("on", {"time"});
  return words;
}

TEST(KindredWordTest, FirstLettersAndConsonantsStandForAWord) {
  const auto words = known_words();
  EXPECT_EQ(words.meanings_of("categ"), Meanings{"category"});
  EXPECT_EQ(words.meanings_of("prdct"), Meanings{"product"});
  EXPECT_EQ(words.meanings_of("dlvry"), Meanings{"deliver"});
}

TEST(KindredWordTest, AnotherFormOfAWordMeansTheSame) {
  const auto words = known_words();
  EXPECT_EQ(words.meanings_of("modification"), Meanings{"update"});
  EXPECT_EQ(words.meanings_of("submission"), Meanings{"create"});
}

TEST(KindredWordTest, WhatMayStandForSeveralStandsForNone) {
  EXPECT_EQ(known_words().meanings_of("stat"), Meanings{});  // Status, station.
}

TEST(KindredWordTest, NearMisses) {
  const auto words = known_words();
  for (const auto* word : {"pro", "cat", "d", "", "modern", "subway", "prod2ct", "CATEG", "订单"})
    EXPECT_EQ(words.meanings_of(word), Meanings{}) << word;
}

}  // namespace
}  // namespace aftercare::standard
