#include "pipeline/backup/keep_rule.hpp"

#include <gtest/gtest.h>

namespace aftercare::pipeline {
namespace {

using Names = std::vector<std::string>;

TEST(LetGoTest, KeepsTheNewestOfEachDayAndWeek) {
  const Names names{"20261101T010000Z-a", "20261101T230000Z-b", "20261102T010000Z-c",
                    "20261109T010000Z-d", "20261110T010000Z-e", "20261110T020000Z-f"};
  EXPECT_EQ(let_go(names, {}), Names{});
  EXPECT_EQ(let_go(names, {.last = 2}), (Names{names[0], names[1], names[2], names[3]}));
  EXPECT_EQ(let_go(names, {.daily = 2}), (Names{names[0], names[1], names[2], names[4]}));
  // Weeks from Monday: the 9th; the 2nd; of the week before, the last of its Sunday.
  EXPECT_EQ(let_go(names, {.weekly = 3}), (Names{names[0], names[3], names[4]}));
  EXPECT_EQ(let_go({"20261101T010000Z-a"}, {.daily = 1}), Names{});
  // What is named otherwise is not judged.
  EXPECT_EQ(let_go({"readme", "20261101T010000Z-a", "20261102T010000Z-b"}, {.last = 1}),
            Names{"20261101T010000Z-a"});
}

TEST(LetGoTest, KeepsTheNewestOfEachMonth) {
  const Names names{"20251231T230000Z-a", "20260101T010000Z-b", "20260131T010000Z-c",
                    "20260301T010000Z-d"};
  EXPECT_EQ(let_go(names, {.monthly = 2}), (Names{names[0], names[1]}));
  // A month without any does not count as one.
  EXPECT_EQ(let_go(names, {.monthly = 3}), Names{names[1]});
}

}  // namespace
}  // namespace aftercare::pipeline
