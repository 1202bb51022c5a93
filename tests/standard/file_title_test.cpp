// What the name of a file says of its records, and how far that goes.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "raw_rows.hpp"
#include "standard/column_words.hpp"
#include "standard/suggest.hpp"

namespace aftercare::standard {
namespace {

TEST(FileTitleTest, TheLastThingSaidIsWhatTheRecordsAre) {
  const auto words = ColumnWords::load().value();
  const auto titled = [&words](const char* file) { return words.titled(file); };
  EXPECT_EQ(titled("orders.csv"), "order");
  EXPECT_EQ(titled("customer_orders_20240105.csv"), "order");
  EXPECT_EQ(titled("待发货订单导出20240105.xlsx"), "order") << "orders that are not shipped yet";
  EXPECT_EQ(titled("退货订单.xlsx"), "return");
  EXPECT_EQ(titled("refunds (1).csv"), "return");
  EXPECT_EQ(titled("product-reviews.jsonl"), "case");
  EXPECT_EQ(titled("客户投诉.csv"), "case");
  EXPECT_EQ(titled("call_log.csv"), "case") << "calls, not events";
  EXPECT_EQ(titled("ticket_messages.csv"), "message");
  EXPECT_EQ(titled("客服会话.csv"), "") << "conversations or what was said in them";
  EXPECT_EQ(titled("聊天记录.csv"), "message");
  EXPECT_EQ(titled("chat_messages.jsonl.gz"), "message");
  EXPECT_EQ(titled("CustomerSurveys.csv"), "survey");
  EXPECT_EQ(titled("会员列表.csv"), "customer");
}

TEST(FileTitleTest, SheetsAndMembersSayMoreThanWhatTheyStandIn) {
  const auto words = ColumnWords::load().value();
  EXPECT_EQ(words.titled("shop.zip#2024/orders.csv"), "order");
  EXPECT_EQ(words.titled("orders.xlsx#退货"), "return");
  EXPECT_EQ(words.titled("orders.xlsx#Sheet1"), "order");
  EXPECT_EQ(words.titled("/returns/2024/data.csv"), "") << "folders say nothing";
}

TEST(FileTitleTest, NamesThatSayNothing) {
  const auto words = ColumnWords::load().value();
  for (const auto* const file : {"", "data.csv", "20240105.xlsx", "导出.csv", "#", "a.b.c", ".csv",
                                 "新建 Microsoft Excel 工作表.xlsx", "\xff\xfe.csv"})
    EXPECT_EQ(words.titled(file), "") << file;
}

std::string entity_of(const std::vector<std::string>& columns, const std::vector<Row>& rows,
                      std::string_view file) {
  return shipped().suggest(columns, raw_rows(columns, rows), {}, {.file = file}).entity;
}

TEST(FileTitleTest, DecidesBetweenReadingsThatFitAlike) {
  const std::vector<std::string> columns = {"编号", "订单号", "金额", "时间", "状态"};
  const std::vector<Row> rows = {{"7001", "20260301001", "88.00", "2026-03-01 10:00:00", "已完成"},
                                 {"7002", "20260301002", "19.90", "2026-03-02 11:00:00", "处理中"}};
  EXPECT_EQ(entity_of(columns, rows, "退款.csv"), "return");
  EXPECT_EQ(entity_of(columns, rows, "订单.csv"), "order");
}

TEST(FileTitleTest, ColumnsThatSayWhatARowIsCountForMore) {
  const std::vector<std::string> columns = {"订单编号",   "买家实际支付金额", "订单状态",
                                            "收货人姓名", "订单创建时间",     "订单付款时间"};
  const std::vector<Row> rows = {
      {"2301", "80.00", "交易成功", "张三", "2026-03-01 10:00:00", "2026-03-01 10:01:00"}};
  EXPECT_EQ(entity_of(columns, rows, "评价.csv"), "order");
  EXPECT_EQ(entity_of(columns, rows, "returns.csv"), "order");
}

}  // namespace
}  // namespace aftercare::standard
