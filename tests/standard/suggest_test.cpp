#include "standard/suggest.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "raw_rows.hpp"
#include "standard/catalog.hpp"
#include "standard/mapping_file.hpp"
#include "standard/mapping_writer.hpp"
#include "standard/name_words.hpp"
#include "standard/suggested_mapping.hpp"

namespace aftercare::standard {
namespace {

using Fields = std::map<std::string, std::string>;

Suggestion suggestion_for(const std::vector<std::string>& columns, const std::vector<Row>& rows) {
  return shipped().suggest(columns, raw_rows(columns, rows));
}

/// Column -> field, and constant fields under "=".
Fields fields_of(const Suggestion& suggestion) {
  Fields fields;
  for (const auto& column : suggestion.columns)
    if (!column.choice.field.empty()) fields[column.column] = column.choice.field;
  for (const auto& [field, value] : suggestion.constants) fields["=" + value] = field;
  return fields;
}

TEST(SuggestTest, NumbersOfRowsAloneDoNotSayWhatTheyAre) {
  const std::vector<std::vector<std::string>> rows{{"J1", "kaputt", "4"}, {"J2", "zu spät", "5"}};
  for (const char* key : {"nr", "id", "编号", "return_id"})
    EXPECT_LT(suggestion_for({key, "a1", "b2"}, rows).confidence, kSureEnough)
        << key << ": an ingest must not go on with it unasked";
  const auto told = suggestion_for({"return_id", "退货原因", "b2"}, rows);
  EXPECT_EQ(told.entity, "return");
  EXPECT_GE(told.confidence, kSureEnough) << "a reason says that these are returns";
}

TEST(SuggestTest, AnOrderExportInChinese) {
  const auto suggestion = suggestion_for(
      {"订单编号", "买家会员名", "买家应付货款", "买家实际支付金额", "订单状态", "收货人姓名",
       "收货地址", "联系手机", "订单创建时间", "订单付款时间", "物流公司", "店铺名称", "宝贝种类"},
      {{"2301", "tb_jia", "88.00", "80.00", "交易成功", "张三", "浙江省 杭州市 西湖区 文三路1号",
        "13800000001", "2026-03-01 10:00:00", "2026-03-01 10:01:00", "中通", "甲店", "2"},
       {"2302", "tb_yi", "19.90", "19.90", "等待买家付款", "李四", "广东省 深圳市 南山区 科技路2号",
        "13900000002", "2026-03-01 11:00:00", "", "圆通", "甲店", "1"}});
  EXPECT_EQ(suggestion.entity, "order");
  EXPECT_EQ(fields_of(suggestion), (Fields{{"订单编号", "order_id"},
                                           {"买家会员名", "customer_id"},
                                           {"买家应付货款", "amount"},
                                           {"买家实际支付金额", "paid_amount"},
                                           {"订单状态", "status"},
                                           {"收货人姓名", "receiver_name"},
                                           {"收货地址", "receiver_address"},
                                           {"联系手机", "receiver_phone"},
                                           {"订单创建时间", "ordered_at"},
                                           {"订单付款时间", "paid_at"},
                                           {"物流公司", "carrier"},
                                           {"店铺名称", "shop"}}));
  EXPECT_TRUE(suggestion.covered);
  EXPECT_GE(suggestion.confidence, kSureEnough);
}

TEST(SuggestTest, ItemsOfAnOrderWithinItsRowAreLinesOfIt) {
  const auto suggestion = suggestion_for(
      {"order_no", "buyer_id", "created_at", "total", "status", "goods_list", "tax_lines"},
      {{"A1", "U1", "2026-03-01 10:00:00", "50.00", "paid",
        R"([{"sku":"MUG","title":"Blue mug","qty":2,"price":20.0},{"sku":"POT","title":"Tea pot","qty":1,"price":10.0}])",
        R"([{"title":"VAT","price":3.2,"rate":0.08}])"},
       {"A2", "U2", "2026-03-02 11:00:00", "20.00", "paid",
        R"([{"sku":"MUG","title":"Blue mug","qty":1,"price":20.0}])",
        R"([{"title":"VAT","price":1.6,"rate":0.08}])"}});
  EXPECT_EQ(suggestion.entity, "order");
  ASSERT_EQ(suggestion.arrays.size(), 1U);  // Taxes have titles and prices, but are no goods.
  EXPECT_EQ(suggestion.arrays[0].column, "goods_list");
  EXPECT_EQ(suggestion.arrays[0].entity, "order_item");
  const auto mapping = to_mapping(suggestion);
  ASSERT_EQ(mapping.entities.size(), 2U);
  EXPECT_EQ(mapping.entities[0].entity, "order");
  EXPECT_EQ(mapping.entities[1].each, "goods_list");
  std::map<std::string, std::string> items;
  for (const auto& field : mapping.entities[1].fields)
    if (const auto* column = std::get_if<FromColumn>(&field.origin))
      items[field.field] = column->column;
  EXPECT_EQ(items, (std::map<std::string, std::string>{{"order_id", "order_no"},
                                                       {"item_no", "#position"},
                                                       {"product_id", "goods_list[].sku"},
                                                       {"title", "goods_list[].title"},
                                                       {"quantity", "goods_list[].qty"},
                                                       {"unit_price", "goods_list[].price"}}));
}

TEST(SuggestTest, MessagesOfAConversationWithinItsRowAreMessages) {
  const auto suggestion = suggestion_for(
      {"ticket_id", "subject", "created_at", "status", "messages"},
      {{"T1", "Broken lamp", "2026-03-01 10:00:00", "open",
        R"([{"from":"customer","text":"My lamp is broken, please help","sent_at":"2026-03-01 10:00:00"}])"},
       {"T2", "Late parcel", "2026-03-02 11:00:00", "closed",
        R"([{"from":"agent","text":"We look into it right now","sent_at":"2026-03-02 11:05:00"}])"}});
  EXPECT_EQ(suggestion.entity, "case");
  ASSERT_EQ(suggestion.arrays.size(), 1U);
  EXPECT_EQ(suggestion.arrays[0].entity, "message");
  EXPECT_EQ(suggestion.arrays[0].reference, "case_id");
  EXPECT_EQ(suggestion.arrays[0].counted, "message_id");
}

TEST(SuggestTest, AnArrayOfPlainWordsIsNoListOfRecords) {
  const auto suggestion =
      suggestion_for({"order_no", "created_at", "total", "items"},
                     {{"A1", "2026-03-01 10:00:00", "50.00", R"(["MUG","POT"])"},
                      {"A2", "2026-03-02 11:00:00", "20.00", R"([])"}});
  EXPECT_TRUE(suggestion.arrays.empty());
}

TEST(SuggestTest, AnOrderExportInEnglishWithAmericanDates) {
  const auto suggestion = suggestion_for(
      {"Order Number", "CustomerID", "Order Date", "Ship Date", "Delivery Date", "Order Status",
       "Grand Total", "Currency", "Shipping State", "Shipping City", "Coupon", "Warehouse"},
      {{"A-1001", "C1", "03/14/2026", "03/15/2026", "03/19/2026", "Completed", "$1,020.50", "USD",
        "TX", "Austin", "SPRING", "W1"},
       {"A-1002", "C2", "03/02/2026", "03/03/2026", "", "Canceled", "$15.00", "USD", "CA", "Fresno",
        "", "W1"}});
  EXPECT_EQ(suggestion.entity, "order");
  EXPECT_EQ(fields_of(suggestion), (Fields{{"Order Number", "order_id"},
                                           {"CustomerID", "customer_id"},
                                           {"Order Date", "ordered_at"},
                                           {"Ship Date", "shipped_at"},
                                           {"Delivery Date", "delivered_at"},
                                           {"Order Status", "status"},
                                           {"Grand Total", "amount"},
                                           {"Currency", "currency"},
                                           {"Shipping State", "province"},
                                           {"Shipping City", "city"},
                                           {"Coupon", "promotion"}}));
  EXPECT_EQ(suggestion.columns[2].format, "month/day/year");
  EXPECT_GE(suggestion.confidence, kSureEnough);
}

TEST(SuggestTest, TicketsInEnglish) {
  const auto suggestion = suggestion_for(
      {"Ticket ID", "Subject", "Description", "Requester", "Assignee", "Status", "Created at",
       "Updated at", "Solved at", "Type", "Tags", "Priority"},
      {{"1", "Broken screen", "The screen broke after two days of use", "Ann Lee", "sam", "Solved",
        "2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z", "2026-03-02T08:00:00Z", "Problem",
        "screen vip", "high"},
       {"2", "Where is it?", "My parcel has not arrived since Monday", "Bo Chen", "kim", "Open",
        "2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z", "", "Question", "", "low"}});
  EXPECT_EQ(suggestion.entity, "case");
  EXPECT_EQ(fields_of(suggestion), (Fields{{"Ticket ID", "case_id"},
                                           {"Subject", "title"},
                                           {"Description", "text"},
                                           {"Requester", "customer_name"},
                                           {"Assignee", "agent_id"},
                                           {"Status", "status"},
                                           {"Created at", "opened_at"},
                                           {"Updated at", "updated_at"},
                                           {"Solved at", "resolved_at"},
                                           {"Type", "kind"},
                                           {"Tags", "tags"},
                                           {"Priority", "priority"},
                                           {"=ticket", "channel"}}));
  EXPECT_TRUE(suggestion.covered);
  EXPECT_GE(suggestion.confidence, kSureEnough);
}

TEST(SuggestTest, ReviewsInChinese) {
  const auto suggestion = suggestion_for(
      {"评论ID", "商品ID", "用户ID", "用户昵称", "星级", "评论内容", "评论时间", "点赞数"},
      {{"1", "P1", "U1", "小明", "5", "质量很好，下次还会再来购买", "2026/3/1 8:00", "3"},
       {"2", "P2", "U2", "小红", "1", "用了两天就坏了，客服也不理人", "2026/3/2 9:30", "0"}});
  EXPECT_EQ(suggestion.entity, "case");
  EXPECT_EQ(fields_of(suggestion), (Fields{{"评论ID", "case_id"},
                                           {"商品ID", "product_id"},
                                           {"用户ID", "customer_id"},
                                           {"用户昵称", "customer_name"},
                                           {"星级", "rating"},
                                           {"评论内容", "text"},
                                           {"评论时间", "opened_at"},
                                           {"=review", "channel"}}));
  EXPECT_GE(suggestion.confidence, kSureEnough);
}

TEST(SuggestTest, ReturnsInChinese) {
  const auto suggestion =
      suggestion_for({"退款编号", "订单编号", "买家退款金额", "退款状态", "退款类型",
                      "退款的申请时间", "退款完结时间", "买家退款原因", "买家退款说明", "商家编码"},
                     {{"R1", "O1", "88.00", "退款成功", "退货退款", "2026-03-01 10:00:00",
                       "2026-03-03 10:00:00", "质量问题", "收到就有划痕，不能接受这样的质量", "S1"},
                      {"R2", "O2", "10.00", "退款关闭", "仅退款", "2026-03-02 10:00:00", "",
                       "不想要了", "", "S2"}});
  EXPECT_EQ(suggestion.entity, "return");
  EXPECT_EQ(fields_of(suggestion), (Fields{{"退款编号", "return_id"},
                                           {"订单编号", "order_id"},
                                           {"买家退款金额", "refund_amount"},
                                           {"退款状态", "status"},
                                           {"退款类型", "return_kind"},
                                           {"退款的申请时间", "requested_at"},
                                           {"退款完结时间", "refunded_at"},
                                           {"买家退款原因", "reason"},
                                           {"买家退款说明", "reason_text"},
                                           {"商家编码", "product_id"}}));
  EXPECT_GE(suggestion.confidence, kSureEnough);
}

TEST(SuggestTest, TheNumberOfAReturnMayBeCalledAnOrdersToo) {
  const std::vector<Row> rows = {{"R-1001", "O-501", "Broken", "10.00"},
                                 {"R-1002", "O-502", "Too small", "20.00"},
                                 {"R-1003", "O-503", "Too late", "30.00"}};
  for (const auto& [own, order] :
       {std::pair("Return Order ID", "Order ID"), std::pair("Reverse Order No.", "Trade Order ID"),
        std::pair("Return ID", "Return Order ID")}) {
    const auto suggestion =
        suggestion_for({own, order, "Return Reason", "Total Refund Amount"}, rows);
    EXPECT_EQ(suggestion.entity, "return");
    const auto fields = fields_of(suggestion);
    ASSERT_TRUE(fields.contains(own) && fields.contains(order)) << own;
    EXPECT_EQ(fields.at(own), "return_id") << own;
    EXPECT_EQ(fields.at(order), "order_id") << order;
  }
}

TEST(SuggestTest, AYesOrNoIsAboutTheWholeOfItsName) {
  for (const auto& [name, field] :
       {std::pair("是否解决", ""), std::pair("是否一次解决", "first_contact")}) {
    const auto suggestion =
        suggestion_for({"会话ID", "会话开始时间", "接待客服", "问题描述", name},
                       {{"S1", "2026-03-01 08:00:00", "小张", "杯子碎了怎么办，能退吗", "是"},
                        {"S2", "2026-03-01 09:00:00", "小李", "什么时候发货，等了一周", "否"},
                        {"S3", "2026-03-02 10:00:00", "小张", "能换个颜色吗，不喜欢红色", "是"}});
    EXPECT_EQ(fields_of(suggestion)[name], field) << name;
  }
}

TEST(SuggestTest, CustomersInEnglish) {
  const auto suggestion = suggestion_for(
      {"user_id", "full_name", "Mobile", "E-mail Address", "Gender", "City", "Signup Date", "Tier"},
      {{"u1", "Ann Lee", "+1 212 555 0101", "ann@example.com", "F", "Austin", "2024-05-01", "gold"},
       {"u2", "Bo Chen", "+86 13800000001", "bo@example.com", "M", "Fresno", "2025-06-01", ""}});
  EXPECT_EQ(suggestion.entity, "customer");
  EXPECT_EQ(fields_of(suggestion), (Fields{{"user_id", "customer_id"},
                                           {"full_name", "name"},
                                           {"Mobile", "phone"},
                                           {"E-mail Address", "email"},
                                           {"Gender", "gender"},
                                           {"City", "city"},
                                           {"Signup Date", "registered_at"},
                                           {"Tier", "level"}}));
  EXPECT_GE(suggestion.confidence, kSureEnough);
}

TEST(SuggestTest, ValuesDecideWhereNamesSayNothing) {
  const auto suggestion = suggestion_for(
      {"投诉编号", "c1", "c2", "c3"},
      {{"1", "2026-03-01 08:00", "13800000001", "快递三天没有更新，打电话也没人接"},
       {"2", "2026-03-02 08:00", "13900000002", "商品与描述完全不符，要求全额退款"}});
  EXPECT_EQ(suggestion.entity, "case");
  EXPECT_EQ(fields_of(suggestion), (Fields{{"投诉编号", "case_id"},
                                           {"c1", "opened_at"},
                                           {"c2", "customer_phone"},
                                           {"c3", "text"},
                                           {"=complaint", "channel"}}));
  EXPECT_LT(suggestion.confidence, kSureEnough);  // A person should look first.
}

TEST(SuggestTest, ValuesOverruleNames) {
  // A "status" of free sentences is no code, a "time" of words is no time.
  const auto suggestion = suggestion_for(
      {"ticket no", "status", "created at", "content"},
      {{"1", "he says it is fine now", "monday", "The charger gets very hot while charging"},
       {"2", "nobody knows what to do", "tuesday", "It never arrived at my address at all"}});
  const auto fields = fields_of(suggestion);
  EXPECT_FALSE(fields.contains("status"));
  EXPECT_FALSE(fields.contains("created at"));
  EXPECT_EQ(fields.at("content"), "text");
}

/// Sixty orders, in which every third may be wrong.
std::vector<Row> orders_with(const std::string& amount, const std::string& wrong_amount,
                             const std::string& wrong_day, std::size_t each) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < 60; ++i) {
    const bool wrong = i % each == each - 1;
    rows.push_back({fmt::format("A{}", i), fmt::format("U{}", i % 7),
                    wrong && !wrong_day.empty() ? wrong_day
                                                : fmt::format("2026-03-{:02} 10:00:00", i % 28 + 1),
                    wrong && !wrong_amount.empty() ? wrong_amount : amount});
  }
  return rows;
}

// What is wrong in a column is for the findings to say; a column that is left out says nothing.
TEST(SuggestTest, SomeWrongValuesDoNotTakeAColumnAway) {
  const std::vector<std::string> columns = {"订单号", "客户编号", "下单时间", "订单金额"};
  const auto all = Fields{{"订单号", "order_id"},
                          {"客户编号", "customer_id"},
                          {"下单时间", "ordered_at"},
                          {"订单金额", "amount"}};
  EXPECT_EQ(fields_of(suggestion_for(columns, orders_with("88.5", "-5", "", 60))), all);
  EXPECT_EQ(fields_of(suggestion_for(columns, orders_with("88.5", "999999999", "", 60))), all);
  EXPECT_EQ(fields_of(suggestion_for(columns, orders_with("88.5", "面议", "待定", 3))), all);
  // Mostly something else: not what the name says.
  auto without_amount = all;
  without_amount.erase("订单金额");
  EXPECT_EQ(fields_of(suggestion_for(columns, orders_with("面议", "", "", 60))), without_amount);
  EXPECT_EQ(fields_of(suggestion_for(columns, orders_with("面议", "88.5", "", 3))), without_amount);
  EXPECT_EQ(fields_of(suggestion_for(columns, orders_with("999999999", "88.5", "", 3))),
            without_amount);
}

TEST(SuggestTest, OfADayAndAMomentThatSayTheSameTheMomentIsRead) {
  const std::vector<Row> rows = {{"T1", "2026-03-01", "2026-03-01 10:00:05", "坏了，要求退货处理"},
                                 {"T2", "2026-03-02", "2026-03-02 00:00:00", "一直没有收到包裹呢"}};
  const auto fields =
      fields_of(suggestion_for({"ticket_no", "created_date", "created_at", "content"}, rows));
  EXPECT_EQ(fields.at("created_at"), "opened_at");
  EXPECT_FALSE(fields.contains("created_date"));
  // A day alone is better than nothing.
  EXPECT_EQ(fields_of(suggestion_for({"ticket_no", "created_date", "content"},
                                     {{"T1", "2026-03-01", "坏了，要求退货处理"}}))
                .at("created_date"),
            "opened_at");
}

TEST(SuggestTest, ADayAndATimeOfTheClockThatSayTheSameAreOneMoment) {
  const auto joined = [](const Suggestion& suggestion) {
    const auto mapping = to_mapping(suggestion);
    for (const auto& field : mapping.entities[0].fields)
      if (const auto* join = std::get_if<FromJoin>(&field.origin);
          join != nullptr && field.field == "ordered_at")
        return join->columns;
    return std::vector<std::string>();
  };
  const auto chinese =
      suggestion_for({"订单号", "下单日期", "下单时间", "订单金额"},
                     {{"A1", "2026-03-01", "10:00:05", "5"}, {"A2", "2026-03-02", "9:05", "6"}});
  EXPECT_EQ(joined(chinese), (std::vector<std::string>{"下单日期", "下单时间"}));
  const auto clock_first = suggestion_for(
      {"order_id", "order_time", "order_date", "amount"},
      {{"A1", "10:00:05 AM", "2026-03-01", "5"}, {"A2", "9:05:00 PM", "2026-03-02", "6"}});
  EXPECT_EQ(joined(clock_first), (std::vector<std::string>{"order_date", "order_time"}));
  // How long a call took is no time of the clock.
  EXPECT_TRUE(joined(suggestion_for({"order_id", "order_date", "order_time", "amount"},
                                    {{"A1", "2026-03-01", "00:05:29", "5"},
                                     {"A2", "2026-03-02", "00:00:50", "6"}}))
                  .empty());
  // The clock says when something else was.
  const auto another =
      suggestion_for({"订单号", "下单日期", "发货时间", "订单金额"},
                     {{"A1", "2026-03-01", "10:00:05", "5"}, {"A2", "2026-03-02", "09:05", "6"}});
  EXPECT_TRUE(joined(another).empty());
  EXPECT_EQ(fields_of(another).at("下单日期"), "ordered_at");
}

// When a file was exported stands beside its rows, and says nothing about any of them.
TEST(SuggestTest, AMomentThatIsTheSameInEveryRowNeedsAName) {
  const auto fields = fields_of(suggestion_for(
      {"ticket_id", "created", "description", "/exported"},
      {{"T1", "2026-03-01 10:00:00", "The kettle leaks again and again", "2026-03-05"},
       {"T2", "2026-03-02 10:00:00", "Nobody answers my letters here", "2026-03-05"},
       {"T3", "2026-03-03 10:00:00", "My parcel did not come at all", "2026-03-05"}}));
  EXPECT_FALSE(fields.contains("/exported"));
  EXPECT_EQ(fields.at("created"), "opened_at");
}

TEST(SuggestTest, WhatCannotBeCoveredIsNotSure) {
  // Money and a time, but nothing to tell one order from another.
  const auto suggestion =
      suggestion_for({"下单时间", "订单金额", "实付金额"}, {{"2026-03-01", "1.00", "1.00"}});
  EXPECT_FALSE(suggestion.covered);
  const auto recognition = shipped().recognise(
      {"下单时间", "订单金额", "实付金额"},
      raw_rows({"下单时间", "订单金额", "实付金额"}, {{"2026-03-01", "1.00", "1.00"}}));
  EXPECT_FALSE(recognition && recognition->sure());
}

TEST(SuggestTest, ANameAloneIsEnoughWithoutRows) {
  const auto suggestion = suggestion_for({"order_id", "customer_id", "order_status", "amount"}, {});
  EXPECT_EQ(suggestion.entity, "order");
  EXPECT_TRUE(suggestion.covered);
}

TEST(SuggestTest, ANamedEntityIsTheOnlyOneLookedAt) {
  const std::vector<std::string> columns = {"订单号", "商品编号", "数量"};
  const auto raw = raw_rows(columns, {{"1", "P1", "2"}});
  EXPECT_EQ(shipped().suggest(columns, raw, "survey").entity, "survey");
  EXPECT_FALSE(shipped().suggest(columns, raw, "survey").covered);
  EXPECT_EQ(shipped().suggest(columns, raw, "moon").entity, "");
}

TEST(SuggestTest, EachFieldIsUsedOnce) {
  const auto suggestion = suggestion_for({"订单号", "订单编号", "下单时间", "订单时间"},
                                         {{"1", "1", "2026-03-01", "2026-03-01"}});
  const auto fields = fields_of(suggestion);
  EXPECT_EQ(fields.size(), 2U);
  EXPECT_EQ(fields.at("订单号"), "order_id");
}

TEST(SuggestTest, TheFileOfASuggestionIsTheSuggestion) {
  const auto suggestion =
      suggestion_for({"Order: no", "order date", "amount", "-1"},
                     {{"1", "13/01/2026", "2.00", "x"}, {"2", "14/02/2026", "3.00", "y"}});
  const auto file = std::filesystem::temp_directory_path() /
                    ("aftercare_suggestion_" + std::to_string(getpid()) + ".yaml");
  std::ofstream(file) << to_yaml(suggestion);
  const auto mapping = load_mapping(file, shipped().dictionary());
  std::filesystem::remove(file);
  ASSERT_TRUE(mapping) << mapping.error().message;
  EXPECT_EQ(to_yaml(*mapping), to_yaml(to_mapping(suggestion)));
  EXPECT_EQ(mapping->entities[0].fields[1].format, "day/month/year");
}

/// The field of one column between others that make the file one of orders; empty: none.
std::string field_in_orders(const std::string& column, const std::vector<std::string>& values) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < values.size(); ++i)
    rows.push_back({"A" + std::to_string(i + 1), "2026-03-01 10:00:00", values[i]});
  const auto suggestion = suggestion_for({"订单号", "下单时间", column}, rows);
  EXPECT_EQ(suggestion.entity, "order");
  return suggestion.columns[2].choice.field;
}

TEST(SuggestTest, NearMisses) {
  const std::vector<std::string> texts = {"请尽快发货", "送人的", "放门口"};
  const std::vector<std::string> ids = {"2026030101", "2026030102", "2026030103"};
  const std::vector<std::string> people = {"张三", "李四", "王五"};
  const std::vector<std::string> times = {"2026-03-02 10:00:00", "2026-03-03", "2026-03-04"};
  const std::vector<std::string> flags = {"是", "否", "否"};
  const struct {
    std::string column;
    std::vector<std::string> values;
    std::string field;
  } cases[] = {
      {"订单备注", texts, ""},
      {"支付宝交易号", ids, ""},
      {"收货人", people, "receiver_name"},
      {"发货人", people, ""},
      {"更新时间", times, "updated_at"},
      {"审核时间", times, ""},
      {"发货时间", times, "shipped_at"},
      {"承诺发货时间", times, ""},
      {"付款时间", times, "paid_at"},
      {"billing_city", people, ""},
      {"shipping_city", people, "city"},
      {"是否退款", flags, ""},
      {"内部标记", flags, ""},
      {"state", {"TX", "CA", "NY"}, "province"},
      {"state", {"shipped", "paid", "cancelled"}, "status"},
  };
  for (const auto& each : cases)
    EXPECT_EQ(field_in_orders(each.column, each.values), each.field) << each.column;
}

TEST(SuggestTest, NamesAreReadInEveryWayTheyAreWritten) {
  const std::vector<std::string> times = {"2026-03-02 10:00:00", "2026-03-03", "2026-03-04"};
  for (const char* name : {"付款时间", "付款日期（必填）", "買家付款時間", "PaidAt", "paid_at",
                           "PAID-AT", "pay_time", "paymentdate", "pmt_dt", "fukuanshijian", "fksj"})
    EXPECT_EQ(field_in_orders(name, times), "paid_at") << name;
  for (const char* name : {"订单金额(元)", "總金額", "Order Total", "ord_amt", "orderAmount",
                           "订单金额【元】", "dingdanjine", "total amount (USD)"})
    EXPECT_EQ(field_in_orders(name, {"1.00", "2.50", "3.00"}), "amount") << name;
}

TEST(SuggestTest, TheUnitOfANameScalesItsNumbers) {
  const auto scale = [](const std::string& column) {
    return suggestion_for({"订单号", "下单时间", column}, {{"A1", "2026-03-01", "1250"}})
        .columns[2]
        .scale;
  };
  EXPECT_EQ(scale("订单金额(元)"), 1);
  EXPECT_EQ(scale("订单金额(万元)"), 10000);
  EXPECT_EQ(scale("订单金额(分)"), 0.01);
  EXPECT_EQ(scale("total_cents"), 0.01);
}

TEST(SuggestTest, PartsOfANameAreJoined) {
  const auto suggestion =
      suggestion_for({"customer id", "first name", "last name", "phone"},
                     {{"C1", "Ann", "Lee", "+1 212 555 0101"}, {"C2", "Bo", "Chen", ""}});
  EXPECT_EQ(fields_of(suggestion)["first name"], "name");
  EXPECT_EQ(fields_of(suggestion)["last name"], "name");
  const auto mapping = to_mapping(suggestion);
  const auto name = std::ranges::find(mapping.entities[0].fields, "name", &MappedField::field);
  ASSERT_NE(name, mapping.entities[0].fields.end());
  EXPECT_THAT(std::get<FromJoin>(name->origin).columns,
              testing::ElementsAre("first name", "last name"));
}

TEST(SuggestTest, OrdersAndTheirLinesInOneTableBecomeBoth) {
  const std::vector<std::string> columns = {"Order ID", "Order Date", "Total", "SKU", "Quantity"};
  const auto raw = raw_rows(columns, {{"A1", "2026-03-01", "30.00", "P1", "1"},
                                      {"A1", "", "", "P2", "2"},
                                      {"A2", "2026-03-02", "5.00", "P1", "1"}});
  const auto suggestion = shipped().suggest(columns, raw);
  EXPECT_EQ(suggestion.entity, "order");
  EXPECT_EQ(suggestion.columns[3].choice.entity, "order_item");
  const auto zone = records::Zone::named("Asia/Shanghai").value();
  const auto batches = shipped().mapper(to_mapping(suggestion), zone).value().apply(raw);
  ASSERT_EQ(batches.size(), 2U);
  EXPECT_EQ(batches[0].entity->name, "order_item");
  EXPECT_EQ(batches[0].rows(), 3U);
  EXPECT_EQ(value_text(batches[0], "item_no", 1), "2");
  ASSERT_EQ(batches[1].rows(), 2U);
  EXPECT_EQ(value_text(batches[1], "amount", 0), "30.0000");
}

TEST(SuggestTest, MessagesWithoutANumberAreCountedInTheirCase) {
  const std::vector<std::string> columns = {"会话ID", "发送时间", "发送人", "消息内容"};
  const auto raw =
      raw_rows(columns, {{"S1", "2026-03-01 10:00", "买家", "这个有货吗，什么时候发货"},
                         {"S1", "2026-03-01 10:01", "客服", "亲亲有的哦，今天下单明天发"},
                         {"S2", "2026-03-01 10:02", "买家", "收到的杯子是碎的怎么办"}});
  const auto suggestion = shipped().suggest(columns, raw);
  EXPECT_EQ(suggestion.entity, "message");
  EXPECT_TRUE(suggestion.covered);
  const auto zone = records::Zone::named("Asia/Shanghai").value();
  const auto batches = shipped().mapper(to_mapping(suggestion), zone).value().apply(raw);
  EXPECT_EQ(value_text(batches[0], "message_id", 1), "S1/2");
  EXPECT_EQ(value_text(batches[0], "message_id", 2), "S2/1");
}

TEST(SuggestTest, KnownKeysSpeakWhereNamesDoNot) {
  const std::vector<std::string> columns = {"ticket no", "content", "ref order"};
  const auto raw = raw_rows(columns, {{"1", "The charger gets very hot while charging", "77001"},
                                      {"2", "It never arrived at my address at all", "77002"}});
  const auto known = [](std::string_view entity, const std::vector<std::string_view>&) {
    return entity == "order" ? 1.0 : 0.0;
  };
  const auto with = shipped().suggest(columns, raw, {}, {.known_keys = known});
  const auto without = shipped().suggest(columns, raw);
  EXPECT_EQ(with.columns[2].choice.field, "order_id");
  EXPECT_GT(with.columns[2].choice.confidence, without.columns[2].choice.confidence);
  EXPECT_THAT(with.columns[2].choice.reason.en, testing::HasSubstr("known keys"));
}

TEST(SuggestTest, ColumnsThatBelongNowhereSaySo) {
  const auto suggestion = suggestion_for({"订单号", "下单时间", "发票抬头", "zzqx"},
                                         {{"A1", "2026-03-01", "某某公司", "k7"}});
  EXPECT_EQ(suggestion.columns[2].choice.field, "");
  EXPECT_THAT(suggestion.columns[2].choice.reason.en, testing::HasSubstr("Invoice"));
  EXPECT_EQ(suggestion.columns[3].choice.field, "");
}

TEST(SuggestTest, AnyHeaderGivesAnAnswer) {
  const std::string long_name(5000, 'x');
  for (const auto& names : {std::vector<std::string>{},
                            {""},
                            {"(", ")", "()", "（"},
                            {"\xff\xfe"},
                            {long_name, "订单" + long_name},
                            {"id", "id", "id"},
                            {"1", "2", "3"}}) {
    const auto suggestion = suggestion_for(names, {});
    EXPECT_EQ(suggestion.columns.size(), names.size());
  }
}

TEST(NameMatchTest, WordsOfNames) {
  using testing::ElementsAre;
  EXPECT_THAT(words_of("orderId"), ElementsAre("order", "id"));
  EXPECT_THAT(words_of("Order-ID_2"), ElementsAre("order", "id", "2"));
  EXPECT_THAT(words_of("订单ID"), ElementsAre("订单", "id"));
  EXPECT_TRUE(says("reviewText", "review"));
  EXPECT_FALSE(says("preview", "review"));
  EXPECT_TRUE(says("工单号", "工单"));
  EXPECT_FALSE(says("工号", "工单"));
  EXPECT_FALSE(says("app id", "app"));
}

}  // namespace
}  // namespace aftercare::standard
