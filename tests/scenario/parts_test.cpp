// Files that hold several tables: every sheet and member goes the way of a file.

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "../intake/written_zip.hpp"
#include "program.hpp"

namespace aftercare::scenario {
namespace {

constexpr const char* kOrderHeader =
    "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额\n";

std::string orders(int first, int count) {
  std::string rows = kOrderHeader;
  for (int i = 0; i < count; ++i)
    rows += std::to_string(first + i) + ",10,10,上海,2026-02-01 10:00:00,2026-02-01 10:01:00,0\n";
  return rows;
}

// The same orders on a sheet, its moments as day numbers (46054 is 1 February 2026).
std::string order_sheet(int first, int count) {
  auto rows = intake::sheet_row(1, {"订单编号", "总金额", "买家实际支付金额", "收货地址",
                                    "订单创建时间", "订单付款时间", "退款金额"});
  for (int i = 0; i < count; ++i)
    rows += intake::sheet_row(i + 2, {"=" + std::to_string(first + i), "=10", "=10", "上海",
                                      "=46054.416666666664@1", "=46054.417361111111@1", "=0"});
  return rows;
}

nlohmann::json file_named(const nlohmann::json& report, const std::string& name) {
  for (const auto& file : report.at("files"))
    if (file.at("name") == name) return file;
  return {};
}

}  // namespace

TEST(PartsTest, SheetsAndMembersAreIngestedLikeFiles) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto book = intake::xlsx({{{"二月", order_sheet(1, 3)},
                                   {"三月", order_sheet(101, 2)},
                                   {"空白", ""},
                                   {"旧", order_sheet(900, 1), "", "hidden"}},
                                  "",
                                  "",
                                  {0, 22}});
  const auto archive = shop.write(
      "all.zip", intake::zip({{"more/orders.csv", orders(201, 4)}, {"book.xlsx", book}}));
  const auto report = shop.run({"ingest", archive.string(), "--json"});
  ASSERT_EQ(report.code, 0) << report.err << report.out;
  const auto json = report.json();
  EXPECT_EQ(json.at("files").size(), 3U);
  EXPECT_EQ(file_named(json, "all.zip#more/orders.csv").value("stored", 0), 4) << report.out;
  EXPECT_EQ(file_named(json, "all.zip#book.xlsx#二月").value("stored", 0), 3);
  EXPECT_EQ(file_named(json, "all.zip#book.xlsx#三月").value("stored", 0), 2);
  EXPECT_EQ(json.at("left_out").size(), 2U) << "the empty sheet and the hidden one are told";
  EXPECT_EQ(json.at("balanced"), true);
  const auto by_day =
      shop.run({"query", "orders", "--from", "2026-02-01", "--to", "2026-02-01", "--json"});
  EXPECT_EQ(by_day.json().at("total").at("orders"), 9) << "day numbers became the day";

  // The same again, and the same sheet out of the archive: known.
  for (const auto& again : {archive.string(), shop.write("book.xlsx", book).string()}) {
    const auto known = shop.run({"ingest", again, "--json"});
    EXPECT_EQ(known.code, 0) << known.err;
    const auto ledger = known.json();
    for (const auto& file : ledger.at("files")) EXPECT_EQ(file.at("already"), true) << file;
  }
  const auto hidden = shop.run({"ingest", "book.xlsx#旧", "--json"});
  EXPECT_EQ(hidden.json().at("total").value("stored", 0), 1) << hidden.err << hidden.out;
}

// kill -9 while the sheets of one workbook are read, the same command again: every order once.
TEST(PartsTest, AWorkbookThatWasCutOffGoesOnWhereItWas) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  constexpr int per_sheet = 6000;
  const auto book = shop.write("book.xlsx", intake::xlsx({{{"一", order_sheet(100'001, per_sheet)},
                                                           {"二", order_sheet(200'001, per_sheet)},
                                                           {"三", order_sheet(300'001, per_sheet)},
                                                           {"四", order_sheet(400'001, per_sheet)}},
                                                          "",
                                                          "",
                                                          {0, 22}}));
  const auto stored = [&] {
    const auto state = shop.run({"query", "orders", "--json"});
    return state.code == 0 ? state.json().at("total").at("orders").get<int>() : 0;
  };
  // Each run is given longer than the one before, until one was cut off between the sheets.
  bool midway = false;
  std::chrono::milliseconds patience{150};
  for (int i = 0; i < 16 && !midway; ++i, patience += patience / 4) {
    const auto process = shop.start({"ingest", book.string(), "--quiet"});
    std::this_thread::sleep_for(patience);
    Shop::kill(process, SIGKILL);
    Shop::wait(process);
    const int so_far = stored();
    midway = so_far > 0;
  }
  ASSERT_EQ(shop.run({"ingest", book.string(), "--quiet"}).code, 0);
  EXPECT_EQ(stored(), 4 * per_sheet);
  const auto total = shop.run({"quality", "--json"}).json().at("total");
  EXPECT_EQ(total.at("rows"), 4 * per_sheet) << "no row was read into the store twice";
  EXPECT_EQ(total.at("duplicates"), 0);
}

TEST(PartsTest, ABadMemberIsToldAndTheOthersAreStored) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto archive = shop.write(
      "all.zip", intake::zip({{"locked.csv", orders(1, 2), 1}, {"good.csv", orders(11, 2)}}));
  const auto report = shop.run({"ingest", archive.string(), "--json"});
  EXPECT_EQ(report.code, 3);
  EXPECT_NE(report.err.find("encrypted with a password"), std::string::npos) << report.err;
  EXPECT_NE(report.err.find("all.zip#locked.csv"), std::string::npos) << report.err;
  EXPECT_EQ(report.json().at("total").at("stored"), 2);
  const auto torn = shop.write("torn.zip", intake::zip({{"a.csv", orders(1, 50)}}).substr(0, 200));
  const auto cut = shop.run({"ingest", torn.string(), "--quiet"});
  EXPECT_EQ(cut.code, 3);
  EXPECT_NE(cut.err.find("cut off"), std::string::npos) << cut.err;
  const auto several =
      shop.write("two.zip", intake::zip({{"a.csv", orders(1, 2)}, {"b.csv", orders(3, 2)}}));
  const auto choose = shop.run({"map", "suggest", several.string()});
  EXPECT_EQ(choose.code, 2);
  EXPECT_NE(choose.err.find("two.zip#b.csv"), std::string::npos) << choose.err;
  EXPECT_EQ(shop.run({"map", "suggest", several.string() + "#b.csv"}).code, 0);
}

TEST(PartsTest, RealWorkbooksKeepEveryRow) {
  SKIP_WITHOUT_REAL_DATA();
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto mapping = shop.write("messages.yaml",
                                  "name: messages\nlabel: {zh: 留言, en: Messages}\nentities:\n"
                                  "  - entity: case\n    fields:\n      case_id: 留言编号\n"
                                  "      channel: {constant: ticket}\n      opened_at: 留言时间\n"
                                  "      title: 留言主题\n      text: 留言详情\n");
  std::vector<std::string> words = {"ingest", "--mapping", mapping.string(), "--json"};
  for (const auto& entry : std::filesystem::directory_iterator(real_data() / "zh_gov_hotline")) {
    const auto suggested = shop.run({"map", "suggest", entry.path().string(), "--json"});
    EXPECT_LE(suggested.code, 1) << suggested.err;
    bool dated = false;
    const auto proposal = suggested.json();
    for (const auto& column : proposal.at("columns"))
      dated = dated || column.at("field") == "opened_at";
    if (entry.path().extension() == ".xlsx" && dated) words.push_back(entry.path().string());
  }
  ASSERT_EQ(words.size(), 7U) << "three of the workbooks hold messages";
  const auto report = shop.run(words);
  ASSERT_EQ(report.code, 0) << report.err << report.out;
  const auto total = report.json().at("total");
  EXPECT_EQ(total.at("rows"), 495 + 30 + 120);
  EXPECT_EQ(total.at("quarantined"), 0);
  const auto unread = shop.run({"quality", "--json"}).json();
  for (const auto& finding : unread.at("findings")) EXPECT_NE(finding.at("rule"), "not_a_moment");
}

}  // namespace aftercare::scenario
