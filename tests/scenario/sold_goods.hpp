// A shop of a few goods: what was sold when, what of it failed and what came back.

#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "program.hpp"

namespace aftercare::scenario {

struct SoldUnit {
  std::string product;
  std::string on;                              // Day of the order, as 2026-03-01.
  std::string failed_on = {}, came_back = {};  // Days; empty: never.
  std::string part = {};                       // That broke; empty: it is not told which.
};

/// Every unit is an order of its own, delivered on its day. `goods` is the shop's list of products,
/// as CSV; empty: it has none.
inline void ingest_sold(const Shop& shop, const std::vector<SoldUnit>& units,
                        const std::string& goods = "") {
  std::string orders = "order_id,customer_id,ordered_at,delivered_at,status,amount\n";
  std::string lines = "order_id,item_no,product_id,quantity,unit_price\n";
  std::string reviews = "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n";
  std::string returns = "return_id,order_id,product_id,requested_at,return_kind,status\n";
  int number = 1000;
  for (const auto& unit : units) {
    const auto id = std::to_string(++number);
    orders += fmt::format("D{0},C{0},{1} 10:00:00,{1} 20:00:00,completed,99\n", id, unit.on);
    lines += fmt::format("D{},1,{},1,99\n", id, unit.product);
    if (!unit.failed_on.empty())
      reviews += fmt::format(
          "R{0},D{0},{1},C{0},1,用了几天{3}就坏了，开不了机，第{0}次失望,{2} 10:00:00\n", id,
          unit.product, unit.failed_on, unit.part);
    if (!unit.came_back.empty())
      returns += fmt::format("T{0},D{0},{1},{2} 10:00:00,return_refund,refunded\n", id,
                             unit.product, unit.came_back);
  }
  std::vector<std::pair<std::string, std::string>> files = {{"order", orders},
                                                            {"order_item", lines}};
  if (returns.find("\nT") != std::string::npos) files.emplace_back("return", returns);
  if (!goods.empty()) files.emplace_back("product", goods);
  for (const auto& [entity, text] : files) {
    shop.write(entity + ".csv", text);
    const auto run = shop.run({"ingest", entity + ".csv", "--as", entity});
    ASSERT_EQ(run.code, 0) << run.err;
  }
  shop.write("reviews.csv", reviews);
  const auto run = shop.run({"ingest", "reviews.csv"});
  ASSERT_EQ(run.code, 0) << run.err;
}

}  // namespace aftercare::scenario
