#include "store/coded_frame.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tiny_shop.hpp"

namespace aftercare::store {
namespace {

// 3,000 cases: more than the engine hands over at once.
Sheet many_cases() {
  Sheet sheet{"case", {"case_id", "channel", "agent_id", "customer_id", "opened_at", "rating"}, {}};
  for (int i = 0; i < 3'000; ++i)
    sheet.rows.push_back({"c" + std::to_string(i), i % 3 == 0 ? "chat" : "review",
                          i % 4 == 0 ? "" : "客服工号很长很长的" + std::to_string(i % 7),
                          "u" + std::to_string(i % 11),
                          i % 2 == 0 ? "2026-03-01 08:00" : "2026-03-02 08:00",
                          std::to_string(1 + i % 5)});
  return sheet;
}

Query columns_of_cases(const std::vector<std::string>& names) {
  Query query;
  query.fact = "case_fact";
  for (const auto& name : names) query.select.push_back({column(name), name});
  query.where = compare(column("rating"), Comparison::greater, value(1));
  return query;
}

}  // namespace

TEST(CodedRowsTest, SayTheSameAsTheRowsThemselves) {
  Shop shop;
  shop.ingest("f1", many_cases());
  const auto viewer = records::Viewer::owner();
  auto query = columns_of_cases({"case_key", "channel", "agent_id", "opened_day", "rating"});
  const auto coded_rows = shop.database().run_coded(query, viewer);
  ASSERT_TRUE(coded_rows) << coded_rows.error().message;
  query.order_by = {{"case_key", false}};
  const auto frame = shop.database().run(query, viewer);
  ASSERT_TRUE(frame);
  ASSERT_EQ(coded_rows->rows, frame->rows.size());
  EXPECT_EQ(coded_rows->rows, 2'400U);
  EXPECT_EQ(coded_rows->columns[1].values.size(), 2U);
  EXPECT_EQ(coded_rows->columns[2].values.size(), 8U);  // Seven agents, and none.
  std::map<std::string, std::vector<Cell>> by_key;
  for (std::size_t row = 0; row < coded_rows->rows; ++row) {
    std::vector<Cell> cells;
    for (const auto& one : coded_rows->columns) cells.push_back(one.values[one.of[row]]);
    by_key[std::get<std::string>(cells[0])] = cells;
  }
  for (const auto& row : frame->rows) EXPECT_EQ(by_key.at(std::get<std::string>(row[0])), row);
}

TEST(CodedRowsTest, AViewerGetsHisRowsAndNoHiddenColumn) {
  Shop shop;
  shop.ingest("f1", many_cases());
  auto viewer = records::Viewer::owner();
  viewer.scope.agent = "客服工号很长很长的3";
  const auto query = columns_of_cases({"agent_id"});
  const auto part = shop.database().run_coded(query, viewer);
  ASSERT_TRUE(part);
  ASSERT_EQ(part->columns[0].values.size(), 1U);
  EXPECT_EQ(part->columns[0].values[0], Cell(std::string("客服工号很长很长的3")));
  auto stranger = records::Viewer();  // Sees no person.
  const auto refused = shop.database().run_coded(columns_of_cases({"customer_id"}), stranger);
  EXPECT_FALSE(refused);
}

TEST(CodedRowsTest, OfNoRowsNothingIsTold) {
  Shop shop;
  shop.ingest("f1", many_cases());
  auto query = columns_of_cases({"channel"});
  query.where = equal(column("channel"), value("phone"));
  const auto none = shop.database().run_coded(query, records::Viewer::owner());
  ASSERT_TRUE(none);
  EXPECT_EQ(none->rows, 0U);
  EXPECT_TRUE(none->columns[0].values.empty());
}

}  // namespace aftercare::store
