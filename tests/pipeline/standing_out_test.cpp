#include "pipeline/standing_out.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aftercare::pipeline {
namespace {

using records::Moment;
using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using Rows = std::vector<std::vector<store::Cell>>;

ExportPlan cases() {
  ExportPlan plan;
  plan.name = "cases";
  plan.columns = {"opened_day", "province", "topic"};
  plan.quasi = {{0, records::Coarsening::day, std::nullopt},
                {1, records::Coarsening::category, std::nullopt}};
  plan.sensitive = {2};
  return plan;
}

std::optional<StandingOut> by_province(const Rows& rows, std::uint64_t k = 5) {
  return standing_out({cases()}, {"topic", "province"}, rows, k);
}

TEST(StandingOutTest, FewRowsAlikeStandOutAndEnoughDoNot) {
  Rows rows(5, {std::string("late"), std::string("海南")});
  EXPECT_FALSE(by_province(rows));
  rows.pop_back();
  const auto four = by_province(rows);
  ASSERT_TRUE(four);
  EXPECT_EQ(four->standing_out, 4U);
  EXPECT_EQ(four->rows, 4U);
  EXPECT_FALSE(by_province(rows, 4));
  rows.push_back({std::string("late"), std::monostate{}});
  EXPECT_EQ(by_province(rows)->standing_out, 5U) << "nobody knows where: alone too";
}

TEST(StandingOutTest, WhatIsSensitiveTellsNobodyApart) {
  Rows rows;
  for (const auto* topic : {"late", "lost", "broken", "rude", "price"})
    rows.push_back({std::string(topic), std::string("海南")});
  EXPECT_FALSE(by_province(rows));
}

TEST(StandingOutTest, AMomentIsKnownByItsDay) {
  const Moment morning(hours(500'000));
  const auto at = [](Moment moment) { return std::vector<store::Cell>{moment}; };
  const std::vector<std::string> columns{"opened_at"};
  EXPECT_FALSE(standing_out({cases()}, columns, {at(morning), at(morning + hours(3))}, 2));
  const auto days = standing_out({cases()}, columns, {at(morning), at(morning + hours(30))}, 2);
  ASSERT_TRUE(days);
  EXPECT_EQ(days->standing_out, 2U);
  EXPECT_THAT(days->known, ElementsAre("opened_at"));
}

TEST(StandingOutTest, ColumnsThatNobodyOutsideKnowsAreNotLookedAt) {
  EXPECT_FALSE(standing_out({cases()}, {"n", "opened"}, {{std::int64_t{1}, std::monostate{}}}));
  EXPECT_FALSE(standing_out({}, {"province"}, {{std::string("海南")}}));
  EXPECT_FALSE(standing_out({cases()}, {"province"}, {}));
}

TEST(StandingOutTest, NamesThePlanThatKnowsMostOfTheColumns) {
  auto orders = cases();
  orders.name = "orders";
  orders.columns[0] = "ordered_day";
  const auto found = standing_out({cases(), orders}, {"province", "ordered_day"},
                                  {{std::string("海南"), std::string("2026-03-01")}});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->plan, "orders");
  EXPECT_THAT(in_words(*found).en, HasSubstr("1 of 1 rows stand alone or among fewer than 5 by "
                                             "province, ordered_day"));
  EXPECT_THAT(in_words(*found).zh, HasSubstr("1 行中有 1 行在 province, ordered_day 上不足 5 行"));
}

}  // namespace
}  // namespace aftercare::pipeline
