#include "insight/drivers/segment_counts.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace aftercare::insight {
namespace {

struct Plain {
  std::vector<std::vector<std::uint32_t>> values;
  std::vector<int> groups;
  std::vector<double> numbers;
};

LabelledRows rows_of(std::size_t n, bool ratings, unsigned seed, Plain& plain) {
  std::mt19937 random(seed);
  LabelledRowsBuilder builder({"a", "b", "c", "d"});
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<std::string> names;
    std::vector<std::uint32_t> row;
    for (const unsigned kinds : {3U, 5U, 4U, 40U}) row.push_back(random() % kinds);
    row[2] = random() % 3 == 0 ? row[2] : row[1] % 4;  // c follows b mostly.
    std::vector<std::string_view> views;
    for (const auto value : row) names.push_back("v" + std::to_string(value));
    views.assign(names.begin(), names.end());
    const double number = ratings ? 1 + random() % 5 : random() % 4 == 0;
    plain.values.push_back(row);
    plain.groups.push_back(static_cast<int>(random() % 2));
    plain.numbers.push_back(number);
    builder.add(views, plain.groups.back(), number);
  }
  return std::move(builder).build();
}

using Named = std::map<std::size_t, std::string>;

// Every segment counted by reading every row.
std::map<Named, GroupSums> by_hand(const Plain& plain, std::size_t depth) {
  std::map<Named, GroupSums> all;
  for (std::size_t i = 0; i < plain.values.size(); ++i)
    for (unsigned mask = 1; mask < 16; ++mask) {
      if (static_cast<std::size_t>(__builtin_popcount(mask)) > depth) continue;
      Named named;
      for (std::size_t d = 0; d < 4; ++d)
        if ((mask >> d & 1) != 0) named[d] = "v" + std::to_string(plain.values[i][d]);
      auto& sums = all[named];
      const int g = plain.groups[i];
      sums.n[g] += 1;
      sums.sum[g] += plain.numbers[i];
      sums.square[g] += plain.numbers[i] * plain.numbers[i];
    }
  return all;
}

}  // namespace

TEST(SegmentCountsTest, EverySegmentHasTheSumsThatReadingAllRowsGives) {
  for (const bool ratings : {false, true}) {
    Plain plain;
    const auto rows = rows_of(3'000, ratings, 5, plain);
    constexpr double least = 40;
    const Segments segments(rows, 3, least);
    EXPECT_EQ(segments.rows().whole, !ratings);
    const auto truth = by_hand(plain, 3);
    std::set<Named> told;
    for (std::size_t s = 0; s < segments.size(); ++s) {
      Named named;
      for (const auto& [d, value] : segments.conditions(s))
        named[d] = rows.dimensions[d].values[value];
      told.insert(named);
      const auto& sums = truth.at(named);
      for (int g = 0; g < 2; ++g) {
        EXPECT_EQ(segments.sums()[s].n[g], sums.n[g]);
        EXPECT_EQ(segments.sums()[s].sum[g], sums.sum[g]);
        EXPECT_EQ(segments.sums()[s].square[g], sums.square[g]);
      }
      EXPECT_EQ(static_cast<double>(segments.rows_of(s).size()), sums.n[0] + sums.n[1]);
    }
    EXPECT_EQ(told.size(), segments.size());
    // None that is large enough is missing, but for those with the rows of a shorter one.
    for (const auto& [named, sums] : truth) {
      const double n = sums.n[0] + sums.n[1];
      if (n < least || told.contains(named)) continue;
      bool echo = false;
      for (const auto& [dimension, value] : named) {
        auto shorter = named;
        shorter.erase(dimension);
        const auto found = truth.find(shorter);
        echo = echo || (found != truth.end() && found->second.n[0] + found->second.n[1] == n);
      }
      EXPECT_TRUE(echo);
    }
  }
}

TEST(SegmentCountsTest, APartOfTheRowsIsCountedInTheSameSegments) {
  Plain plain;
  const auto rows = rows_of(2'000, false, 6, plain);
  const Segments segments(rows, 3, 20);
  std::vector<std::uint32_t> odd, even;
  for (std::uint32_t row = 0; row < segments.rows().size(); ++row)
    (row % 2 == 0 ? even : odd).push_back(row);
  const auto one = segments.count(segments.rows().part(odd)),
             other = segments.count(segments.rows().part(even));
  for (std::size_t s = 0; s < segments.size(); ++s) {
    EXPECT_EQ(one[s].n[0] + other[s].n[0], segments.sums()[s].n[0]);
    EXPECT_EQ(one[s].sum[1] + other[s].sum[1], segments.sums()[s].sum[1]);
  }
}

TEST(SegmentCountsTest, RowsThatStandForSeveralCountAsMany) {
  LabelledRowsBuilder alone({"carrier"}), together({"carrier"});
  for (int i = 0; i < 60; ++i) alone.add({i < 40 ? "fast" : "slow"}, i % 2, i % 4 == 0 ? 1 : 0);
  GroupSums fast, slow;
  for (int i = 0; i < 60; ++i) {
    auto& to = i < 40 ? fast : slow;
    to.n[i % 2] += 1;
    to.sum[i % 2] += i % 4 == 0;
    to.square[i % 2] += i % 4 == 0;
  }
  together.add({"fast"}, fast);
  together.add({"slow"}, slow);
  const auto single = std::move(alone).build(), summed = std::move(together).build();
  const Segments one(single, 3, 5), other(summed, 3, 5);
  ASSERT_EQ(one.size(), 2U);
  ASSERT_EQ(other.size(), 2U);
  for (std::size_t s = 0; s < 2; ++s)
    for (int g = 0; g < 2; ++g) {
      EXPECT_EQ(one.sums()[s].n[g], other.sums()[s].n[g]);
      EXPECT_EQ(one.sums()[s].sum[g], other.sums()[s].sum[g]);
    }
}

TEST(SegmentCountsTest, AHundredThousandValuesLeaveTheFrequentOnes) {
  LabelledRowsBuilder builder({"order"});
  for (int i = 0; i < 2'000; ++i)
    builder.add({i % 4 == 0 ? std::string("again") : "o" + std::to_string(i)}, i % 2, 1);
  const auto rows = std::move(builder).build();
  const Segments segments(rows, 3, 30);
  ASSERT_EQ(segments.size(), 1U);
  EXPECT_EQ(rows.dimensions[0].values[segments.conditions(0)[0].second], "again");
}

TEST(SegmentCountsTest, NoRowsHaveNoSegments) {
  EXPECT_EQ(Segments(LabelledRows{}, 3, 30).size(), 0U);
}

}  // namespace aftercare::insight
