// What fails more than its siblings: units of a file, and goods of a shop.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "sold_goods.hpp"

namespace aftercare::scenario {
namespace {

const nlohmann::json* group_of(const nlohmann::json& groups, const std::string& value) {
  for (const auto& group : groups)
    if (group.at("value") == value && group.at("failure").is_null()) return &group;
  return nullptr;
}

}  // namespace

TEST(DefectsTest, TheBatchThatFailsMoreThanItsSiblingsIsNamedFirst) {
  const Shop shop;
  std::string units = "sold,failed,batch\n";
  // Forty of each batch: two of X and twenty of Y fail, on the tenth day.
  for (int unit = 0; unit < 80; ++unit) {
    const bool fails = unit < 2 || unit >= 60;
    units +=
        std::string("2026-01-01,") + (fails ? "2026-01-11," : ",") + (unit < 40 ? "X" : "Y") + "\n";
  }
  units += "2026-03-01,,Z\n";
  shop.write("units.csv", units);
  const auto run = shop.run({"insight", "defects", "units.csv", "--time", "sold", "--ended",
                             "failed", "--by", "batch", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  EXPECT_EQ(json.at("n"), 81);
  EXPECT_EQ(json.at("failed"), 22);
  const auto& first = json.at("groups")[0];
  EXPECT_EQ(first.at("value"), "Y");
  EXPECT_EQ(first.at("failed"), 20);
  EXPECT_NEAR(first.at("rate").get<double>(), 0.5, 1e-12);
  EXPECT_LT(first.at("q").get<double>(), 0.001);
  EXPECT_TRUE(first.at("weibull").is_null());  // All at one time.
  // Z was sold on the last day, so 80 were at risk on the tenth: 58 of them last.
  ASSERT_EQ(json.at("curve").size(), 1U);
  EXPECT_EQ(json.at("curve")[0].at("time"), 10);
  EXPECT_EQ(json.at("curve")[0].at("at_risk"), 80);
  EXPECT_NEAR(json.at("curve")[0].at("survival").get<double>(), 58.0 / 80, 1e-12);
  EXPECT_EQ(shop.run({"insight", "defects", "units.csv", "--time", "sold", "--ended", "faild",
                      "--by", "batch"})
                .code,
            2);
}

// Half of all pumps fail and one in forty of the cups; a file has two columns for that.
TEST(DefectsTest, ABatchIsHeldAgainstBatchesOfItsKind) {
  const Shop shop;
  std::string units = "sold,failed,kind,batch\n";
  const auto add = [&](const std::string& kind, const std::string& batch, int n, int fail) {
    for (int unit = 0; unit < n; ++unit)
      units += "2026-01-01," + std::string(unit < fail ? "2026-01-11" : "") + "," + kind + "," +
               batch + "\n";
  };
  for (const auto* batch : {"A", "B", "C"}) add("pump", batch, 40, 20);
  for (const auto* batch : {"D", "E", "F"}) add("cup", batch, 80, 2);
  add("cup", "G", 40, 14);
  units += "2026-03-01,,cup,F\n";
  shop.write("units.csv", units);
  std::vector<std::string> asked = {"insight", "defects", "units.csv", "--time", "sold",
                                    "--ended", "failed",  "--by",      "batch",  "--json"};
  const auto plain = shop.run(asked).json().at("groups");
  EXPECT_LT(group_of(plain, "A")->at("q"), 0.001) << "beside cups, a pump fails often";
  EXPECT_TRUE(group_of(plain, "A")->at("compared_within").is_null());
  asked.insert(asked.end(), {"--compared-within", "kind"});
  const auto run = shop.run(asked);
  ASSERT_EQ(run.code, 0) << run.err;
  const auto within = run.json().at("groups");
  for (const auto* pumps : {"A", "B", "C"}) {
    EXPECT_GT(group_of(within, pumps)->at("q"), 0.2) << pumps;
    EXPECT_GT(group_of(within, pumps)->at("log_rank").at("p"), 0.2) << pumps;
  }
  EXPECT_EQ(within.at(0).at("value"), "G");
  EXPECT_LT(within.at(0).at("q"), 0.001);
  // 6 of 241 other cups: about one of forty.
  EXPECT_NEAR(within.at(0).at("expected").get<double>(), 1.0, 0.3);
  EXPECT_EQ(within.at(0).at("compared_within"), "kind");
  asked.back() = "knd";
  const auto wrong = shop.run(asked);
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("knd"), std::string::npos) << wrong.err;
}

// P1 to P3 are pumps of which every fourth fails, P4 to P7 cups of which none or, of P7, every
// fifth does.
TEST(DefectsTest, AProductIsHeldAgainstItsCategory) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  std::string goods = "商品编号,商品名称,品类,售价\n";
  std::vector<SoldUnit> units;
  for (int product = 1; product <= 7; ++product) {
    const auto id = "P" + std::to_string(product);
    goods += id + "," + id + (product <= 3 ? ",水泵,99\n" : ",保温杯,59\n");
    for (int unit = 0; unit < 60; ++unit) {
      const bool fails = product <= 3 ? unit % 4 == 0 : product == 7 ? unit % 5 == 0 : unit == 9;
      units.push_back({id, "2026-03-01", fails ? "2026-03-09" : ""});
    }
  }
  ingest_sold(shop, units, goods);
  std::vector<std::string> asked = {"insight", "defects", "--metric", "quality_complaint_rate",
                                    "--by",    "product", "--json"};
  const auto run = shop.run(asked);
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  EXPECT_EQ(json.at("failed"), 3 * 15 + 3 + 12);
  const auto& groups = json.at("groups");
  EXPECT_EQ(groups.at(0).at("value"), "P7") << groups.at(0);
  EXPECT_EQ(groups.at(0).at("compared_within"), "category");
  EXPECT_NE(json.at("sentence").at("en").get<std::string>().find("of the same Category"),
            std::string::npos);
  for (const auto* pump : {"P1", "P2", "P3"}) {
    EXPECT_GT(group_of(groups, pump)->at("q"), 0.2) << pump;
    EXPECT_EQ(group_of(groups, pump)->at("failed"), 15);
  }
  const auto page = shop.folder() / "defects.html";
  auto with_page = asked;
  with_page.insert(with_page.end(), {"--html", page.string()});
  ASSERT_EQ(shop.run(with_page).code, 0);
  std::ostringstream text;
  text << std::ifstream(page).rdbuf();
  const auto html = text.str();
  EXPECT_NE(html.find("fails most beyond its siblings of the same Category"), std::string::npos)
      << html.substr(html.find("<main>"), 600);
  EXPECT_NE(html.find("class=\"whisker\""), std::string::npos) << "intervals are drawn";
  EXPECT_EQ(html.find("http"), std::string::npos) << "it opens offline";
  asked.insert(asked.end(), {"--compared-within", "none"});
  const auto plain = shop.run(asked).json().at("groups");
  EXPECT_LT(group_of(plain, "P1")->at("q"), group_of(groups, "P1")->at("q"));
  EXPECT_TRUE(group_of(plain, "P1")->at("compared_within").is_null());
  for (const std::string within : {"topic", "component"}) {
    asked.back() = within;
    const auto wrong = shop.run(asked);
    EXPECT_EQ(wrong.code, 2);
    EXPECT_NE(wrong.err.find("'" + within + "' is not known of both"), std::string::npos)
        << wrong.err;
  }
}

// 120 kettles (电池, 屏幕), 80 cups (屏幕, 导轨: no text is known to name one) and 100 bags without
// a list of parts. Of the kettles 24 batteries break; of the cups two screens; of the bags four
// zippers, and one kettle's screen.
TEST(DefectsTest, APartIsCountedOnWhatWasSoldWithIt) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  std::vector<SoldUnit> units;
  const auto sell = [&](const char* product, int n, int broken, const char* part) {
    for (int unit = 0; unit < n; ++unit)
      units.push_back({product, "2026-03-01", unit < broken ? "2026-03-09" : "", "",
                       unit < broken ? part : ""});
  };
  sell("P1", 120, 24, "电池");
  units.back() = {"P1", "2026-03-01", "2026-03-11", "", "屏幕"};
  sell("P2", 80, 2, "屏幕");
  sell("P3", 100, 4, "拉链");
  ingest_sold(shop, units,
              "商品编号,商品名称,部件\nP1,水壶,锂电池|触控屏\nP2,杯子,屏幕|导轨\nP3,布包,\n");
  const std::vector<std::string> asked = {
      "insight", "defects", "--metric", "quality_complaint_rate", "--by", "component", "--json"};
  const auto run = shop.run(asked);
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  const auto& groups = json.at("groups");
  ASSERT_EQ(groups.size(), 2U) << groups;
  EXPECT_EQ(groups.at(0).at("value"), "Battery");
  EXPECT_EQ(groups.at(0).at("n"), 120);
  EXPECT_EQ(groups.at(0).at("failed"), 24);
  EXPECT_LT(groups.at(0).at("q"), 0.001);
  EXPECT_EQ(groups.at(1).at("value"), "Screen");
  EXPECT_EQ(groups.at(1).at("n"), 200);
  EXPECT_EQ(groups.at(1).at("failed"), 3);
  EXPECT_EQ(json.at("curve").at(0).at("at_risk"), 320) << "each part of what was sold is a unit";
  EXPECT_EQ(json.at("without_units"), 4) << "nothing sold is known to have a zipper";
  EXPECT_EQ(json.at("unnamed"), nlohmann::json::parse(R"(["导轨"])"));
  EXPECT_NE(json.at("sentence").at("zh").get<std::string>().find("另有 4 次失效"),
            std::string::npos);
  // The same number wherever it is asked.
  const auto query = shop.run({"query", "quality_complaint_rate", "delivered_orders", "--by",
                               "component", "--where", "component=battery", "--json"});
  ASSERT_EQ(query.code, 0) << query.err;
  const auto answer = query.json();
  EXPECT_EQ(answer.at("rows"), nlohmann::json::parse(R"([["battery", 20.0, 120]])"));
}

// Of P1 every fourth unit comes back, of the others every twentieth: by product the orders that
// came back are counted among the orders of it.
TEST(DefectsTest, WhatComesBackIsComparedByProductToo) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  std::vector<SoldUnit> units;
  for (const auto* product : {"P1", "P2", "P3"})
    for (int unit = 0; unit < 80; ++unit) {
      const bool returned = unit % (std::string(product) == "P1" ? 4 : 20) == 0;
      units.push_back(
          {product, unit < 40 ? "2026-03-01" : "2026-04-20", "", returned ? "2026-05-01" : ""});
    }
  ingest_sold(shop, units);
  const auto run =
      shop.run({"insight", "defects", "--metric", "return_rate", "--by", "product", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  EXPECT_EQ(json.at("n"), 240);
  EXPECT_EQ(json.at("failed"), 20 + 4 + 4);
  const auto& first = json.at("groups").at(0);
  EXPECT_EQ(first.at("value"), "P1");
  EXPECT_EQ(first.at("failed"), 20);
  EXPECT_LT(first.at("q"), 0.02);
}

TEST(DefectsTest, WithoutListsOfPartsThereIsNoRateOfThem) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  ingest_sold(shop, {{"P1", "2026-03-01", "2026-03-09", "", "电池"}, {"P1", "2026-03-01"}});
  const auto run =
      shop.run({"insight", "defects", "--metric", "quality_complaint_rate", "--by", "component"});
  EXPECT_EQ(run.code, 3);
  EXPECT_NE(run.err.find("the base is empty"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("components"), std::string::npos) << run.err;
}

// Of satisfied customers a product that has many is not one that fails.
TEST(DefectsTest, WhatWentWellIsNoFailure) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  for (const auto* metric : {"csat", "promise_kept_rate"}) {
    const auto run = shop.run({"insight", "defects", "--metric", metric, "--by", "product"});
    EXPECT_EQ(run.code, 2) << metric;
    EXPECT_NE(run.err.find("counts what went well"), std::string::npos) << run.err;
  }
}

// Orders know no topic.
TEST(DefectsTest, WhatTheBaseDoesNotHaveHasNoSiblings) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto run =
      shop.run({"insight", "defects", "--metric", "quality_complaint_rate", "--by", "topic"});
  EXPECT_EQ(run.code, 2);
  EXPECT_NE(run.err.find("counted on has no topic"), std::string::npos) << run.err;
}

// Mondays from 2026-01-05 on. Of P1 to P3 twenty are sold each week and one of each week fails two
// weeks later. Of P4 sixty are sold in the first two weeks; fifteen of them fail in the fourth to
// the sixth, when none is sold.
TEST(DefectsTest, ABatchThatIsSoldOutIsWatchedStill) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto day = [](int of_year) {  // From January 5 on.
    const int january = 5 + of_year;
    return january <= 31   ? fmt::format("2026-01-{:02}", january)
           : january <= 59 ? fmt::format("2026-02-{:02}", january - 31)
                           : fmt::format("2026-03-{:02}", january - 59);
  };
  std::vector<SoldUnit> units;
  const auto sell = [&](const std::string& product, int on, int fails_on) {
    units.push_back({product, day(on), fails_on > 0 ? day(fails_on) : ""});
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
  ingest_sold(shop, units);
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
