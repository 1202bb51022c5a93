// aftercare insight as its user runs it: fixed forms, and what is refused.

#include <gtest/gtest.h>

#include <string>

#include "program.hpp"

namespace aftercare::scenario {

TEST(InsightTest, BasketsOfATableAndOfLinesGiveTheSameSets) {
  const Shop shop;
  shop.write("orders.csv",
             "order,product\n1,tea\n1,cup\n2,tea\n2,cup\n2,cup\n3,tea\n4,\n,cup\n5,pot\n");
  shop.write("lines.txt", "tea cup\ntea cup cup\n\ntea\npot\n");
  const auto table = shop.run({"insight", "rules", "orders.csv", "--transaction", "order", "--item",
                               "product", "--min-support", "50%", "--json"});
  const auto lines = shop.run({"insight", "rules", "lines.txt", "--min-support", "0.5", "--json"});
  ASSERT_EQ(table.code, 0) << table.err;
  ASSERT_EQ(lines.code, 0) << lines.err;
  for (const auto& json : {table.json(), lines.json()}) {
    EXPECT_EQ(json.at("baskets"), 4);  // Without an item, or without an order, there is none.
    EXPECT_EQ(json.at("min_count"), 2);
    EXPECT_EQ(json.at("frequent_sets"), 3);
    EXPECT_EQ(json.at("sets")[0].at("items"), nlohmann::json({"tea"}));
    EXPECT_EQ(json.at("sets")[0].at("count"), 3);
    EXPECT_EQ(json.at("sets")[2].at("count"), 2);
    EXPECT_FALSE(json.at("sentence").at("zh").get<std::string>().empty());
  }
}

TEST(InsightTest, WrongColumnsAndSupportsAreRefusedWithWhatToDo) {
  const Shop shop;
  shop.write("orders.csv", "order_id,product\n1,tea\n2,cup\n");
  const auto column = shop.run({"insight", "rules", "orders.csv", "--transaction", "order_ld",
                                "--item", "product", "--min-support", "1"});
  EXPECT_EQ(column.code, 2);
  EXPECT_NE(column.err.find("Did you mean: order_id"), std::string::npos) << column.err;
  for (const auto* support : {"0", "-1", "1.5", "150%", "many"})
    EXPECT_EQ(shop.run({"insight", "rules", "orders.csv", "--min-support", support}).code, 2);
  shop.write("empty.csv", "");
  EXPECT_EQ(shop.run({"insight", "rules", "empty.csv", "--min-support", "1"}).code, 3);
}

}  // namespace aftercare::scenario
