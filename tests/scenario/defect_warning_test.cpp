// When a group began to fail, told also where it failed long after the last of it was sold.

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <string>

#include "program.hpp"

namespace aftercare::scenario {

// Mondays from 2026-01-05 on. Of P1 to P3 twenty are sold each week and one of each week fails two
// weeks later. Of P4 sixty are sold in the first two weeks; fifteen of them fail in the fourth to
// the sixth, when none is sold.
TEST(DefectWarningTest, ABatchThatIsSoldOutIsWatchedStill) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto day = [](int of_year) {  // From January 5 on.
    const int january = 5 + of_year;
    return january <= 31   ? fmt::format("2026-01-{:02}", january)
           : january <= 59 ? fmt::format("2026-02-{:02}", january - 31)
                           : fmt::format("2026-03-{:02}", january - 59);
  };
  std::string orders = "order_id,customer_id,ordered_at,delivered_at,status,amount\n";
  std::string lines = "order_id,item_no,product_id,quantity,unit_price\n";
  std::string reviews = "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n";
  int number = 1000;
  const auto sell = [&](const std::string& product, int on, int fails_on) {
    const auto id = std::to_string(++number);
    orders += fmt::format("D{0},C{0},{1} 10:00:00,{1} 20:00:00,completed,99\n", id, day(on));
    lines += fmt::format("D{},1,{},1,99\n", id, product);
    if (fails_on > 0)
      reviews +=
          fmt::format("R{0},D{0},{1},C{0},1,用了几天就坏了，开不了机，第{0}次失望,{2} 10:00:00\n",
                      id, product, day(fails_on));
  };
  for (int week = 0; week < 10; ++week)
    for (int i = 0; i < 20; ++i) {
      for (const auto* product : {"P1", "P2", "P3"})
        sell(product, 7 * week + i % 7, i == 3 && week < 8 ? 7 * (week + 2) + 3 : 0);
      if (week < 2)
        for (int more = 0; more < 3; ++more) {
          const int n = 3 * (20 * week + i) + more;
          sell("P4", 7 * week + i % 7, n % 8 == 0 ? 21 + n % 19 : 0);
        }
    }
  const std::pair<std::string, std::string> files[] = {{"order", orders}, {"order_item", lines}};
  for (const auto& [entity, text] : files) {
    shop.write(entity + ".csv", text);
    const auto run = shop.run({"ingest", entity + ".csv", "--as", entity});
    ASSERT_EQ(run.code, 0) << run.err;
  }
  shop.write("reviews.csv", reviews);
  ASSERT_EQ(shop.run({"ingest", "reviews.csv"}).code, 0);
  const auto run = shop.run(
      {"insight", "defects", "--metric", "quality_complaint_rate", "--by", "product", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto groups = run.json().at("groups");
  bool found = false;
  for (const auto& group : groups) {
    if (!group.at("failure").is_null()) continue;
    const auto& warning = group.at("warning");
    if (group.at("value") == "P4") {
      found = true;
      EXPECT_EQ(group.at("failed"), 15);
      ASSERT_FALSE(warning.is_null()) << "none was sold in the weeks in which it failed";
      EXPECT_GE(warning.at("began"), "2026-01-19");
      EXPECT_LE(warning.at("seen"), "2026-02-09");
    } else {
      EXPECT_TRUE(warning.is_null()) << group;
    }
  }
  EXPECT_TRUE(found) << groups;
}

}  // namespace aftercare::scenario
