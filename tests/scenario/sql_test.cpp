// An analyst's own SQL at the command line.

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

namespace fs = std::filesystem;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST(SqlTest, TellsTheNumbersOfQuery) {
  const Shop shop;
  ASSERT_EQ(shop.run({"demo", "shop", "--customers", "200", "--days", "40", "--seed", "5", "--end",
                      "2026-03-31"})
                .code,
            0);
  ASSERT_LE(shop.run({"run", "--quiet"}).code, 1);
  const std::pair<const char*, const char*> same[] = {
      {"cases", "SELECT count(*) FROM case_fact"},
      {"cases", "SELECT count(*) FROM \"case\""},
      {"complaints", "SELECT count(*) FROM case_fact WHERE is_complaint"},
      {"noise_cases", "SELECT count(*) FROM case_fact WHERE is_noise"},
      {"orders", "SELECT count(*) FROM order_fact"},
      {"survey_answers", "SELECT count(survey_score) FROM survey_fact"},
  };
  for (const auto& [metric, statement] : same) {
    const auto asked = shop.run({"query", metric, "--json"}).json();
    const auto written = shop.run({"sql", statement, "--json"});
    ASSERT_EQ(written.code, 0) << written.err;
    EXPECT_EQ(written.json().at("rows").at(0).at(0), asked.at("total").at(metric)) << statement;
  }
  const auto by = shop.run({"query", "cases", "--by", "channel", "--json"}).json();
  const auto groups =
      shop.run({"sql", "SELECT channel, count(*) FROM case_fact GROUP BY 1", "--json"}).json();
  std::map<std::string, int> told;
  for (const auto& row : groups.at("rows")) told[row.at(0).get<std::string>()] = row.at(1);
  EXPECT_EQ(told.size(), by.at("rows").size());
  for (const auto& row : by.at("rows"))
    EXPECT_EQ(told[row.at(0).get<std::string>()], row.at(1).get<int>());
}

TEST(SqlTest, IsSaidAtTheTerminalAsATableAsJsonAndAsCsv) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  shop.write("reviews.csv",
             "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n"
             "R1,,,C1,1,打13812345678找欧阳锋 电池坏了,2026-03-01 10:00:00\n"
             "R2,,,C2,1,=1+1,2026-03-02 10:00:00\n");
  ASSERT_EQ(shop.run({"ingest", "reviews.csv"}).code, 0);
  const auto table = shop.run({"sql", "SELECT case_id, rating FROM \"case\" ORDER BY 1"});
  ASSERT_EQ(table.code, 0) << table.err;
  EXPECT_TRUE(contains(table.out, "case_id  rating")) << table.out;
  EXPECT_TRUE(contains(table.out, "2 rows"));
  const auto csv = shop.run({"sql", "SELECT text FROM \"case\" ORDER BY case_id DESC", "--csv"});
  EXPECT_TRUE(contains(csv.out, "text\r\n'=1+1\r\n")) << csv.out;
  EXPECT_FALSE(contains(csv.out, "13812345678"));
  const auto places =
      shop.run({"sql", "SELECT opened_at, channel FROM case_fact", "--csv", "--language", "zh"});
  EXPECT_TRUE(contains(places.err, "2 行中有 2 行在 opened_at, channel 上不足 5 行相同"))
      << places.err;
  const auto counted =
      shop.run({"sql", "SELECT channel, count(*) FROM case_fact GROUP BY 1", "--csv"});
  EXPECT_EQ(counted.err, "") << "a group is no person";
  const auto rows = shop.run({"query", "cases", "--rows", "--csv"});
  EXPECT_TRUE(contains(rows.err, "2 of 2 rows stand alone")) << rows.err;
  EXPECT_TRUE(contains(rows.err, "aftercare export cases")) << rows.err;
  const auto zh = shop.run({"sql", "SELECT * FROM cases", "--language", "zh"});
  EXPECT_EQ(zh.code, 2);
  EXPECT_TRUE(contains(zh.err, "您的角色没有该表：cases；是否指 case")) << zh.err;
  EXPECT_EQ(shop.run({"sql", "DROP TABLE \"case\""}).code, 2);
  EXPECT_EQ(shop.run({"sql"}).code, 2);
  EXPECT_EQ(shop.run({"sql", "SELECT 1", "--limit", "0"}).code, 2);
  const auto cut = shop.run({"sql", "SELECT case_id FROM \"case\"", "--limit", "1"});
  EXPECT_EQ(cut.code, 0);
  EXPECT_TRUE(contains(cut.err, "cut after 1 rows")) << cut.err;
  const auto tables = shop.run({"sql", "--tables"});
  EXPECT_EQ(tables.code, 0);
  EXPECT_TRUE(contains(tables.out, "case_fact"));
  EXPECT_TRUE(contains(tables.out, "masked"));
  EXPECT_TRUE(contains(shop.run({"sql", "--tables", "--language", "zh"}).out, "打码"));
  EXPECT_TRUE(shop.run({"sql", "--tables", "--json"}).json().at("tables").is_array());
  const auto log = shop.run({"audit", "list", "--action", "sql", "--json"}).json();
  EXPECT_EQ(log.at("total"), 8);
  const auto refused = std::ranges::count_if(
      log.at("entries"), [](const auto& entry) { return contains(entry.dump(), " refused"); });
  EXPECT_EQ(refused, 3) << "an unknown table, a DROP, and no words at all";
  EXPECT_EQ(shop.run({"audit", "verify"}).code, 0);
}

// A statement with a person's phone in it, run far beyond the memory of the store: neither spilled
// files, nor the log, nor what is printed tells the phone.
TEST(SqlTest, OneSearchFindsEveryWayOfWriting) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto file = shop.write("case.csv",
                               "case_id,channel,opened_at,customer_id,text\n"
                               "K1,review,2026-03-01 10:00:00,U1,請問什麼時候可以退貨\n"
                               "K2,review,2026-03-01 10:00:00,U2,什么时候可以退货\n"
                               "K3,review,2026-03-01 10:00:00,U3,ＲＥＦＵＮＤ Please\n"
                               "K4,review,2026-03-01 10:00:00,U4,换一个新的\n");
  ASSERT_LE(shop.run({"ingest", file.string(), "--as", "case"}).code, 1);
  const auto found = [&shop](const std::string& condition) {
    const auto run = shop.run({"sql",
                               "SELECT string_agg(case_id, '' ORDER BY case_id) FROM \"case\" "
                               "WHERE " +
                                   condition,
                               "--json"});
    EXPECT_EQ(run.code, 0) << run.err;
    const auto json = run.json();
    const auto& cell = json.at("rows").at(0).at(0);
    return cell.is_string() ? cell.get<std::string>() : std::string();
  };
  EXPECT_EQ(found("text LIKE '%退货%'"), "K2");
  EXPECT_EQ(found("normal_text(text) LIKE '%退货%'"), "K1K2");
  EXPECT_EQ(found("normal_text(text) LIKE '%refund please%'"), "K3");
  EXPECT_EQ(found("normal_text(title) IS NULL"), "K1K2K3K4");
  EXPECT_EQ(found("normal_text(text) LIKE '%退貨%'"), "");  // It is in Simplified.
}

TEST(SqlTest, LeavesNothingPersonalBehind) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  shop.write("customers.csv",
             "客户编号,姓名,手机号,邮箱,省份,城市,收货地址,会员等级,性别,注册时间\n"
             "C1,欧阳锋,13812345678,ou@inbox.example.org,广东,深圳,,,,2026-01-01 10:00:00\n");
  ASSERT_EQ(shop.run({"ingest", "customers.csv"}).code, 0);
  const auto told = shop.run(
      {"sql", "SELECT * FROM customer WHERE phone <> '13812345678' OR name = '欧阳锋'", "--json"});
  ASSERT_EQ(told.code, 0) << told.err;
  EXPECT_EQ(told.json().at("row_count"), 1);
  for (const auto* value : {"13812345678", "欧阳锋", "ou@inbox"})
    EXPECT_FALSE(contains(told.out + told.err, value)) << value;
  for (const auto& file : fs::recursive_directory_iterator(shop.workspace())) {
    if (!file.is_regular_file()) continue;
    std::ostringstream bytes;
    bytes << std::ifstream(file.path(), std::ios::binary).rdbuf();
    for (const auto* value : {"13812345678", "欧阳锋", "ou@inbox"})
      EXPECT_FALSE(contains(bytes.str(), value)) << value << " in " << file.path();
  }
}

TEST(SqlTest, IsHandedToAServerThatRuns) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const Shop elsewhere;
  const auto server = elsewhere.start({"serve", "--port", "0", "-w", shop.workspace().string()});
  for (int i = 0; i < 200 && !fs::exists(shop.workspace() / ".aftercare.sock"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const auto handed = shop.run({"sql", "SELECT 1 AS one", "--json"});
  EXPECT_EQ(handed.code, 0) << handed.err;
  EXPECT_EQ(handed.json().at("rows").at(0).at(0), 1);
  EXPECT_EQ(shop.run({"sql", "SELEC"}).code, 2);
  // Who ends the command ends the statement: the places are free again long before the time is up.
  const std::string endless =
      "SELECT count(*) FROM generate_series(1, 100000000) a(i), generate_series(1, 100000) b(j) "
      "WHERE (i * j) % 7 = 3";
  for (int i = 0; i < 2; ++i) {
    const auto lost = shop.start({"sql", endless});
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    Shop::kill(lost, SIGKILL);
    Shop::wait(lost);
  }
  int code = 2;
  for (int i = 0; i < 100 && code != 0; ++i) {
    code = shop.run({"sql", "SELECT 1"}).code;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(code, 0);
  Shop::kill(server, SIGTERM);
  EXPECT_EQ(Shop::wait(server), 0);
}

}  // namespace aftercare::scenario
