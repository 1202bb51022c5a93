// A workspace whose cases an older program analysed: the main job analyses them again.

#include <duckdb.h>
#include <gtest/gtest.h>

#include <string>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

// As a program that knew no versions left it.
void make_old(const Shop& shop) {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  const auto file = (shop.workspace() / "aftercare.duckdb").string();
  ASSERT_EQ(duckdb_open(file.c_str(), &database), DuckDBSuccess);
  ASSERT_EQ(duckdb_connect(database, &connection), DuckDBSuccess);
  EXPECT_EQ(duckdb_query(connection,
                         "UPDATE \"case\" SET sentiment = 'neutral', demands = NULL, "
                         "analysis_version = NULL",
                         nullptr),
            DuckDBSuccess);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
}

// What doctor advises about the analysis.
std::string advice(const Shop& shop) {
  const auto run = shop.run({"doctor", "--json"});
  EXPECT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  for (const auto& one : json.at("advice"))
    if (one.at("part") == "analysis") return one.at("what").at("en");
  return "";
}

std::string of_case(const Shop& shop, const std::string& column) {
  const auto run =
      shop.run({"sql", "SELECT " + column + " FROM \"case\" WHERE case_id = 'A1'", "--json"});
  EXPECT_EQ(run.code, 0) << run.err;
  return run.json().at("rows").at(0).at(0).dump();
}

}  // namespace

TEST(OlderAnalysisTest, TheMainJobAnalysesThemAgainAndDoctorTellsOfThem) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto file = shop.write("case.csv",
                               "case_id,channel,opened_at,customer_id,text\n"
                               "A1,chat,2026-03-01 10:00:00,U1,电池充不进电，太差了，要求退款\n"
                               "A2,chat,2026-03-01 11:00:00,U2,请问什么时候发货\n");
  ASSERT_LE(shop.run({"ingest", file.string(), "--as", "case"}).code, 1);
  EXPECT_EQ(advice(shop), "");
  const auto mood = of_case(shop, "sentiment");
  ASSERT_NE(mood, "\"neutral\"");

  make_old(shop);
  EXPECT_NE(advice(shop).find("2 records"), std::string::npos);
  auto run = shop.run({"run"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_NE(run.out.find("Analysed again: "), std::string::npos) << run.out;
  EXPECT_EQ(of_case(shop, "sentiment"), mood);
  EXPECT_EQ(advice(shop), "");
  run = shop.run({"run", "--json"});
  EXPECT_FALSE(run.json().contains("analysed")) << run.out;

  make_old(shop);
  run = shop.run({"text", "reanalyze", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.json().at("analysed").at(0).at("records"), 2);
  EXPECT_TRUE(run.json().at("older").empty());
  run = shop.run({"text", "reanalyze"});
  EXPECT_NE(run.out.find("nothing is stored"), std::string::npos) << run.out;
  EXPECT_EQ(shop.run({"verify"}).code, 0);
}

}  // namespace aftercare::scenario
