// Who supplied: from a column of the shop's own product list to rates, defects and the rows behind.

#include <gtest/gtest.h>

#include <string>

#include "sold_goods.hpp"

namespace aftercare::scenario {
namespace {

// Goods of three suppliers, forty orders of each of the first two and three of the third, all
// delivered; two complaints about the first one's, twenty about the second's, one about the
// third's.
void open_shop(const Shop& shop) {
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  std::vector<SoldUnit> units;
  for (int i = 0; i < 83; ++i) {
    const bool fails = i < 2 || (i >= 60 && i < 80) || i == 80;
    const bool back = i < 4 || (i >= 40 && i < 50);
    units.push_back({i < 40   ? "P1"
                     : i < 80 ? "P2"
                              : "P3",
                     "2026-03-01", fails ? "2026-03-05" : "", back ? "2026-03-06" : ""});
  }
  ingest_sold(shop, units,
              "商品编号,商品名称,供应商,售价\nP1,蓝牙耳机,甲厂,199\nP2,充电宝,乙厂,99\n"
              "P3,保温杯,丙厂,59\n");
}

double of(const nlohmann::json& answer, const std::string& supplier) {
  const auto rows = answer.at("rows");
  for (const auto& row : rows)
    if (row.at(0) == supplier) return row.at(1).get<double>();
  ADD_FAILURE() << supplier << " is not in " << answer;
  return -1;
}

}  // namespace

TEST(SupplierTest, RatesDefectsAndRowsBySupplierAreThoseCountedByHand) {
  const Shop shop;
  open_shop(shop);
  const auto failures =
      shop.run({"query", "quality_complaint_rate", "--by", "supplier", "--json"}).json();
  EXPECT_NEAR(of(failures, "甲厂"), 100.0 * 2 / 40, 1e-9);
  EXPECT_NEAR(of(failures, "乙厂"), 100.0 * 20 / 40, 1e-9);
  EXPECT_NEAR(of(failures, "丙厂"), 100.0 * 1 / 3, 1e-9);
  const auto returns = shop.run({"query", "return_rate", "--by", "supplier", "--json"}).json();
  EXPECT_NEAR(of(returns, "甲厂"), 100.0 * 4 / 40, 1e-9);
  EXPECT_NEAR(of(returns, "乙厂"), 100.0 * 10 / 40, 1e-9);
  EXPECT_EQ(of(returns, "丙厂"), 0);
  const auto units = shop.run({"query", "unit_return_rate", "--by", "supplier", "--json"}).json();
  EXPECT_NEAR(of(units, "乙厂"), 100.0 * 10 / 40, 1e-9);
  const auto behind =
      shop.run({"query", "returns", "--where", "supplier = 乙厂", "--rows", "--json"}).json();
  EXPECT_EQ(behind.at("total"), 10);

  const auto run = shop.run(
      {"insight", "defects", "--metric", "quality_complaint_rate", "--by", "supplier", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  EXPECT_EQ(json.at("n"), 83);
  EXPECT_EQ(json.at("failed"), 23);
  const auto& first = json.at("groups")[0];
  EXPECT_EQ(first.at("dimension"), "supplier");
  EXPECT_EQ(first.at("value"), "乙厂");
  EXPECT_EQ(first.at("failed"), 20);
  EXPECT_EQ(first.at("n"), 40);
  EXPECT_LT(first.at("q").get<double>(), 0.001);
  // One of three is no third: the small group is drawn towards all, further than the large one.
  const auto groups = json.at("groups");
  for (const auto& group : groups) {
    if (group.at("value") != "丙厂" || !group.at("failure").is_null()) continue;
    EXPECT_NEAR(group.at("rate").get<double>(), 100.0 / 3, 1e-9);
    EXPECT_LT(group.at("shrunk"), group.at("rate"));
    EXPECT_GT(group.at("q").get<double>(), 0.05);
  }
}

TEST(SupplierTest, AnUnknownSupplierIsNothingAndAMetricWithoutSuppliersSaysSo) {
  const Shop shop;
  open_shop(shop);
  const auto none = shop.run({"query", "returns", "--where", "supplier = 丁厂", "--json"}).json();
  EXPECT_EQ(none.at("total").at("returns"), 0);
  const auto refused = shop.run({"query", "refunded_orders", "--by", "supplier"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("supplier"), std::string::npos) << refused.err;
  const auto asked = shop.run({"ask", "各供应商的退货率", "--json"}).json();
  EXPECT_NEAR(of(asked.at("answer"), "乙厂"), 25, 1e-9);
}

}  // namespace aftercare::scenario
