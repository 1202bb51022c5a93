#include "privacy/anonymity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "rows_in_memory.hpp"

namespace aftercare::privacy {
namespace {

using testing::Each;
using Rows = std::vector<std::vector<std::string>>;

// Day, province, city, amount; the last column is the sensitive one.
const std::vector<QuasiColumn> kQuasi = {{0, Coarsening::day, {}},
                                         {1, Coarsening::category, {}},
                                         {2, Coarsening::place, 1},
                                         {3, Coarsening::number, {}}};

Rows many_orders() {
  Rows rows;
  const char* const cities[] = {"深圳", "广州", "杭州", "宁波"};
  const char* const topics[] = {"电池", "屏幕", "物流"};
  for (int i = 0; i < 600; ++i) {
    const int city = i * 7 % 4;
    rows.push_back({"2026-0" + std::to_string(1 + i % 6) + "-" + (i % 28 < 9 ? "0" : "") +
                        std::to_string(1 + i % 28),
                    city < 2 ? "广东" : "浙江", cities[city], std::to_string(20 + i * 13 % 900),
                    topics[i % 3]});
  }
  return rows;
}

// What an outsider sees of the quasi columns, with how often and with which topics.
std::map<std::vector<std::string>, std::multiset<std::string>> groups_of(const Rows& rows) {
  std::map<std::vector<std::string>, std::multiset<std::string>> groups;
  for (const auto& row : rows) groups[{row[0], row[1], row[2], row[3]}].insert(row[4]);
  return groups;
}

TEST(Anonymity, NobodyStandsInAGroupOfFewerThanK) {
  for (const std::size_t k : {2U, 5U, 20U}) {
    auto rows = many_orders();
    const auto report = make_anonymous(rows, kQuasi, {4}, {k, 1, 0.05});
    EXPECT_EQ(report.rows, 600U);
    EXPECT_EQ(rows.size() + report.left_out, 600U);
    EXPECT_LE(report.left_out, 30U) << "at most the share that may be left out";
    ASSERT_FALSE(rows.empty());
    std::size_t smallest = rows.size();
    for (const auto& [key, topics] : groups_of(rows)) smallest = std::min(smallest, topics.size());
    EXPECT_GE(smallest, k);
    EXPECT_EQ(report.smallest_group, smallest);
    EXPECT_DOUBLE_EQ(report.highest_risk, 1.0 / static_cast<double>(smallest));
  }
}

TEST(Anonymity, EveryGroupHasDifferentSensitiveValues) {
  auto rows = many_orders();
  for (std::size_t i = 0; i < rows.size(); i += 2) rows[i][4] = "电池";
  const auto report = make_anonymous(rows, kQuasi, {4}, {5, 3, 0.02});
  ASSERT_FALSE(rows.empty());
  for (const auto& [key, topics] : groups_of(rows))
    EXPECT_GE(std::set<std::string>(topics.begin(), topics.end()).size(), 3U);
  EXPECT_GE(report.least_different, 3U);
}

TEST(Anonymity, WhatIsAnonymousAlreadyStaysAsItIs) {
  Rows rows(10, {"2026-03-14", "广东", "深圳", "100", "电池"});
  const auto before = rows;
  const auto report = make_anonymous(rows, kQuasi, {}, {5, 1, 0});
  EXPECT_EQ(rows, before);
  EXPECT_EQ(report.left_out, 0U);
  EXPECT_EQ(report.unique_before, 0U);
  EXPECT_THAT(report.levels, Each(0));
}

TEST(Anonymity, OneWhoStandsOutIsLeftOutOrEverythingBecomesCoarse) {
  const std::vector<std::string> far = {"2020-01-01", "西藏", "拉萨", "99999", "维修"};
  Rows rows(99, {"2026-03-14", "广东", "深圳", "100", "电池"});
  rows.push_back(far);
  auto strict = rows;
  const auto left_out = make_anonymous(rows, kQuasi, {}, {5, 1, 0.01});
  EXPECT_EQ(left_out.left_out, 1U);
  EXPECT_THAT(left_out.levels, Each(0)) << "the others keep their detail";
  EXPECT_EQ(left_out.unique_before, 1U);
  // Nobody may be left out: then no column can tell the one apart.
  const auto coarse = make_anonymous(strict, kQuasi, {}, {5, 1, 0});
  EXPECT_EQ(coarse.left_out, 0U);
  for (const auto& row : strict) EXPECT_EQ(row[1], "*");
}

TEST(Anonymity, FewerRowsThanKDoNotLeaveAtAll) {
  Rows rows(4, {"2026-03-14", "广东", "深圳", "100", "电池"});
  const auto report = make_anonymous(rows, kQuasi, {}, {5, 1, 0.05});
  EXPECT_TRUE(rows.empty());
  EXPECT_EQ(report.left_out, 4U);
  EXPECT_EQ(report.smallest_group, 0U);
  Rows none;
  EXPECT_EQ(make_anonymous(none, kQuasi, {}, {}).rows, 0U);
}

TEST(Anonymity, ADayBecomesItsMonthQuarterAndYear) {
  const std::vector<QuasiColumn> day = {{0, Coarsening::day, {}}};
  Rows months;
  for (int month = 1; month <= 2; ++month)
    for (int i = 1; i <= 5; ++i)
      months.push_back({"2026-0" + std::to_string(month) + "-0" + std::to_string(i)});
  make_anonymous(months, day, {}, {5, 1, 0});
  EXPECT_EQ(months.front().front(), "2026-01");
  Rows quarters;
  for (int month = 4; month <= 9; ++month)
    quarters.push_back({"2026-0" + std::to_string(month) + "-15"});
  make_anonymous(quarters, day, {}, {3, 1, 0});
  EXPECT_EQ(quarters.front().front(), "2026-Q2");
  EXPECT_EQ(quarters.back().front(), "2026-Q3");
}

TEST(Anonymity, ACityBecomesItsProvince) {
  const std::vector<QuasiColumn> place = {{1, Coarsening::place, 0}};
  Rows rows = {{"广东", "深圳"}, {"广东", "广州"}, {"浙江", "杭州"}, {"浙江", "宁波"}};
  make_anonymous(rows, place, {}, {2, 1, 0});
  EXPECT_EQ(rows[0][1], "广东");
  EXPECT_EQ(rows[3][1], "浙江");
}

}  // namespace
}  // namespace aftercare::privacy
