// One number everywhere: the total, its parts, the rows behind it, CSV and JSON, alone and
// handed to a server.

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

namespace fs = std::filesystem;

void simulate(const Shop& shop) {
  const auto demo = shop.run(
      {"demo", "shop", "--customers", "300", "--days", "60", "--seed", "3", "--end", "2026-03-31"});
  ASSERT_EQ(demo.code, 0) << demo.err;
  ASSERT_LE(shop.run({"run", "--quiet"}).code, 1);
}

// Waits for the server's first line.
bool is_up(const Shop& shop) {
  for (int i = 0; i < 200; ++i) {
    if (fs::exists(shop.workspace() / ".aftercare.sock")) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

}  // namespace

TEST(OneNumberTest, TotalPartsAndRowsAgree) {
  const Shop shop;
  simulate(shop);
  for (const char* metric : {"cases", "complaints", "orders", "rated", "refunded_orders",
                             "delivered_orders", "backlog"}) {
    const auto total =
        shop.run({"query", metric, "--json"}).json().at("total").at(metric).get<double>();
    EXPECT_GT(total, 0) << metric;
    const auto rows =
        shop.run({"query", metric, "--rows", "--json"}).json().at("total").get<double>();
    EXPECT_EQ(rows, total) << metric << ": the rows behind the number are as many";
    if (std::string(metric) == "backlog") continue;  // A level: its days do not add up.
    const auto by_day = shop.run({"query", metric, "--by", "day", "--json"}).json();
    double sum = 0;
    for (const auto& row : by_day.at("rows"))
      sum += row.at(1).is_null() ? 0 : row.at(1).get<double>();
    EXPECT_EQ(sum, total) << metric << ": its days add up";
  }
}

TEST(OneNumberTest, ADuplicateIsNoSecondCase) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const std::string header = "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n";
  const std::string review =
      ",D1,P1,C1,1,收到就是坏的，客服一直不回，太失望了,2026-03-01 10:00:00\n";
  shop.write("a.csv", header + "R1" + review);
  shop.write("b.csv", header + "R1" + review + "R900" + review +
                          "R2,D1,P1,C1,1,第二次追评：还是坏的，很生气,2026-03-02 10:00:00\n");
  ASSERT_EQ(shop.run({"ingest", "a.csv"}).code, 0);
  const auto again = shop.run({"ingest", "b.csv", "--json"});
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.json().at("total").at("duplicates"), 2)
      << "the same key, and the same words under another key";
  EXPECT_EQ(again.json().at("total").at("stored"), 1);
  EXPECT_EQ(shop.run({"query", "cases", "--json"}).json().at("total").at("cases"), 2);
  const auto third = shop.run({"ingest", "b.csv", "--json"}).json();
  EXPECT_EQ(third.at("total").at("rows"), 0) << "a known file is not read again";
  EXPECT_EQ(third.at("files").at(0).at("already"), true);
}

TEST(OneNumberTest, AChangedRecordIsAnUpdateWithItsOldVersionKept) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const std::string header =
      "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额\n";
  shop.write("monday.csv", header + "1,10,10,上海,2026-02-01 10:00:00,2026-02-01 10:01:00,0\n");
  shop.write("tuesday.csv", header + "1,10,0,上海,2026-02-01 10:00:00,2026-02-01 10:01:00,10\n");
  ASSERT_EQ(shop.run({"ingest", "monday.csv"}).code, 0);
  EXPECT_EQ(shop.run({"query", "refund_amount", "--json"}).json().at("total").at("refund_amount"),
            0);
  const auto second = shop.run({"ingest", "tuesday.csv", "--json"}).json();
  EXPECT_EQ(second.at("total").at("updated"), 1);
  EXPECT_EQ(shop.run({"query", "refund_amount", "--json"}).json().at("total").at("refund_amount"),
            10);
  EXPECT_EQ(shop.run({"query", "orders", "--json"}).json().at("total").at("orders"), 1);
}

TEST(OneNumberTest, WhileAServerRunsEveryCommandIsHandedToIt) {
  const Shop shop;
  simulate(shop);
  const std::vector<std::string> question = {"query", "complaints", "csat",
                                             "--by",  "channel",    "--json"};
  const auto alone = shop.run(question);
  ASSERT_EQ(alone.code, 0) << alone.err;
  // Its own folder, so that its output is not the next command's.
  const Shop elsewhere;
  const auto server = elsewhere.start({"serve", "--port", "0", "-w", shop.workspace().string()});
  ASSERT_TRUE(is_up(shop));
  const auto handed = shop.run(question);
  EXPECT_EQ(handed.code, 0) << handed.err;
  EXPECT_EQ(handed.out, alone.out);
  EXPECT_EQ(shop.run({"query", "no_such_metric"}).code, 2) << "errors come back too";
  shop.write(
      "late/tickets.csv",
      "\xEF\xBB\xBF工单号,创建时间,首次响应时间,解决时间,关闭时间,渠道,工单类型,客户编号,客户姓名,"
      "联系电话,订单号,商品编号,标题,内容,处理客服,状态,更新时间\n"
      "X1,2026-03-31 09:00:00,,,,工单,投诉,,,,,,坏了,收到就是坏的，要求退款,,待处理,2026-03-31 "
      "09:00:00\n");
  const auto ingest = shop.run({"ingest", "late/tickets.csv", "--json"});
  EXPECT_EQ(ingest.code, 0) << "a relative path is the caller's: " << ingest.err;
  EXPECT_EQ(ingest.json().at("total").at("stored"), 1);
  const auto link = shop.run({"link"});
  EXPECT_NE(link.out.find("http://127.0.0.1:"), std::string::npos) << link.out << link.err;
  const auto second = shop.run({"serve", "--port", "0"});
  EXPECT_EQ(second.code, 2);
  EXPECT_NE(second.err.find("aftercare link"), std::string::npos) << second.err;
  Shop::kill(server, SIGTERM);
  EXPECT_EQ(Shop::wait(server), 0);
  EXPECT_EQ(shop.run({"link"}).code, 2) << "nothing is served now";
  EXPECT_EQ(shop.run(question).code, 0);
}

}  // namespace aftercare::scenario
