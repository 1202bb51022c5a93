#include "standard/name_match.hpp"

#include <gtest/gtest.h>

#include "raw_rows.hpp"
#include "standard/suggest.hpp"

namespace aftercare::standard {
namespace {

const std::vector<std::string> kPeople = {"张三", "李四", "王五"};
const std::vector<std::string> kTimes = {"2026-03-02 10:00:00", "2026-03-03 11:00:00",
                                         "2026-03-04 12:00:00"};
const std::vector<std::string> kAmounts = {"10.00", "25.50", "7.00"};
const std::vector<std::string> kCodes = {"E04", "F1", "E07"};

/// The field of the last column beside others that say what the rows are.
std::string field_beside(std::vector<std::string> columns, std::vector<Row> rows,
                         const std::string& column, const std::vector<std::string>& values) {
  columns.push_back(column);
  for (std::size_t row = 0; row < rows.size(); ++row) rows[row].push_back(values[row]);
  return shipped().suggest(columns, raw_rows(columns, rows)).columns.back().choice.field;
}

std::string in_cases(const std::string& column, const std::vector<std::string>& values) {
  return field_beside({"工单编号", "问题描述", "工单状态"},
                      {{"G1", "杯子碎了怎么办，能退吗", "已关闭"},
                       {"G2", "什么时候发货，等了一周了", "处理中"},
                       {"G3", "能换个颜色吗，不喜欢红色", "已关闭"}},
                      column, values);
}

std::string in_orders(const std::string& column, const std::vector<std::string>& values) {
  return field_beside(
      {"order id", "order date", "order status"},
      {{"A1", "2026-03-01", "paid"}, {"A2", "2026-03-01", "shipped"}, {"A3", "2026-03-02", "paid"}},
      column, values);
}

TEST(NameMatchTest, APersonIsSaidLast) {
  EXPECT_EQ(in_cases("报修人", kPeople), "customer_name");
  EXPECT_EQ(in_cases("咨询用户", kPeople), "customer_name");
  EXPECT_EQ(in_cases("回复客服", kPeople), "agent_id");
  EXPECT_EQ(in_cases("用户回复", kPeople), "");
  EXPECT_EQ(in_cases("发货人", kPeople), "");
}

TEST(NameMatchTest, WhenItWasAskedAndWhenItWasDone) {
  EXPECT_EQ(in_cases("报修时间", kTimes), "opened_at");
  EXPECT_EQ(in_cases("完工时间", kTimes), "resolved_at");
  EXPECT_EQ(in_cases("会话结束时间", kTimes), "closed_at");
  for (const auto* other : {"预约上门时间", "回访时间", "派单时间", "质检时间", "保修到期时间",
                            "催单时间", "下次联系时间"})
    EXPECT_EQ(in_cases(other, kTimes), "") << other;
}

TEST(NameMatchTest, ACodeOfSomethingIsNotTheRecordsNumber) {
  EXPECT_EQ(in_cases("故障代码", kCodes), "");
  EXPECT_EQ(in_orders("shipment amount", kAmounts), "");
  EXPECT_EQ(in_orders("shipment number", kCodes), "tracking_number");
}

TEST(NameMatchTest, OnlyWhatAnotherEntityHasMaySpeakOfIt) {
  EXPECT_EQ(in_orders("shipment currency", {"USD", "USD", "EUR"}), "currency");
  EXPECT_EQ(in_orders("shipment price", kAmounts), "");
}

TEST(NameMatchTest, AShareIsNoAmount) {
  EXPECT_EQ(in_orders("discount %", {"10", "0", "5"}), "");
  EXPECT_EQ(in_orders("discount", {"10", "0", "5"}), "discount");
}

TEST(NameMatchTest, ASlashWithinAWordPartsNothing) {
  EXPECT_EQ(in_orders("收件国家/地区", {"中国", "西班牙", "美国"}), "");
  EXPECT_EQ(in_orders("收件省/州", {"浙江省", "Madrid", "California"}), "province");
  EXPECT_EQ(in_orders("收货人/提货人", kPeople), "receiver_name");
}

TEST(NameMatchTest, YesAndNoAreNoChannel) {
  EXPECT_EQ(in_cases("服务渠道", {"网页", "电话", "微信"}), "channel");
  EXPECT_EQ(in_cases("服务渠道", {"是", "否", "是"}), "");
}

TEST(NameMatchTest, TheNameInAnAddressIsWhoLivesThere) {
  const std::vector<std::string> people = {"Ann Lee", "Bo Chen", "Cy Diaz"};
  EXPECT_EQ(in_orders("DeliveryAddressName", people), "receiver_name");
  EXPECT_EQ(in_orders("BillingAddressName", people), "");
  EXPECT_EQ(in_orders("收货人地址", {"文一路1号", "科技园3号", "人民路5号"}), "receiver_address");
  EXPECT_EQ(in_orders("recipient first name", {"Ann", "Bo", "Cy"}), "receiver_name");
  EXPECT_EQ(in_orders("DeliveryAddress", {"1 Main St", "2 Hill Rd", "3 Oak Ave"}),
            "receiver_address");
}

TEST(NameMatchTest, WhatIsToBePaidIsNotYetPaid) {
  EXPECT_EQ(in_orders("TotalToPayAmount", kAmounts), "amount");
  EXPECT_EQ(in_orders("TotalPaidAmount", kAmounts), "paid_amount");
}

}  // namespace
}  // namespace aftercare::standard
