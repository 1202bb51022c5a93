#include "simulate/shop.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <set>

#include "base/utf8.hpp"
#include "made_shop.hpp"

namespace aftercare::simulate {
namespace {

const std::vector<std::string> kTables = {"customers.csv", "products.csv",    "agents.csv",
                                          "orders.csv.gz", "order_items.tsv", "shipments.csv",
                                          "returns.csv",   "tickets.csv",     "reviews.csv",
                                          "surveys.csv",   "events.tsv.gz"};
const std::vector<std::string> kLines = {"chats.jsonl.gz", "emails.jsonl", "calls.jsonl",
                                         "social.jsonl"};

bool is_table(const std::string& file) {
  return std::find(kTables.begin(), kTables.end(), file) != kTables.end();
}

std::string cell_of(const nlohmann::json& line, const std::string& key) {
  const auto found = line.find(key);
  if (found == line.end() || found->is_null()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

std::size_t column_of(const std::vector<Record>& table, const std::string& name) {
  const auto found = std::find(table[0].begin(), table[0].end(), name);
  EXPECT_NE(found, table[0].end()) << name;
  return static_cast<std::size_t>(found - table[0].begin());
}

TEST(Shop, RefusesAPlanOutOfBounds) {
  base::NoProgress quiet;
  const auto folder = std::filesystem::path(testing::TempDir()) / "refused";
  ShopPlan plan;
  plan.end = *records::parse_day("2026-11-23");
  plan.days = 29;
  const auto few = simulate_shop(plan, folder, quiet);
  ASSERT_FALSE(few);
  EXPECT_EQ(few.error().kind, base::ErrorKind::usage);
  EXPECT_NE(few.error().message.find("29"), std::string::npos);
  plan.days = 30;
  plan.customers = 9;
  EXPECT_FALSE(simulate_shop(plan, folder, quiet));
  plan.customers = 10;
  plan.of_last_day = std::chrono::hours{25};
  EXPECT_FALSE(simulate_shop(plan, folder, quiet));
  plan.of_last_day = std::chrono::days{1};
  plan.zone = "Nowhere/Atlantis";
  EXPECT_FALSE(simulate_shop(plan, folder, quiet));
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(Shop, TellsAFolderThatCannotBeMade) {
  base::NoProgress quiet;
  ShopPlan plan;
  plan.end = *records::parse_day("2026-11-23");
  const auto made = simulate_shop(plan, "/proc/no/such", quiet);
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find("/proc/no/such"), std::string::npos);
}

TEST(Shop, SamePlanGivesTheSameBytesAndAnotherSeedOthers) {
  const MadeShop one(200, 60, 7);
  const MadeShop same(200, 60, 7);
  const MadeShop other(200, 60, 8);
  for (const auto& part : {"sources", "truth"})
    for (const auto& entry : std::filesystem::directory_iterator(one.folder / part)) {
      const auto name = entry.path().filename();
      const auto bytes = bytes_of(entry.path());
      EXPECT_EQ(bytes, bytes_of(same.folder / part / name)) << name;
      if (name == "agents.csv" || name == "products.csv") continue;
      EXPECT_NE(bytes, bytes_of(other.folder / part / name)) << name;
    }
}

TEST(Shop, SuppliersTakeTurnsByTheNumberOfTheProduct) {
  const MadeShop shop(20, 30, 1);
  const auto rows = shop.table("products.csv");
  ASSERT_GT(rows.size(), 7U);
  ASSERT_EQ(rows[0].back(), "供应商");
  const std::string expected[] = {"东岭电子厂", "临海精工",   "南塘塑胶", "北原五金",
                                  "西峡组装厂", "东岭电子厂", "临海精工"};
  for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(rows[i + 1].back(), expected[i]) << rows[i + 1][0];
}

TEST(Shop, OnlyItsOwnerCanReadIt) {
  const MadeShop shop(20, 30, 1);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(shop.folder)) {
    struct stat status {};
    ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, entry.is_directory() ? 0700U : 0600U) << entry.path();
  }
}

TEST(Shop, WritesTheEncodingsItPromises) {
  const MadeShop shop(100, 60, 3);
  for (const auto* name : {"customers.csv", "returns.csv", "reviews.csv"}) {
    const auto bytes = bytes_of(shop.source(name));
    EXPECT_FALSE(base::is_utf8(bytes)) << name;
    EXPECT_NE(decoded(bytes, "GB18030"), "") << name;
  }
  const auto orders = bytes_of(shop.source("orders.csv.gz"));
  EXPECT_EQ(orders.substr(0, 2), "\x1F\x8B");
  EXPECT_EQ(orders.substr(4, 4), std::string(4, '\0')) << "the header holds a time";
  EXPECT_NE(decoded(unzipped(shop.source("orders.csv.gz")), "GB18030"), "");
  for (const auto* name : {"products.csv", "tickets.csv"}) {
    const auto bytes = bytes_of(shop.source(name));
    EXPECT_TRUE(bytes.starts_with("\xEF\xBB\xBF")) << name;
    EXPECT_TRUE(base::is_utf8(bytes)) << name;
  }
  for (const auto* name : {"agents.csv", "order_items.tsv", "shipments.csv", "emails.jsonl",
                           "calls.jsonl", "social.jsonl", "surveys.csv"}) {
    const auto bytes = bytes_of(shop.source(name));
    EXPECT_FALSE(bytes.starts_with("\xEF\xBB\xBF")) << name;
    EXPECT_TRUE(base::is_utf8(bytes)) << name;
  }
  EXPECT_TRUE(base::is_utf8(unzipped(shop.source("chats.jsonl.gz"))));
  EXPECT_TRUE(base::is_utf8(unzipped(shop.source("events.tsv.gz"))));
}

TEST(Shop, CountsWhatItWrote) {
  const MadeShop shop(100, 60, 3);
  std::map<std::string, std::uint64_t> rows;
  for (const auto& file : shop.summary.files) rows[file.name] = file.rows;
  for (const auto& name : kTables) EXPECT_EQ(rows[name], shop.table(name).size() - 1) << name;
  for (const auto& name : kLines) EXPECT_EQ(rows[name], shop.lines(name).size()) << name;
  EXPECT_EQ(shop.summary.cases, shop.truth("cases.csv").size() - 1);
  EXPECT_EQ(shop.summary.anomalies, shop.truth("anomalies.csv").size() - 1);
  std::uint64_t told = 0;
  for (const auto& [kind, count] : shop.summary.duplicates) told += count;
  EXPECT_EQ(told, shop.truth("duplicates.csv").size() - 1);
}

TEST(Shop, EveryDuplicateItTellsOfIsThere) {
  const MadeShop shop(1200, 60, 5);
  std::map<std::string, std::vector<Record>> tables;
  for (const auto& name : kTables) tables[name] = shop.table(name);
  std::map<std::string, std::vector<nlohmann::json>> lines;
  for (const auto& name : kLines) lines[name] = shop.lines(name);
  std::map<std::string, int> seen;
  const auto truth = shop.truth("duplicates.csv");
  for (std::size_t i = 1; i < truth.size(); ++i) {
    const auto& file = truth[i][0];
    const auto row = std::stoul(truth[i][1]);
    const auto original = std::stoul(truth[i][3]);
    const auto& kind = truth[i][5];
    ++seen[kind];
    ASSERT_LT(original, row);
    if (!is_table(file)) {
      auto here = lines[file][row - 1];
      auto there = lines[file][original - 1];
      const auto* id = file == "emails.jsonl"  ? "message_id"
                       : file == "calls.jsonl" ? "call_id"
                                               : "id";
      EXPECT_EQ(here[id], truth[i][2]);
      EXPECT_EQ(there[id], truth[i][4]);
      if (kind == "content") here.erase(id), there.erase(id);
      EXPECT_EQ(here, there) << file << " " << row;
      continue;
    }
    auto here = tables[file][row - 1];
    auto there = tables[file][original - 1];
    EXPECT_EQ(here[0], truth[i][2]) << file << " " << row;
    EXPECT_EQ(there[0], truth[i][4]) << file << " " << original;
    if (kind == "key") {
      EXPECT_EQ(here[0], there[0]);
      EXPECT_GT(here.back(), there.back()) << "the update is not newer";
      continue;
    }
    if (kind == "content") {
      EXPECT_NE(here[0], there[0]);
      here[0] = there[0];
    }
    EXPECT_EQ(here, there) << file << " " << row;
  }
  EXPECT_GT(seen["exact"], 10);
  EXPECT_GT(seen["content"], 3);
  EXPECT_GT(seen["key"], 1);
}

TEST(Shop, EveryBrokenCellItTellsOfIsThere) {
  const MadeShop shop(1200, 60, 5);
  std::map<std::string, std::vector<Record>> tables;
  for (const auto& name : kTables) tables[name] = shop.table(name);
  std::map<std::string, std::vector<nlohmann::json>> lines;
  for (const auto& name : kLines) lines[name] = shop.lines(name);
  std::set<std::string> kinds;
  const auto truth = shop.truth("broken_cells.csv");
  for (std::size_t i = 1; i < truth.size(); ++i) {
    const auto& [file, column, broken, kind] =
        std::tie(truth[i][0], truth[i][2], truth[i][4], truth[i][5]);
    const auto row = std::stoul(truth[i][1]);
    kinds.insert(kind);
    if (kind == "bad_json") {
      EXPECT_TRUE(lines[file][row - 1].is_null()) << file << " " << row;
      continue;
    }
    if (kind == "column_count") {
      EXPECT_NE(tables[file][row - 1].size(), tables[file][0].size()) << file << " " << row;
      continue;
    }
    EXPECT_NE(truth[i][3], broken) << file << " " << row;
    if (is_table(file)) {
      const auto& table = tables[file];
      EXPECT_EQ(table[row - 1][column_of(table, column)], broken) << file << " " << row;
    } else {
      EXPECT_EQ(cell_of(lines[file][row - 1], column), broken) << file << " " << row;
    }
  }
  for (const auto* kind : {"bad_date", "stray_spaces", "orphan_reference", "unknown_code",
                           "province_variant", "missing_id"})
    EXPECT_TRUE(kinds.contains(kind)) << kind;
}

/// "2026/3/1 8:05", "2026-03-01T08:05:00+08:00" as "2026-03-01 08:05:00"; empty if it is no moment.
std::string plain_moment(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  const bool slashed =
      std::sscanf(text.c_str(), "%4d/%d/%d %d:%d", &year, &month, &day, &hour, &minute) == 5;
  const bool plain = !slashed && text.size() >= 19 &&
                     std::sscanf(text.c_str(), "%4d-%2d-%2d%*1[ T]%2d:%2d:%2d", &year, &month, &day,
                                 &hour, &minute, &second) == 6;
  if ((!slashed && !plain) || month > 12) return "";  // A broken date has a month 13.
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", year, month, day, hour, minute, second);
}

/// Every moment in the shop's files but promises; those of the truth are not looked at.
std::set<std::string> moments_in(const MadeShop& shop) {
  std::set<std::string> moments;
  for (const auto& name : kTables) {
    const auto table = shop.table(name);
    for (std::size_t row = 1; row < table.size(); ++row)
      for (std::size_t column = 0; column < std::min(table[row].size(), table[0].size()); ++column)
        if (table[0][column] != "承诺送达时间") moments.insert(plain_moment(table[row][column]));
  }
  for (const auto& name : kLines)
    for (const auto& line : shop.lines(name))
      for (const auto* key : {"time", "sent_at", "first_reply_at", "resolved_at", "started_at",
                              "ended_at", "posted_at"})
        moments.insert(plain_moment(cell_of(line, key)));
  return moments;
}

TEST(Shop, NothingHappensAfterTheLastDay) {
  const MadeShop shop(300, 45, 2, "2026-03-01");
  const auto last = *moments_in(shop).rbegin();
  EXPECT_GE(last, "2026-03-01 20:00:00") << "the last day is not whole";
  EXPECT_LE(last, "2026-03-01 23:59:59");
}

TEST(Shop, NothingHappensAfterTheMomentInWhichItEnds) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const MadeShop shop(300, 45, seed, "2026-03-01",
                        std::chrono::hours{9} + std::chrono::minutes{30});
    const auto last = *moments_in(shop).rbegin();
    EXPECT_GE(last, "2026-03-01 06:00:00") << "the last day is empty";
    EXPECT_LE(last, "2026-03-01 09:29:59");
  }
}

TEST(Shop, ADayThatHasJustBegunIsNearlyEmpty) {
  const MadeShop shop(300, 45, 2, "2026-03-01", std::chrono::seconds{0});
  EXPECT_LE(*moments_in(shop).rbegin(), "2026-02-28 23:59:59");
}

TEST(Shop, TheSameEndGivesTheSameBytes) {
  const auto part = std::chrono::hours{9} + std::chrono::minutes{30};
  const MadeShop one(60, 30, 5, "2026-03-01", part), other(60, 30, 5, "2026-03-01", part);
  for (const auto& entry : std::filesystem::directory_iterator(one.folder / "sources"))
    EXPECT_EQ(bytes_of(entry.path()), bytes_of(other.source(entry.path().filename())))
        << entry.path().filename();
}

TEST(Shop, WindowsOfItsCausesLieInsideItsDays) {
  for (const std::uint32_t days : {30U, 60U, 180U, 400U}) {
    const MadeShop shop(10, days, days);
    const auto first = records::to_iso(shop.plan.end - std::chrono::days{days - 1});
    const auto last = records::to_iso(shop.plan.end);
    const auto lately = records::to_iso(shop.plan.end - std::chrono::days{45});
    int recent = 0;
    const auto truth = shop.truth("anomalies.csv");
    ASSERT_EQ(truth.size(), 5U);
    for (std::size_t i = 1; i < truth.size(); ++i) {
      EXPECT_GE(truth[i][1], first) << truth[i][0];
      EXPECT_LE(truth[i][1], truth[i][2]) << truth[i][0];
      EXPECT_LE(truth[i][2], last) << truth[i][0];
      recent += truth[i][2] >= lately && truth[i][0] != "packaging" ? 1 : 0;
    }
    EXPECT_GE(recent, 2) << days;
  }
}

TEST(Shop, SpeaksInThousandsOfDistinctSentences) {
  const MadeShop shop(3000, 180, 1);
  EXPECT_GE(shop.summary.cases, 12'000U);
  EXPECT_LE(shop.summary.cases, 20'000U);
  std::uint64_t size = 0;
  for (const auto& entry : std::filesystem::directory_iterator(shop.folder / "sources"))
    size += entry.file_size();
  EXPECT_LT(size, 15U << 20);
  std::set<std::string> texts;
  for (const auto& line : shop.lines("chats.jsonl.gz"))
    if (cell_of(line, "sender") == "customer") texts.insert(cell_of(line, "text"));
  EXPECT_GT(texts.size(), 3000U);
  const auto reviews = shop.table("reviews.csv");
  std::set<std::string> said;
  for (std::size_t row = 1; row < reviews.size(); ++row) said.insert(reviews[row][5]);
  EXPECT_GT(said.size() * 10, reviews.size() * 7);
}

}  // namespace
}  // namespace aftercare::simulate
