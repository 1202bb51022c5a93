// Whatever comes in: one clear sentence naming file and row, the stated exit code, and a
// workspace that is as it was or consistent.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHeader =
    "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额\n";

std::string order_row(int number) {
  return std::to_string(number) + ",10,10,上海,2026-02-01 10:00:00,2026-02-01 10:01:00,0\n";
}

std::string gzipped(const std::string& text) {
  std::string packed(compressBound(text.size()) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

int orders_in(const Shop& shop) {
  const auto answer = shop.run({"query", "orders", "--json"});
  return answer.code == 0 ? answer.json().at("total").at("orders").get<int>() : -1;
}

// One line, naming what it is about.
void expect_sentence(const Outcome& outcome, int code, const std::string& named) {
  EXPECT_EQ(outcome.code, code) << outcome.out << outcome.err;
  EXPECT_NE(outcome.err.find(named), std::string::npos) << outcome.err;
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
}

}  // namespace

TEST(BadInputTest, AShopThatCannotBeSimulatedLeavesNoWorkspaceBehind) {
  const Shop shop;
  const auto made = shop.workspace();
  expect_sentence(shop.run({"demo", "shop", "--days", "29"}), 2, "out of bounds: 29");
  EXPECT_FALSE(fs::exists(made));
  expect_sentence(shop.run({"demo", "shop", "--customers", "9"}), 2, "out of bounds: 9");
  EXPECT_FALSE(fs::exists(made));
  EXPECT_EQ(shop.run({"demo", "shop", "--customers", "10", "--days", "30"}).code, 0);
  EXPECT_TRUE(fs::exists(made));
}

TEST(BadInputTest, WhatCannotBeReadIsSaidAndChangesNothing) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  ASSERT_EQ(shop.run({"ingest", shop.write("good.csv", kHeader + order_row(1)).string()}).code, 0);
  shop.write("empty.csv", "");
  shop.write("blank.csv", "\xEF\xBB\xBF \n\n");
  shop.write("junk.csv",
             std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) + std::string(4000, '\x01'));
  fs::create_directories(shop.folder() / "folder.csv");
  auto packed = gzipped([] {
    std::string rows = kHeader;
    for (int i = 0; i < 5000; ++i) rows += order_row(1000 + i);
    return rows;
  }());
  shop.write("torn.csv.gz", packed.substr(0, packed.size() / 2));
  for (const char* name : {"empty.csv", "blank.csv", "junk.csv", "torn.csv.gz", "missing.csv"})
    expect_sentence(shop.run({"ingest", name, "--quiet"}), 3, name);
  expect_sentence(shop.run({"ingest", "folder.csv", "--quiet"}), 3, "folder.csv");
  EXPECT_EQ(shop.run({"ingest", "missing.csv"}).out, "") << "no ledger of nothing";
  EXPECT_EQ(orders_in(shop), 1) << "nothing of them was taken as a whole file";
  if (::geteuid() != 0) {
    fs::permissions(shop.write("secret.csv", kHeader + order_row(9)), fs::perms::none);
    expect_sentence(shop.run({"ingest", "secret.csv", "--quiet"}), 3, "secret.csv");
  }
}

TEST(BadInputTest, BrokenRowsAreSetAsideWithTheirReason) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto file =
      shop.write("orders.csv", kHeader + order_row(1) + "2,10\n" + order_row(3) +
                                   ",10,10,上海,2026-02-01 10:00:00,,0\n" +
                                   "5,10,10,\"上海,2026-02-01 10:00:00,,0\n" + order_row(6));
  const auto ingest = shop.run({"ingest", file.string(), "--json"});
  EXPECT_EQ(ingest.code, 1) << "more rows set aside than the allowed share: " << ingest.err;
  const auto total = ingest.json().at("total");
  EXPECT_EQ(total.at("rows"), 6);
  EXPECT_EQ(total.at("stored"), 3);
  EXPECT_EQ(total.at("quarantined"), 3);
  const auto list = shop.run({"quarantine", "list", "--json"}).json();
  ASSERT_EQ(list.at("quarantine").size(), 3U);
  EXPECT_EQ(list.at("quarantine").at(0).at("row"), 3) << "the header is row 1";
  EXPECT_EQ(list.at("quarantine").at(0).at("reason"), "column_count");
  EXPECT_EQ(list.at("quarantine").at(1).at("reason"), "required_missing");
  EXPECT_EQ(list.at("quarantine").at(2).at("reason"), "unclosed_quote");
}

TEST(BadInputTest, AMendedRowIsReplayedAndTheLedgerStillBalances) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto file =
      shop.write("orders.csv", kHeader + order_row(1) + ",10,10,上海,2026-02-01 10:00:00,,0\n");
  ASSERT_EQ(shop.run({"ingest", file.string()}).code, 1);
  const auto id =
      shop.run({"quarantine", "list", "--json"}).json().at("quarantine").at(0).at("id").get<int>();
  EXPECT_NE(shop.run({"quarantine", "show", std::to_string(id)}).code, 0) << "without a reason";
  const auto shown =
      shop.run({"quarantine", "show", std::to_string(id), "--reason", "to mend the row"});
  EXPECT_NE(shown.out.find("上海"), std::string::npos)
      << "its owner may see the row: " << shown.out << shown.err;
  const auto again = shop.run({"quarantine", "replay", std::to_string(id), "--json"});
  EXPECT_EQ(again.json().value("replayed", -1), 0)
      << "unmended it is refused as before: " << again.out << again.err;
  const auto mended =
      shop.run({"quarantine", "replay", std::to_string(id), "--set", "订单编号=2", "--json"});
  EXPECT_EQ(mended.json().value("replayed", -1), 1) << mended.out << mended.err;
  EXPECT_EQ(orders_in(shop), 2);
  const auto quality = shop.run({"quality", "--json"}).json();
  EXPECT_EQ(quality.at("total").at("rows"), 2);
  EXPECT_EQ(quality.at("total").at("stored"), 2);
  EXPECT_EQ(quality.at("total").at("quarantined"), 0);
  EXPECT_EQ(quality.at("balanced"), true);
}

TEST(BadInputTest, AHugeLineCostsNoMemoryAndNoOtherRow) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto file = shop.folder() / "huge.csv";
  {
    std::ofstream out(file, std::ios::binary);
    out << kHeader << order_row(1) << "2,";
    const std::string part(std::size_t{1} << 20, 'x');
    for (int i = 0; i < 200; ++i) out << part;
    out << "\n" << order_row(3);
  }
  const auto ingest = shop.run({"ingest", file.string(), "--json"});
  EXPECT_EQ(ingest.json().at("total").at("stored"), 2) << ingest.err;
  EXPECT_EQ(ingest.json().at("total").at("quarantined"), 1);
}

TEST(BadInputTest, WrongWordsAreUsageErrors) {
  const Shop shop;
  EXPECT_EQ(shop.run({"query", "orders"}).code, 2) << "no workspace";
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  EXPECT_EQ(shop.run({"init", "shop"}).code, 2) << "a workspace already";
  EXPECT_EQ(shop.run({"frobnicate"}).code, 2);
  EXPECT_EQ(shop.run({"query"}).code, 2);
  const auto unknown = shop.run({"query", "complaint_rat"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("complaint_rate"), std::string::npos)
      << "the nearest is offered: " << unknown.err;
  EXPECT_EQ(shop.run({"query", "orders", "--from", "2026-02-30"}).code, 2);
  EXPECT_EQ(shop.run({"query", "orders", "--where", "province = 'x' or 1=1"}).code, 2);
  shop.write("x.csv", kHeader + order_row(1));
  EXPECT_EQ(shop.run({"ingest", "x.csv", "--mapping", "none.yaml"}).code, 2);
  std::ofstream(shop.workspace() / "aftercare.yaml") << "zone: Mars/Olympus\n";
  const auto settings = shop.run({"quality"});
  EXPECT_EQ(settings.code, 2);
  EXPECT_NE(settings.err.find("aftercare.yaml:1"), std::string::npos) << settings.err;
}

TEST(BadInputTest, ATargetThatCannotBeKeptIsSaidWithFileAndLine) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  fs::create_directories(shop.workspace() / "catalog");
  const auto file = shop.workspace() / "catalog/clocks.yaml";
  std::ofstream(file) << "targets:\n  - {name: fast, first_response: soon}\n";
  const auto wrong = shop.run({"query", "cases"});
  expect_sentence(wrong, 2, "clocks.yaml:2");
  EXPECT_NE(wrong.err.find("no time: 'soon'"), std::string::npos) << wrong.err;
  std::ofstream(file) << "targets:\n  - {name: fast, first_response: 5m}\n";
  EXPECT_EQ(shop.run({"query", "cases"}).code, 0);
}

TEST(BadInputTest, ACostThatIsNoneIsSaidWithFileAndLine) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  fs::create_directories(shop.workspace() / "catalog");
  const auto file = shop.workspace() / "catalog/costs.yaml";
  std::ofstream(file) << "contact: {chat: 3}\nreturn_parcel: -10\n";
  const auto wrong = shop.run({"query", "service_cost"});
  expect_sentence(wrong, 2, "costs.yaml:2");
  EXPECT_NE(wrong.err.find("no cost: '-10'"), std::string::npos) << wrong.err;
  std::ofstream(file) << "contact: {chat: 3}\n";
  EXPECT_EQ(shop.run({"query", "service_cost"}).code, 0);
}

TEST(BadInputTest, ACorruptStoreIsSaidNotRepairedInSilence) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  ASSERT_EQ(shop.run({"ingest", shop.write("o.csv", kHeader + order_row(1)).string()}).code, 0);
  {
    std::fstream store(shop.workspace() / "aftercare.duckdb",
                       std::ios::in | std::ios::out | std::ios::binary);
    store.seekp(0);
    store << std::string(8192, 'x');
  }
  expect_sentence(shop.run({"query", "orders"}), 4, "aftercare.duckdb");
  fs::remove(shop.workspace() / "keys" / "workspace.key");
  expect_sentence(shop.run({"query", "orders"}), 2, "workspace.key");
}

}  // namespace aftercare::scenario
