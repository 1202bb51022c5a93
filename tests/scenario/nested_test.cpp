// Orders that hold their line items: what becomes of each of both.

#include <gtest/gtest.h>

#include <string>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

// Invented orders in the form that a shop system's API gives them.
constexpr const char* kOrders = R"({"orders": [
 {"id": 450789469, "created_at": "2026-02-01T10:00:00+08:00", "updated_at": "2026-02-02T10:00:00+08:00",
  "total_price": "409.94", "currency": "USD", "financial_status": "paid",
  "customer": {"id": 207119551}, "shipping_address": {"city": "Hangzhou", "province": "Zhejiang"},
  "line_items": [{"id": 1, "sku": "CUP-1", "quantity": 1, "price": "199.00"},
                 {"id": 2, "sku": "POT-2", "quantity": 2, "price": "105.47"}],
  "fulfillments": [{"tracking_number": "SF100", "tracking_company": "SF", "created_at": "2026-02-01T18:00:00+08:00"}]},
 {"id": 450789470, "created_at": "2026-02-01T11:00:00+08:00", "updated_at": null,
  "total_price": "20.00", "currency": "USD", "financial_status": "refunded",
  "line_items": [{"sku": "CUP-1", "quantity": 3, "price": "5.00"}], "fulfillments": []},
 {"id": 450789471, "created_at": "2026-02-01T12:00:00+08:00", "total_price": "0.00",
  "currency": "USD", "financial_status": "voided", "line_items": [], "fulfillments": []}
]})";

}  // namespace

TEST(NestedTest, AnOrdersLineItemsAreRecordsOfTheirOwn) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto report = shop.run({"ingest", shop.write("orders.json", kOrders).string(), "--json"});
  ASSERT_EQ(report.code, 0) << report.err << report.out;
  EXPECT_EQ(report.json().at("files").at(0).at("mapping"), "shopify_orders_json");
  EXPECT_EQ(report.json().at("total").at("rows"), 3) << "the ledger counts orders";
  EXPECT_EQ(report.json().at("total").at("stored"), 3);
  EXPECT_EQ(shop.run({"query", "orders", "--json"}).json().at("total").at("orders"), 3);
  const auto again = shop.run({"ingest", "orders.json", "--json"});
  EXPECT_EQ(again.json().at("files").at(0).at("already"), true);
}

TEST(NestedTest, ARowForEachElementWithItsParentsColumns) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto mapping = shop.write(
      "items.yaml",
      "name: items\nlabel: {zh: 明细, en: Items}\nentities:\n  - entity: order_item\n"
      "    each: line_items\n    fields:\n      order_id: id\n      item_no: \"#position\"\n"
      "      product_id: \"line_items[].sku\"\n      quantity: \"line_items[].quantity\"\n"
      "  - entity: order\n    fields: {order_id: id, ordered_at: created_at, status: "
      "financial_status}\n");
  const auto file = shop.write("orders.json", kOrders);
  const auto report = shop.run({"ingest", file.string(), "--mapping", mapping.string(), "--json"});
  const auto total = report.json().at("total");
  EXPECT_EQ(total.at("rows"), 4) << "an order without items is a row too: " << report.out;
  EXPECT_EQ(total.at("stored"), 4);
  EXPECT_EQ(report.json().at("balanced"), true);
  const auto broken = shop.write(
      "broken.json", R"([{"id":9,"created_at":"2026-02-01","line_items":"none of these"}])");
  const auto odd = shop.run({"ingest", broken.string(), "--mapping", mapping.string(), "--json"});
  EXPECT_EQ(odd.json().at("total").at("rows"), 1) << odd.out << odd.err;
  EXPECT_EQ(odd.json().at("balanced"), true);
}

TEST(NestedTest, MappingsThatMakeNoSenseAreRefused) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto file = shop.write("orders.json", kOrders);
  const auto mapping = shop.write(
      "bad.yaml",
      "name: bad\nlabel: {zh: 坏, en: Bad}\ngroup_by: id\nentities:\n  - entity: order_item\n"
      "    each: line_items\n    fields: {order_id: id, item_no: \"#position\"}\n");
  const auto report = shop.run({"ingest", file.string(), "--mapping", mapping.string()});
  EXPECT_EQ(report.code, 2);
  EXPECT_NE(report.err.find("groups are of rows, not of elements"), std::string::npos)
      << report.err;
}

}  // namespace aftercare::scenario
