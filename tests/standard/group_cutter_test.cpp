#include "standard/group_cutter.hpp"

#include <gmock/gmock.h>

#include "raw_rows.hpp"

namespace aftercare::standard {
namespace {

using testing::ElementsAre;
using Columns = std::vector<std::string>;

records::RawBatch lines(const std::vector<std::string>& sessions, std::uint64_t first_row) {
  std::vector<Row> rows;
  for (const auto& session : sessions)
    rows.push_back({session, "2026-03-01T08:00:00+08:00", "customer", "hello"});
  return raw_rows({"session_id", "time", "sender", "text"}, rows, first_row);
}

/// The file's row numbers of a batch.
std::vector<std::uint64_t> row_numbers(const records::RawBatch& batch) {
  std::vector<std::uint64_t> numbers;
  for (const auto& origin : batch.origins) numbers.push_back(origin.row);
  return numbers;
}

TEST(GroupCutterTest, ASessionOverTheBorderOfASliceStaysWhole) {
  GroupCutter cutter(shipped_mapper("shop_chats"));
  const auto first = cutter.next(lines({"a", "a", "b"}, 1));
  const auto second = cutter.next(lines({"b", "c", "c"}, 4));
  const auto rest = cutter.finish();
  EXPECT_THAT(row_numbers(first), ElementsAre(1, 2));
  EXPECT_THAT(row_numbers(second), ElementsAre(3, 4));
  EXPECT_THAT(row_numbers(rest), ElementsAre(5, 6));
  EXPECT_EQ(second.cell(0, 0), "b");
  EXPECT_EQ(second.cell(1, 0), "b");
  const auto mapper = shipped_mapper("shop_chats");
  const auto batches = mapper.apply(second);
  EXPECT_EQ(batches[1].rows(), 1U);
  EXPECT_EQ(value_text(batches[0], "message_id", 1), "b/2");
  EXPECT_EQ(value_text(batches[1], "text", 0), "hello\nhello");
}

TEST(GroupCutterTest, ReadingMayStartAgainBehindAnyBatchItGaveOut) {
  GroupCutter whole(shipped_mapper("shop_chats"));
  whole.next(lines({"a", "a", "b"}, 1));
  const auto undisturbed = whole.next(lines({"b", "c", "c", "d"}, 4));
  // After a crash behind row 2, with slices cut elsewhere.
  GroupCutter resumed(shipped_mapper("shop_chats"));
  auto again = resumed.next(lines({"b", "b"}, 3));
  again = joined(std::move(again), resumed.next(lines({"c", "c", "d"}, 5)));
  EXPECT_EQ(row_numbers(again), row_numbers(undisturbed));
}

TEST(GroupCutterTest, ASessionOverManySlicesIsHeldUntilItEnds) {
  GroupCutter cutter(shipped_mapper("shop_chats"));
  EXPECT_EQ(cutter.next(lines({"a"}, 1)).rows(), 0U);
  EXPECT_EQ(cutter.next(lines({"a"}, 2)).rows(), 0U);
  EXPECT_THAT(row_numbers(cutter.next(lines({"a", "b"}, 3))), ElementsAre(1, 2, 3));
  EXPECT_THAT(row_numbers(cutter.finish()), ElementsAre(4));
  EXPECT_EQ(cutter.finish().rows(), 0U);
}

TEST(GroupCutterTest, RowsOfNobodyAreNoGroup) {
  GroupCutter cutter(shipped_mapper("shop_chats"));
  EXPECT_THAT(row_numbers(cutter.next(lines({"", "", ""}, 1))), ElementsAre(1, 2));
}

TEST(GroupCutterTest, AColumnThatNeverChangesDoesNotCollectTheFile) {
  const std::vector<std::string> same(kLongestGroup + 5, "a");
  GroupCutter cutter(shipped_mapper("shop_chats"));
  EXPECT_EQ(cutter.next(lines(same, 1)).rows(), kLongestGroup);
  EXPECT_EQ(cutter.finish().rows(), 5U);
}

TEST(GroupCutterTest, WithoutGroupsSlicesPassAsTheyAre) {
  GroupCutter cutter(shipped_mapper("labelled_reviews"));
  const auto slice = cutter.next(raw_rows({"cat", "label", "review"}, {{"a", "1", "x"}}));
  EXPECT_EQ(slice.rows(), 1U);
  EXPECT_EQ(cutter.finish().rows(), 0U);
}

TEST(GroupCutterTest, SlicesWithOtherColumnsJoinUnderAll) {
  const auto both = joined(raw_rows({"a", "b"}, {{"1", "2"}}), raw_rows({"c", "a"}, {{"3", "4"}}));
  EXPECT_EQ(both.columns, (Columns{"a", "b", "c"}));
  EXPECT_EQ(both.cell(0, 2), "");
  EXPECT_EQ(both.cell(1, 0), "4");
  EXPECT_EQ(both.cell(1, 1), "");
  EXPECT_EQ(both.cell(1, 2), "3");
  EXPECT_EQ(both.repairs.size(), 2U);
}

}  // namespace
}  // namespace aftercare::standard
