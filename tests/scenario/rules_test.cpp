// Rules that a shop wrote for its own tables, as its data comes in.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

using testing::HasSubstr;

constexpr const char* kOrders =
    "order_id,customer_id,ordered_at,amount,paid_amount,promotion\n"
    "A1,C1,2026-05-01 10:00:00,100.00,100.00,none\n"
    "A2,C2,2026-05-01 11:00:00,100.00,10.00,none\n"
    "A3,C2,2026-05-01 12:00:00,100.00,10.00,clearance\n"
    "A4,C2,2026-05-01 13:00:00,100.00,,none\n";

nlohmann::json rule_named(const nlohmann::json& rules, const std::string& name) {
  for (const auto& rule : rules)
    if (rule.at("rule") == name) return rule;
  return {};
}

}  // namespace

TEST(OwnRules, AreJudgedOnEachRowThatComesAndOnTheTableThatItComesInto) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  shop.write("shop/catalog/rules/own.yaml", R"(rules:
  - {name: deep_discount, table: order, holds: "paid_amount >= amount / 2 or promotion = 'clearance'",
     severity: reject, label: {zh: 折扣过低, en: A discount too deep}}
  - {name: one_order_a_customer, table: order, column: customer_id, unique: true,
     label: {zh: 每位客户一单, en: One order a customer}}
)");
  shop.write("orders.csv", kOrders);
  const auto first = shop.run({"ingest", "orders.csv", "--json"});
  EXPECT_EQ(first.code, 1) << first.err;  // Two orders of C2 are stored.
  const auto total = first.json().at("total");
  EXPECT_EQ(total.at("stored"), 3);
  EXPECT_EQ(total.at("quarantined"), 1);
  const auto unique = rule_named(first.json().at("rules"), "one_order_a_customer");
  EXPECT_EQ(unique.at("checked"), 3);
  EXPECT_EQ(unique.at("broken"), 1);
  EXPECT_FALSE(unique.at("passed").get<bool>());

  const auto aside = shop.run({"quarantine", "list", "--json"}).json().at("quarantine");
  ASSERT_EQ(aside.size(), 1U);
  EXPECT_EQ(aside[0].at("reason"), "deep_discount");
  EXPECT_EQ(aside[0].at("row"), 3);

  // Nothing new: nothing is judged again, and the run is done.
  const auto again = shop.run({"ingest", "orders.csv", "--json"});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_TRUE(again.json().at("rules").empty());

  shop.write("more.csv",
             "order_id,customer_id,ordered_at,amount,paid_amount,promotion\n"
             "A5,C2,2026-05-02 10:00:00,100.00,100.00,none\n");
  const auto more = shop.run({"ingest", "more.csv"});
  EXPECT_EQ(more.code, 1);
  EXPECT_THAT(more.out + more.err, HasSubstr("One order a customer (2 of 4)"));
}

TEST(SuggestedRules, OfAStoredTableHoldThereAndRepeatNothingTheDictionaryDemands) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  EXPECT_EQ(shop.run({"quality", "rules", "suggest", "--table", "ghost"}).code, 2);
  EXPECT_EQ(shop.run({"quality", "rules", "suggest", "--table", "order"}).code, 2) << "no row yet";
  std::string orders = "order_id,customer_id,receiver_name,ordered_at,amount,status,promotion\n";
  for (int i = 0; i < 60; ++i)
    orders += fmt::format("SO-{:04},C{},王小明,2026-05-01 10:{:02}:00,{}.50,paid,{}\n", i, i % 9, i,
                          10 + i, i % 2 == 0 ? "summer" : "autumn");
  shop.write("orders.csv", orders);
  ASSERT_EQ(shop.run({"ingest", "orders.csv"}).code, 0);

  const auto done = shop.run({"quality", "rules", "suggest", "--table", "order", "--json"});
  ASSERT_EQ(done.code, 0) << done.err;
  const auto yaml = done.json().at("yaml").get<std::string>();
  EXPECT_THAT(yaml,
              HasSubstr("table: order, column: \"promotion\", one_of: [\"autumn\", \"summer\"]"));
  EXPECT_THAT(yaml, HasSubstr("订单金额")) << "labels speak of the field as people do";
  EXPECT_THAT(yaml, testing::Not(HasSubstr("\"status\", one_of"))) << "it has a code list";
  EXPECT_THAT(yaml, testing::Not(HasSubstr("\"order_id\", unique"))) << "it is the key";
  EXPECT_THAT(yaml, testing::Not(HasSubstr("\"ordered_at\", unique")))
      << "moments differ by chance";
  EXPECT_THAT(yaml, testing::Not(HasSubstr("\"customer_id\", one_of"))) << "customers come and go";
  EXPECT_THAT(yaml, testing::Not(HasSubstr("\"order_id\", present"))) << "it is required";
  EXPECT_THAT(yaml, testing::Not(HasSubstr("receiver_name"))) << "personal";
  EXPECT_THAT(yaml, testing::Not(HasSubstr("type: "))) << "what is stored has its type";

  shop.write("shop/catalog/rules/own.yaml", yaml);
  const auto judged = shop.run({"quality", "--rules", "--table", "order", "--json"});
  EXPECT_EQ(judged.code, 0) << judged.err << judged.out;
  bool own = false;
  const auto all = judged.json().at("rules");
  for (const auto& rule : all) {
    EXPECT_TRUE(rule.at("passed").get<bool>()) << rule.dump();
    own = own || rule.at("rule").get<std::string>().starts_with("order_promotion");
  }
  EXPECT_TRUE(own);
}

}  // namespace aftercare::scenario
