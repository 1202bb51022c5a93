// The days the page begins with are those every other report of the program begins with.

#include <gtest/gtest.h>

#include "report/overview.hpp"
#include "served_workspace.hpp"

namespace aftercare::app {
namespace {

constexpr std::string_view kReviews =
    "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n"
    "R1,D1,P1,C1,1,收到就是坏的，太失望了,2018-08-30 10:00:00\n"
    "R2,D2,P1,C2,5,很好用,2018-08-31 10:00:00\n";
constexpr std::string_view kOrders =
    "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额\n"
    "1,10,10,上海,2020-02-29 10:00:00,2020-02-29 10:01:00,0\n";
constexpr std::string_view kUndated =
    "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n"
    "R3,D1,P1,C1,1,收到就是坏的，太失望了,\n";

class PeriodsApiTest : public ServedWorkspace {};

TEST_F(PeriodsApiTest, AnEmptyWorkspaceHasNoDays) {
  const auto days = get("periods").body;
  EXPECT_TRUE(days.at("first_day").is_null());
  EXPECT_TRUE(days.at("last_day").is_null());
  EXPECT_TRUE(days.at("data_until").is_null());
  EXPECT_EQ(days.at("undated_cases"), 0);
}

TEST_F(PeriodsApiTest, EndWithTheLastCaseAndSayHowFarOtherDataGoes) {
  ingest("orders.csv", kOrders);
  EXPECT_EQ(get("periods").body.at("last_day"), "2020-02-29") << "there are orders alone";
  ingest("reviews.csv", kReviews);
  const auto days = get("periods").body;
  EXPECT_EQ(days.at("first_day"), "2018-08-30");
  EXPECT_EQ(days.at("last_day"), "2018-08-31") << "without cases there is no fall of complaints";
  EXPECT_EQ(days.at("data_until"), "2020-02-29");

  const auto report = report::gather_overview(session_->model(), session_->store(),
                                              records::Viewer::owner(), std::nullopt, std::nullopt);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(records::to_iso(*report->period.to), "2018-08-31")
      << "the written report and the page speak of the same days";
}

TEST_F(PeriodsApiTest, CasesOfNoDayAreCounted) {
  ingest("reviews.csv", kUndated);
  const auto days = get("periods").body;
  EXPECT_TRUE(days.at("last_day").is_null());
  EXPECT_EQ(days.at("undated_cases"), 1) << "there is data, though no day to show it by";
}

}  // namespace
}  // namespace aftercare::app
