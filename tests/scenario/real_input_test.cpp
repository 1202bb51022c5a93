// The proofs on real input: files as their owners published them, numbers counted by hand.

#include <gtest/gtest.h>

#include <string>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

nlohmann::json ledger_of(const Outcome& ingest) {
  return ingest.json().value("total", nlohmann::json());
}

// The row of a query's answer whose first cell is `name`.
nlohmann::json row_of(const nlohmann::json& answer, const nlohmann::json& name) {
  for (const auto& row : answer.value("rows", nlohmann::json::array()))
    if (row.at(0) == name) return row;
  return {};
}

}  // namespace

TEST(RealInputTest, LateDeliveriesCostStars) {
  SKIP_WITHOUT_REAL_DATA();
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop", "--zone", "America/Sao_Paulo"}).code, 0);
  const auto ingest = shop.run({"ingest", (real_data() / "shop_olist").string(), "--json"});
  ASSERT_EQ(ingest.code, 0) << ingest.err << ingest.out;
  EXPECT_EQ(ingest.json().at("files").size(), 7U);
  const auto query = shop.run({"query", "rated", "avg_rating", "--by", "delivered_late", "--json"});
  ASSERT_EQ(query.code, 0) << query.err;
  const auto late = row_of(query.json(), "late");
  const auto on_time = row_of(query.json(), "on_time");
  ASSERT_EQ(late.size(), 3U) << query.out;
  ASSERT_EQ(on_time.size(), 3U) << query.out;
  EXPECT_EQ(late.at(1), 323);
  EXPECT_NEAR(late.at(2).get<double>(), 2.427, 0.0005);
  EXPECT_EQ(on_time.at(1), 3562);
  EXPECT_NEAR(on_time.at(2).get<double>(), 4.294, 0.0005);
  EXPECT_EQ(row_of(query.json(), "undelivered").at(1), 101) << "the undelivered ones stand apart";
  const auto language = shop.run({"query", "cases", "--by", "language", "--json"});
  EXPECT_TRUE(row_of(language.json(), "zh").is_null()) << language.out;
  const auto other = row_of(language.json(), "other");
  const auto english = row_of(language.json(), "en");
  ASSERT_FALSE(other.is_null()) << language.out;
  EXPECT_LT(english.is_null() ? 0 : english.at(1).get<int>(), other.at(1).get<int>() / 20)
      << "Portuguese is not taken for English";
  const auto scored =
      shop.run({"query", "cases", "--by", "sentiment", "--where", "language = other", "--json"});
  EXPECT_EQ(scored.json().at("rows").size(), 1U) << "unscored only: " << scored.out;
}

TEST(RealInputTest, AnyOrderOfTheSevenTablesGivesTheSameNumbers) {
  SKIP_WITHOUT_REAL_DATA();
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  for (const char* table :
       {"olist_order_reviews_dataset", "olist_order_items_dataset", "olist_orders_dataset",
        "product_category_name_translation", "olist_order_payments_dataset",
        "olist_products_dataset", "olist_customers_dataset"}) {
    const auto file = real_data() / "shop_olist" / (std::string(table) + ".csv");
    const auto ingest = shop.run({"ingest", file.string()});
    ASSERT_EQ(ingest.code, 0) << ingest.err;
  }
  const auto query = shop.run({"query", "rated", "avg_rating", "--by", "delivered_late", "--json"});
  EXPECT_EQ(row_of(query.json(), "late").at(1), 323) << query.out;
  EXPECT_EQ(row_of(query.json(), "on_time").at(1), 3562);
  EXPECT_NEAR(row_of(query.json(), "on_time").at(2).get<double>(), 4.294, 0.0005);
}

TEST(RealInputTest, ThreeCrawlsOfOnePageAreOneHundredComplaints) {
  SKIP_WITHOUT_REAL_DATA();
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto file = real_data() / "zh_heimao_complaints" / "heimao.csv";
  const auto ingest = shop.run({"ingest", file.string(), "--json"});
  ASSERT_EQ(ingest.code, 0) << ingest.err;
  const auto ledger = ledger_of(ingest);
  EXPECT_EQ(ledger.at("headers"), 4);
  EXPECT_EQ(ledger.at("rows"), 297);
  EXPECT_EQ(ledger.at("stored"), 100);
  EXPECT_EQ(ledger.at("duplicates"), 197);
  EXPECT_EQ(ledger.at("updated"), 0);
  EXPECT_EQ(ledger.at("quarantined"), 0);
  const auto quality = shop.run({"quality", "--json"}).json();
  int repaired = 0;
  for (const auto& finding : quality.at("findings"))
    if (finding.at("rule") == "double_encoding") repaired += finding.at("count").get<int>();
  EXPECT_EQ(repaired, 99) << quality.dump();
  EXPECT_EQ(shop.run({"query", "complaints", "--json"}).json().at("total").at("complaints"), 100);
}

TEST(RealInputTest, RefundsAndProvincesOfAnOrderReport) {
  SKIP_WITHOUT_REAL_DATA();
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto file = real_data() / "zh_tmall_orders" / "tmall_order_report.csv";
  ASSERT_EQ(shop.run({"ingest", file.string()}).code, 0);
  const auto total = shop.run({"query", "orders", "refunded_orders", "--json"}).json().at("total");
  EXPECT_EQ(total.at("orders"), 28010);
  EXPECT_EQ(total.at("refunded_orders"), 5646);
  const auto provinces =
      shop.run({"query", "orders", "--by", "province", "--limit", "3", "--json"}).json();
  // Counted with: cut -d, -f4 | sort | uniq -c | sort -rn
  ASSERT_GE(provinces.at("rows").size(), 3U);
  EXPECT_EQ(provinces.at("rows").at(0).at(0), "上海");
  EXPECT_EQ(provinces.at("rows").at(1).at(0), "广东");
  EXPECT_EQ(provinces.at("rows").at(2).at(0), "江苏");
}

TEST(RealInputTest, AnEqualTextAboutAnotherProductIsAnotherVoice) {
  SKIP_WITHOUT_REAL_DATA();
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto file = real_data() / "zh_shopping_reviews" / "reviews.csv";
  const auto ingest = shop.run({"ingest", file.string(), "--json"});
  ASSERT_EQ(ingest.code, 0) << ingest.err;
  EXPECT_EQ(ledger_of(ingest).at("rows"), 50263);
  EXPECT_EQ(ledger_of(ingest).at("stored"), 50263);
  const auto quality = shop.run({"quality", "--json"}).json();
  EXPECT_EQ(quality.at("repeats").at("texts"), 40);
  EXPECT_EQ(quality.at("repeats").at("rows"), 84);
  EXPECT_EQ(shop.run({"query", "cases", "--json"}).json().at("total").at("cases"), 50263);
}

}  // namespace aftercare::scenario
