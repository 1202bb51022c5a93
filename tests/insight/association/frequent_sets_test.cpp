#include "insight/association/frequent_sets.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <sstream>

namespace aftercare::insight {
namespace {

Baskets baskets_of(const std::vector<std::string>& lines) {
  BasketBuilder builder;
  for (const auto& line : lines) {
    std::istringstream words(line);
    std::vector<std::string> items;
    for (std::string word; words >> word;) items.push_back(word);
    builder.add_whole({items.begin(), items.end()});
  }
  return std::move(builder).build();
}

using Counts = std::map<std::set<std::string>, std::uint32_t>;

Counts counts_of(const Baskets& baskets, const FrequentSets& sets) {
  Counts counts;
  for (std::size_t set = 0; set < sets.size(); ++set) {
    std::set<std::string> names;
    for (const auto item : sets.items(set)) names.insert(baskets.items[item]);
    EXPECT_TRUE(counts.emplace(names, sets.count(set)).second) << "a set stands twice";
  }
  return counts;
}

// By trying every subset of every basket.
Counts counted_by_hand(const Baskets& baskets, std::uint32_t least) {
  Counts all, frequent;
  for (std::size_t basket = 0; basket < baskets.size(); ++basket) {
    const auto begin = baskets.start[basket], size = baskets.start[basket + 1] - begin;
    for (std::uint32_t subset = 1; subset < 1U << size; ++subset) {
      std::set<std::string> names;
      for (std::uint32_t i = 0; i < size; ++i)
        if ((subset >> i & 1U) != 0) names.insert(baskets.items[baskets.content[begin + i]]);
      ++all[names];
    }
  }
  for (const auto& [names, count] : all)
    if (count >= least) frequent.emplace(names, count);
  return frequent;
}

MiningSettings at_least(std::uint32_t count) {
  MiningSettings settings;
  settings.least_count = count;
  return settings;
}

}  // namespace

TEST(FrequentSetsTest, TheShopOfTheTextbook) {
  // Han, Kamber and Pei, "Data Mining", example 6.1: nine baskets, support two.
  const auto baskets = baskets_of({"I1 I2 I5", "I2 I4", "I2 I3", "I1 I2 I4", "I1 I3", "I2 I3",
                                   "I1 I3", "I1 I2 I3 I5", "I1 I2 I3"});
  const auto sets = frequent_sets(baskets, at_least(2));
  ASSERT_TRUE(sets);
  const Counts expected{{{"I1"}, 6},
                        {{"I2"}, 7},
                        {{"I3"}, 6},
                        {{"I4"}, 2},
                        {{"I5"}, 2},
                        {{"I1", "I2"}, 4},
                        {{"I1", "I3"}, 4},
                        {{"I1", "I5"}, 2},
                        {{"I2", "I3"}, 4},
                        {{"I2", "I4"}, 2},
                        {{"I2", "I5"}, 2},
                        {{"I1", "I2", "I3"}, 2},
                        {{"I1", "I2", "I5"}, 2}};
  EXPECT_EQ(counts_of(baskets, *sets), expected);
}

TEST(FrequentSetsTest, RandomBasketsAreCountedAsByHandWhateverTheWorkers) {
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::string> lines;
    for (int i = 0; i < 150; ++i) {
      std::string line;
      for (int item = 0; item < 10; ++item)
        if (random() % 10 < static_cast<unsigned>(item)) line += "p" + std::to_string(item) + " ";
      lines.push_back(line);
    }
    const auto baskets = baskets_of(lines);
    auto settings = at_least(5 + round);
    const auto two = frequent_sets(baskets, settings);
    settings.workers = 1;
    const auto one = frequent_sets(baskets, settings);
    ASSERT_TRUE(one && two);
    EXPECT_EQ(counts_of(baskets, *two), counted_by_hand(baskets, settings.least_count));
    ASSERT_EQ(one->size(), two->size());
    for (std::size_t set = 0; set < one->size(); ++set)
      EXPECT_TRUE(std::ranges::equal(one->items(set), two->items(set)));
  }
}

TEST(FrequentSetsTest, AnItemTwiceInABasketCountsOnce) {
  const auto baskets = baskets_of({"milk milk bread", "milk"});
  const auto sets = frequent_sets(baskets, at_least(1));
  ASSERT_TRUE(sets);
  EXPECT_EQ(counts_of(baskets, *sets),
            (Counts{{{"milk"}, 2}, {{"bread"}, 1}, {{"bread", "milk"}, 1}}));
}

TEST(FrequentSetsTest, RowsOfATableMayComeInAnyOrder) {
  BasketBuilder builder;
  builder.add("order 2", "milk");
  builder.add("order 1", "bread");
  builder.add("order 2", "bread");
  const auto baskets = std::move(builder).build();
  ASSERT_EQ(baskets.size(), 2U);
  const auto sets = frequent_sets(baskets, at_least(1));
  ASSERT_TRUE(sets);
  EXPECT_EQ(counts_of(baskets, *sets),
            (Counts{{{"bread"}, 2}, {{"milk"}, 1}, {{"bread", "milk"}, 1}}));
}

TEST(FrequentSetsTest, TooLowASupportIsRefusedInsteadOfFillingTheMemory) {
  std::string line;
  for (int i = 0; i < 40; ++i) line += "p" + std::to_string(i) + " ";
  const auto baskets = baskets_of({line, line});
  auto settings = at_least(2);
  settings.longest = 40;
  settings.most_sets = 10'000;
  const auto sets = frequent_sets(baskets, settings);
  ASSERT_FALSE(sets);
  EXPECT_NE(sets.error().message.find("the support asked is too low"), std::string::npos);
  EXPECT_NE(sets.error().message_zh.find("最小支持度过低"), std::string::npos);
}

TEST(FrequentSetsTest, NoBasketNoSet) {
  const auto sets = frequent_sets(baskets_of({}), at_least(1));
  ASSERT_TRUE(sets);
  EXPECT_EQ(sets->size(), 0U);
}

}  // namespace aftercare::insight
