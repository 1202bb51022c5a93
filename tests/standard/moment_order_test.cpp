#include "standard/moment_order.hpp"

#include <gtest/gtest.h>

namespace aftercare::standard {
namespace {

using records::FieldType;

constexpr std::int64_t day_number(int year, unsigned month, unsigned day) {
  return records::Day{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)}
      .time_since_epoch()
      .count();
}

std::optional<MomentOrder::Reading> read(const std::vector<std::string_view>& column,
                                         std::string_view cell) {
  const MomentReader utc(records::Zone::utc());
  MomentOrder order(column, FieldType::day, utc);
  return order.read(cell);
}

TEST(MomentOrderTest, OneReadingIsNearlySure) {
  const auto day_first = read({}, "23/04/2024"), month_first = read({}, "04/23/2024");
  ASSERT_TRUE(day_first && month_first);
  EXPECT_EQ(day_first->value, day_number(2024, 4, 23));
  EXPECT_EQ(month_first->value, day_first->value);
  EXPECT_DOUBLE_EQ(day_first->confidence, 0.98);
  EXPECT_DOUBLE_EQ(read({}, "03/03/2024")->confidence, 0.98) << "both orders are one day";
}

TEST(MomentOrderTest, TwoReadingsAreDecidedByTheColumn) {
  const auto alone = read({"03/04/2024"}, "03/04/2024");
  ASSERT_TRUE(alone);
  EXPECT_DOUBLE_EQ(alone->confidence, 0.5);
  EXPECT_EQ(alone->value, day_number(2024, 3, 4));
  // Three dates that are day first only: (3 + 1) / (3 + 2).
  const auto told = read({"23/04/2024", "30/01/2024", "13/12/2024", "03/04/2024"}, "03/04/2024");
  EXPECT_DOUBLE_EQ(told->confidence, 0.8);
  EXPECT_EQ(told->value, day_number(2024, 4, 3));
  // Two of each: nobody knows.
  const auto torn = read({"23/04/2024", "04/23/2024", "24/04/2024", "04/24/2024"}, "03/04/2024");
  EXPECT_DOUBLE_EQ(torn->confidence, 0.5);
}

TEST(MomentOrderTest, WhatIsNoSuchDateIsLeft) {
  for (const auto* const cell :
       {"", "待定", "31/31/2024", "3/4", "1.2.3", "2024-03-04x", "99/99/99"})
    EXPECT_FALSE(read({}, cell)) << cell;
}

}  // namespace
}  // namespace aftercare::standard
