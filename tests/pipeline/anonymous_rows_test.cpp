#include "pipeline/anonymous_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "fresh_workspace.hpp"

namespace aftercare::pipeline {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Rows = std::vector<std::vector<store::Cell>>;

class AnonymousRowsTest : public testing::Test {
 protected:
  void SetUp() override { session_ = Session::open(std::move(*fresh_.open())).value(); }

  base::Result<AnonymousRows> made(const std::vector<std::string>& columns, const Rows& rows,
                                   std::string_view fact = "case_fact") const {
    return make_anonymous(*session_, fact, columns, rows);
  }

  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
};

store::Cell text(const char* value) {
  return std::string(value);
}

const std::vector<std::string> kShown = {"case_key", "opened_at", "province", "topic", "text"};

// `count` cases of a province; no two topics beside each other are the same.
void add(Rows& rows, std::size_t count, const char* province, int day) {
  const records::Moment midday{std::chrono::sys_days(std::chrono::year(2026) / 3 / day) +
                               std::chrono::hours(12)};
  for (std::size_t i = 0; i < count; ++i)
    rows.push_back({fmt::format("K{}", rows.size()), midday + std::chrono::minutes(i),
                    text(province), text(i % 2 == 0 ? "late" : "broken"), text("说的话")});
}

TEST_F(AnonymousRowsTest, EnoughThatAreAlikeLeaveAsTheyAreWithoutWhoTheyAreAbout) {
  Rows rows;
  add(rows, 6, "海南", 1);
  add(rows, 7, "广东", 2);
  const auto out = made(kShown, rows);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->plan, "cases");
  EXPECT_THAT(out->columns, ElementsAre("opened_day", "province", "topic"));
  EXPECT_THAT(out->dropped, ElementsAre("case_key", "text"));
  EXPECT_TRUE(out->coarser.empty());
  ASSERT_EQ(out->rows.size(), 13U);
  EXPECT_THAT(out->rows, Contains(ElementsAre("2026-03-02", "广东", "late")));
  EXPECT_THAT(in_words(*out).en, HasSubstr("13 of 13 rows leave"));
  EXPECT_THAT(in_words(*out).en, HasSubstr("16.7 % at most, 15.4 % on average")) << "1/6, 2/13";
  EXPECT_THAT(in_words(*out).zh, HasSubstr("未带出的列：case_key, text"));
}

TEST_F(AnonymousRowsTest, WhoStandsAloneBecomesLessExactOrStays) {
  Rows rows;
  add(rows, 100, "海南", 1);
  add(rows, 2, "西藏", 1);
  const auto left_out = made(kShown, rows);
  ASSERT_TRUE(left_out) << left_out.error().message;
  EXPECT_EQ(left_out->rows.size(), 100U) << "two of a hundred may be left out";
  EXPECT_TRUE(left_out->coarser.empty());
  for (int day = 2; day < 12; ++day) add(rows, 2, "海南", day);
  const auto coarser = made(kShown, rows);
  ASSERT_TRUE(coarser) << coarser.error().message;
  EXPECT_THAT(coarser->coarser, Contains("opened_day"));
  std::map<std::vector<std::string>, int> groups;
  for (const auto& row : coarser->rows) ++groups[{row[0], row[1]}];
  for (const auto& [known, count] : groups) EXPECT_GE(count, 5) << known[0] << known[1];
  EXPECT_EQ(coarser->report.rows, 122U);
  EXPECT_GE(coarser->rows.size(), 116U) << "five of a hundred at most are left out";
}

TEST_F(AnonymousRowsTest, AllWithTheSameTopicAreNotTold) {
  Rows rows;
  add(rows, 20, "海南", 1);
  for (auto& row : rows) row[3] = text("late");
  const auto out = made(kShown, rows);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_TRUE(out->rows.empty()) << "whoever is known to be among them is known to be late";
}

TEST_F(AnonymousRowsTest, FewerThanFiveRowsOrNoneTellNothing) {
  Rows rows;
  EXPECT_TRUE(made(kShown, rows)->rows.empty());
  add(rows, 4, "海南", 1);
  EXPECT_TRUE(made(kShown, rows)->rows.empty());
}

TEST_F(AnonymousRowsTest, WhatNoPlanKnowsDoesNotLeave) {
  const Rows rows(9, {text("5"), text("C1")});
  const auto unknown_columns = made({"row_count", "customer_id"}, rows);
  ASSERT_FALSE(unknown_columns);
  EXPECT_TRUE(records::is_refusal(unknown_columns.error()));
  EXPECT_THAT(unknown_columns.error().message, HasSubstr("anonymous_exports.yaml"));
  EXPECT_FALSE(made({"province", "row_count"}, rows, "survey_fact")) << "a fact without a plan";
}

// A value is a value, whatever is written in it.
TEST_F(AnonymousRowsTest, HostileTextsStayTexts) {
  Rows rows;
  add(rows, 6, "'); DROP TABLE batch; --", 1);
  const auto out = made(kShown, rows);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->rows.size(), 6U);
  EXPECT_EQ(out->rows.front().at(1), "'); DROP TABLE batch; --");
}

}  // namespace
}  // namespace aftercare::pipeline
