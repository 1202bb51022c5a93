#include "standard/unfold.hpp"

#include <gmock/gmock.h>

#include "raw_rows.hpp"

namespace aftercare::standard {
namespace {

using testing::ElementsAre;

std::vector<Row> cells_of(const records::RawBatch& batch) {
  std::vector<Row> rows;
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    auto& cells = rows.emplace_back();
    for (std::size_t c = 0; c < batch.columns.size(); ++c) cells.emplace_back(batch.cell(row, c));
  }
  return rows;
}

struct Made {
  records::Arena arena;
  Unfolded unfolded;
};

std::unique_ptr<Made> made(const std::vector<Row>& rows, std::string_view array, bool keep_empty) {
  auto made = std::make_unique<Made>();
  made->unfolded = unfold(raw_rows({"id", "items"}, rows), array, keep_empty, made->arena);
  return made;
}

}  // namespace

TEST(UnfoldTest, EachElementIsARowWithItsParentsCells) {
  const auto two = made({{"1", R"([{"sku":"A","n":2},{"sku":"B","price":{"amount":1.50}}])"},
                         {"2", R"([{"n":12345678901234567890}])"}},
                        "items", false);
  const auto& rows = two->unfolded.rows;
  EXPECT_THAT(rows.columns,
              ElementsAre("id", "items", "items[].sku", "items[].n", "items[].price.amount"));
  ASSERT_EQ(rows.rows(), 3U);
  EXPECT_EQ(rows.cell(0, 0), "1");
  EXPECT_EQ(rows.cell(1, 0), "1");
  EXPECT_EQ(rows.cell(1, 2), "B");
  EXPECT_EQ(rows.cell(1, 4), "1.50");                  // Digits as they stand.
  EXPECT_EQ(rows.cell(2, 3), "12345678901234567890");  // Longer than any number.
  EXPECT_EQ(rows.cell(2, 2), "");
  EXPECT_EQ(rows.origins[1].row, 2U);
  ASSERT_EQ(two->unfolded.groups.size(), 2U);
  EXPECT_EQ(two->unfolded.groups[0].end, 2U);
}

TEST(UnfoldTest, ArraysInArraysUnfoldLevelByLevel) {
  const auto deep =
      made({{"1", R"([{"box":1,"parts":[{"sku":"A"},{"sku":"B"}]},{"box":2,"parts":[]}])"}},
           "items[].parts", false);
  const auto& rows = deep->unfolded.rows;
  ASSERT_EQ(rows.rows(), 2U);
  const Header header(rows.columns);
  EXPECT_EQ(rows.cell(1, static_cast<std::size_t>(header.find("items[].parts[].sku"))), "B");
  EXPECT_EQ(rows.cell(1, static_cast<std::size_t>(header.find("items[].box"))), "1");
}

TEST(UnfoldTest, ElementsThatAreNoObjectsAreTheColumnItself) {
  const auto tags = made({{"1", R"(["a","b\n中"])"}}, "items", false);
  EXPECT_EQ(cells_of(tags->unfolded.rows),
            (std::vector<Row>{{"1", R"(["a","b\n中"])", "a"}, {"1", R"(["a","b\n中"])", "b\n中"}}));
}

TEST(UnfoldTest, NothingIsLostOfWhatIsNoArray) {
  const std::vector<Row> rows = {
      {"1", "[]"}, {"2", ""}, {"3", "null"}, {"4", "[{\"a\":1}, {"}, {"5", "text"}};
  const auto kept = made(rows, "items", true);
  ASSERT_EQ(kept->unfolded.rows.rows(), 5U);
  EXPECT_EQ(kept->unfolded.rows.columns.back(), "items[]");
  const auto last = kept->unfolded.rows.columns.size() - 1;
  EXPECT_EQ(kept->unfolded.rows.cell(3, last), "[{\"a\":1}, {");
  EXPECT_EQ(kept->unfolded.rows.cell(4, last), "text");
  EXPECT_EQ(made(rows, "items", false)->unfolded.rows.rows(), 2U);  // Empty ones have no element.
  EXPECT_EQ(made(rows, "nothing", true)->unfolded.rows.rows(), 5U);
}

TEST(UnfoldTest, AnObjectCountsAsItsOnlyElement) {
  EXPECT_EQ(made({{"1", R"({"sku":"A"})"}}, "items", false)->unfolded.rows.cell(0, 2), "A");
}

TEST(UnfoldTest, WhatWasUnfoldedIsNotUnfoldedAgain) {
  auto once = made({{"1", R"([{"sku":"A"},{"sku":"B"}])"}}, "items", true);
  records::Arena arena;
  EXPECT_EQ(unfold(once->unfolded.rows, "items", true, arena).rows.rows(), 2U);
}

}  // namespace aftercare::standard
