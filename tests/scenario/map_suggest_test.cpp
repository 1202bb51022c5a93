// Mappings suggested in a workspace: ids that are stored are known again.

#include <gtest/gtest.h>

#include <string>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

constexpr const char* kTwoOrders =
    "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额\n"
    "77001,10,10,上海,2026-02-01 10:00:00,2026-02-01 10:01:00,0\n"
    "77002,10,10,上海,2026-02-01 10:00:00,2026-02-01 10:01:00,0\n";
constexpr const char* kTwoTickets =
    "ticket no,content,ref order\n"
    "1,The charger gets very hot while charging,77001\n"
    "2,It never arrived at my address at all,77002\n";

nlohmann::json ref_column(const Outcome& ran) {
  const auto proposal = ran.json();
  for (const auto& column : proposal.at("columns"))
    if (column.at("column") == "ref order") return column;
  return {};
}

TEST(MapSuggestTest, IdsThatAreStoredAreKnownAgain) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto tickets = shop.write("tickets.csv", kTwoTickets);
  const auto before = ref_column(shop.run({"map", "suggest", tickets.string(), "--json"}));
  const auto orders = shop.write("orders.csv", kTwoOrders);
  ASSERT_EQ(shop.run({"ingest", orders.string(), "--quiet"}).code, 0);
  const auto after = ref_column(shop.run({"map", "suggest", tickets.string(), "--json"}));
  EXPECT_EQ(after.at("field"), "order_id");
  EXPECT_GT(after.at("confidence").get<double>(), before.at("confidence").get<double>());
  EXPECT_NE(after.dump().find("known keys"), std::string::npos) << after.dump();
  EXPECT_EQ(before.dump().find("known keys"), std::string::npos) << before.dump();

  const auto strangers = shop.write("others.csv",
                                    "ticket no,content,ref order\n"
                                    "1,The charger gets very hot while charging,91\n"
                                    "2,It never arrived at my address at all,92\n");
  const auto unknown = ref_column(shop.run({"map", "suggest", strangers.string(), "--json"}));
  EXPECT_EQ(unknown.dump().find("known keys"), std::string::npos) << unknown.dump();
}

TEST(MapSuggestTest, WhatIsIngestedUnaskedDoesNotDependOnWhatIsStored) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto tickets = shop.write("tickets.csv", kTwoTickets);
  const auto first = shop.run({"ingest", tickets.string(), "--json"});
  const auto orders = shop.write("orders.csv", kTwoOrders);
  ASSERT_EQ(shop.run({"ingest", orders.string(), "--quiet"}).code, 0);
  const auto second = shop.run({"ingest", tickets.string(), "--json"});
  EXPECT_EQ(first.code, second.code);
  const auto ledger = shop.run({"quality", "--json"}).json().at("total");
  EXPECT_EQ(ledger.at("rows"), first.code == 0 ? 4 : 2) << "the file is known again";
}

}  // namespace
}  // namespace aftercare::scenario
