#include "language/corpus/topic_discovery.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "language/corpus/phrase_finder.hpp"

namespace aftercare::language {
namespace {

const Analyser& corpus_analyser() {
  static const auto analyser = Analyser::load({});
  EXPECT_TRUE(analyser.has_value()) << analyser.error().message;
  return **analyser;
}

WordCorpus corpus_of(const std::vector<std::string>& texts) {
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  return read_corpus(views, corpus_analyser(), 2);
}

std::string filler(std::size_t i) {
  static const char* const starts[] = {"衣服", "手机", "鞋子", "洗衣机",
                                       "耳机", "面膜", "书",   "被子"};
  static const char* const ends[] = {"颜色跟图片一样", "穿着挺舒服",   "用起来不错",
                                     "朋友也想要",     "家里老人喜欢", "比实体店便宜些",
                                     "做工还可以",     "下次还会再来", "送货挺快",
                                     "价格合适",       "味道有点大"};
  return std::string(starts[i % 8]) + "收到，" + ends[i % 11] + "，" + ends[(i * 7 + 3) % 11];
}

// A fault that no dictionary knows, said in many ways.
std::string about_lock(std::size_t i) {
  static const char* const ways[] = {"云雀屏联网锁死，开机就提示", "升级以后云雀屏联网锁死了",
                                     "孩子的云雀屏联网锁死怎么解", "又是云雀屏联网锁死，重启也没用",
                                     "客服说云雀屏联网锁死要返厂", "昨晚云雀屏联网锁死，打不了字"};
  return std::string(ways[i % 6]) + "，" + filler(i * 5 + 1);
}

}  // namespace

TEST(PhraseFinderTest, FindsWhatStandsTogetherAndNothingElse) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 400; ++i) texts.push_back(filler(i));
  for (std::size_t i = 0; i < 60; ++i) texts.push_back(about_lock(i));
  const auto corpus = corpus_of(texts);
  const auto phrases = find_phrases(corpus);
  const auto lock = std::ranges::find_if(phrases, [](const FoundPhrase& phrase) {
    return phrase.text.find("联网锁死") != std::string::npos;
  });
  ASSERT_NE(lock, phrases.end());
  EXPECT_EQ(lock->texts.size(), 60U);
  EXPECT_EQ(lock->count, 60U);
  // Its parts stand nowhere else: they are no phrases of their own.
  for (const auto& phrase : phrases)
    EXPECT_TRUE(lock->text == phrase.text || phrase.text.find("锁死") == std::string::npos ||
                phrase.count < 43)
        << phrase.text << " of " << lock->text;
  for (const auto& phrase : phrases) EXPECT_GE(phrase.words.size(), 2U) << phrase.text;
}

TEST(PhraseFinderTest, EnglishPhrasesKeepTheirSpaces) {
  std::vector<std::string> texts;
  const char* const objects[] = {"cup", "lamp", "chair", "phone", "shirt", "kettle"};
  for (std::size_t i = 0; i < 120; ++i) {
    texts.push_back(std::string("The ") + objects[i % 6] + " arrived quickly and works");
    texts.push_back(std::string("My ") + objects[(i + 2) % 6] + " has a firmware rollback loop " +
                    objects[(i + 1) % 6]);
  }
  const auto phrases = find_phrases(corpus_of(texts));
  EXPECT_TRUE(std::ranges::any_of(
      phrases, [](const FoundPhrase& phrase) { return phrase.text == "firmware rollback loop"; }));
}

TEST(PhraseFinderTest, FewOrEmptyTextsGiveNone) {
  EXPECT_TRUE(find_phrases(corpus_of({})).empty());
  EXPECT_TRUE(find_phrases(corpus_of({"", "!!!", "好"})).empty());
}

TEST(TopicDiscoveryTest, ANewFaultOfThisWeekIsFoundAndNamed) {
  std::vector<std::string> texts;
  std::vector<std::uint8_t> looked_at, before;
  for (std::size_t i = 0; i < 900; ++i) {
    texts.push_back(filler(i));
    looked_at.push_back(i % 3 == 0);
    before.push_back(i % 3 == 1);
  }
  for (std::size_t i = 0; i < 40; ++i) {
    texts.push_back(about_lock(i));
    looked_at.push_back(1);
    before.push_back(0);
  }
  const auto corpus = corpus_of(texts);
  const auto topics = discover_topics(corpus, find_phrases(corpus), looked_at, before);
  ASSERT_FALSE(topics.empty());
  EXPECT_NE(topics[0].names[0].find("锁死"), std::string::npos) << topics[0].names[0];
  const auto right = std::ranges::count_if(topics[0].texts, [](auto text) { return text >= 900; });
  EXPECT_GE(right, 38);
  EXPECT_LE(topics[0].texts.size(), 44U);
  EXPECT_EQ(topics[0].before, 0U);
  EXPECT_GT(topics[0].growth, 10);
}

TEST(TopicDiscoveryTest, WhatWasAlwaysSaidIsNothingNew) {
  std::vector<std::string> texts;
  std::vector<std::uint8_t> looked_at, before;
  for (std::size_t i = 0; i < 900; ++i) {
    texts.push_back(filler(i));
    looked_at.push_back(i % 2 == 0);
    before.push_back(i % 2 == 1);
  }
  const auto corpus = corpus_of(texts);
  // Even and odd texts begin with other goods here; nothing else differs.
  for (const auto& topic : discover_topics(corpus, find_phrases(corpus), looked_at, before))
    EXPECT_EQ(topic.names[0].find("颜色"), std::string::npos) << topic.names[0];
}

TEST(WordCorpusTest, GrowthIsSignedAndNothingWithoutTexts) {
  EXPECT_GT(growth_score(30, 100, 5, 100), 10.83);
  EXPECT_LT(growth_score(5, 100, 30, 100), -10.83);
  EXPECT_NEAR(growth_score(10, 100, 20, 200), 0, 1e-9);
  EXPECT_EQ(growth_score(0, 100, 0, 100), 0);
  EXPECT_EQ(growth_score(5, 100, 0, 0), 0);
}

TEST(WordCorpusTest, WordsAreNormalAndNothingPersonalIsOne) {
  const auto corpus = corpus_of({"ＡＢＣ电池，我叫王小明，电话13812345678"});
  EXPECT_EQ(corpus.words[0], "abc");
  EXPECT_EQ(corpus.words[1], "电池");
  for (const auto& word : corpus.words) {
    EXPECT_EQ(word.find("138"), std::string::npos) << word;
    EXPECT_EQ(word.find("小明"), std::string::npos) << word;
  }
}

}  // namespace aftercare::language
