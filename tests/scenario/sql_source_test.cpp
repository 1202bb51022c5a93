// Databases as sources: a real server of each kind, the program as its user runs it.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "database_server.hpp"
#include "program.hpp"
#include "served_shop.hpp"

namespace aftercare::scenario {
namespace {

using Engine = DatabaseServer::Engine;

constexpr const char* kPassword = "Gans3-Fluss-Stein";

// How the two engines say the same.
struct Dialect {
  Engine engine;
  const char* kind;
  const char* moment;  // Type of a moment with its zone.
  const char* login;   // %s: the password.
  const char* zone;    // Written behind a moment in SQL.
};

const Dialect kPostgres{Engine::postgres, "postgres", "timestamptz",
                        "CREATE ROLE reader LOGIN PASSWORD '%s';"
                        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;",
                        "+00"};
const Dialect kMariadb{Engine::mariadb, "mysql", "TIMESTAMP(6) NULL",
                       "CREATE USER reader@'%%' IDENTIFIED BY '%s'; GRANT SELECT ON shop.* TO "
                       "reader@'%%';",
                       ""};

class SqlSource : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    server_ = std::make_unique<DatabaseServer>(GetParam().engine);
    if (!server_->works()) GTEST_SKIP() << "no such server is installed: " << GetParam().kind;
    ASSERT_EQ(shop_.run({"init", "shop"}).code, 0);
  }

  void sql(const std::string& text) {
    server_->sql((GetParam().engine == Engine::mariadb ? "SET time_zone='+00:00';" : "") + text);
  }
  void make_tickets() {
    sql("CREATE TABLE tickets (case_id varchar(20) PRIMARY KEY, channel varchar(20), opened_at " +
        std::string(GetParam().moment) + ", content text, rating integer, updated_at " +
        GetParam().moment + ")" +
        (GetParam().engine == Engine::mariadb ? " CHARSET utf8mb4;" : ";"));
  }
  void let_read() {
    char words[400];
    std::snprintf(words, sizeof words, GetParam().login, kPassword);
    sql(words);
  }
  std::string ticket(int number, const std::string& text, const std::string& updated) const {
    return "INSERT INTO tickets VALUES ('T" + std::to_string(number) + "', 'ticket', '" +
           "2026-03-01 08:00:00" + GetParam().zone + "', '" + text + "', 4, '" + updated +
           GetParam().zone + "');";
  }
  // Settings with one source; `more` are further lines of it.
  void declare(const std::string& more) {
    std::ofstream(shop_.workspace() / "aftercare.yaml")
        << "name: shop\nsources:\n  - name: desk\n    kind: " << GetParam().kind
        << "\n    host: 127.0.0.1\n    port: " << server_->port()
        << "\n    database: shop\n    user: reader\n    password_file: desk.password\n"
           "    mapping: case\n"
        << more;
    write_password(kPassword);
  }
  void write_password(const std::string& password) {
    const auto file = shop_.workspace() / "desk.password";
    std::ofstream(file) << password << "\n";
    ::chmod(file.c_str(), 0600);
  }
  nlohmann::json pull(int code = 0) {
    const auto outcome = shop_.run({"ingest", "--json", "--quiet"});
    EXPECT_EQ(outcome.code, code) << outcome.out << outcome.err;
    return outcome.json();
  }
  // {rows, stored, updated, duplicates} of a pull.
  std::vector<int> counts(const nlohmann::json& json) {
    const auto& total = json.at("total");
    EXPECT_TRUE(json.at("balanced").get<bool>());
    return {total.at("rows"), total.at("stored"), total.at("updated"), total.at("duplicates")};
  }
  int cases() {
    const auto outcome = shop_.run({"query", "cases", "--json"});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.json().at("total").at("cases");
  }

  std::unique_ptr<DatabaseServer> server_;
  Shop shop_;
};

using Counts = std::vector<int>;

TEST_P(SqlSource, IsLookedAtBeforeItIsRead) {
  sql("CREATE TABLE journal (nr varchar(20) PRIMARY KEY, a1 varchar(60), b2 integer)" +
      std::string(GetParam().engine == Engine::mariadb ? " CHARSET utf8mb4;" : ";") +
      "INSERT INTO journal VALUES ('J1', 'kaputt', 4), ('J2', 'zu spaet', 5);");
  let_read();
  declare("    table: journal\n    watermark: nr\n");
  const auto settings = shop_.workspace() / "aftercare.yaml";
  std::ifstream in(settings);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  in.close();
  text.erase(text.find("    mapping: case\n"), std::string("    mapping: case\n").size());
  std::ofstream(settings) << text;

  const auto unread = shop_.run({"ingest", "--quiet"});
  EXPECT_NE(unread.code, 0);
  EXPECT_NE(unread.err.find("map suggest --source desk"), std::string::npos)
      << "says what to do: " << unread.err << unread.out;
  const auto shown = shop_.run({"map", "suggest", "--source", "desk", "--json"}).json();
  EXPECT_EQ(shown.at("source"), "desk");
  ASSERT_EQ(shown.at("columns").size(), 3U) << shown.dump();
  EXPECT_EQ(shown.at("columns")[1].at("column"), "a1");
  const auto again = shop_.run({"source", "list", "--json"}).json();
  EXPECT_TRUE(again.at("sources").at(0).at("marks").empty())
      << "looking moves no watermark: " << again.dump();

  const auto other = shop_.run({"map", "suggest", "--source", "till"});
  EXPECT_EQ(other.code, 2);
  EXPECT_NE(other.err.find("no source 'till'"), std::string::npos) << other.err;
  EXPECT_EQ(shop_.run({"map", "suggest"}).code, 2) << "neither a file nor a source";
}

TEST_P(SqlSource, GivesWhatIsNewSinceTheLastWatermark) {
  make_tickets();
  let_read();
  declare("    table: tickets\n    watermark: updated_at\n");
  EXPECT_EQ(counts(pull()), Counts({0, 0, 0, 0})) << "an empty table";

  sql(ticket(1, "充不进电，换了充电器也不行 😡", "2026-03-02 10:00:00.000001") +
      ticket(2, "退款什么时候到账", "2026-03-02 11:00:00") +
      ticket(3, "The box was crushed", "2026-03-02 11:00:00"));
  const auto first = pull();
  EXPECT_EQ(counts(first), Counts({3, 3, 0, 0}));
  const auto& file = first.at("files").at(0);
  EXPECT_EQ(file.at("name").get<std::string>().find(std::string(GetParam().kind) + ":desk@"), 0U)
      << file;
  EXPECT_EQ(file.at("source"), "desk");
  EXPECT_EQ(file.at("entity"), "case");

  // At the border: one more with the very watermark of the last ones, which are read again.
  sql(ticket(4, "发票开错了", "2026-03-02 11:00:00"));
  EXPECT_EQ(counts(pull()), Counts({3, 1, 0, 2}));
  // A changed row, a new one, and one without any watermark.
  sql("UPDATE tickets SET rating = 1, updated_at = '2026-03-03 00:00:00" +
      std::string(GetParam().zone) + "' WHERE case_id = 'T1';" +
      ticket(5, "Still no answer", "2026-03-04 00:00:00") +
      "INSERT INTO tickets (case_id, channel, content) VALUES ('T6', 'ticket', '没有时间');");
  EXPECT_EQ(counts(pull()), Counts({6, 2, 1, 3}));
  EXPECT_EQ(counts(pull()), Counts({2, 0, 0, 2})) << "nothing new: the border and what has none";
  EXPECT_EQ(cases(), 6);
}

TEST_P(SqlSource, ReadsAgainWithinItsOverlap) {
  make_tickets();
  let_read();
  declare("    table: tickets\n    watermark: updated_at\n    overlap: 5m\n");
  sql(ticket(1, "a", "2026-03-02 10:00:00") + ticket(2, "b", "2026-03-02 11:00:00"));
  EXPECT_EQ(counts(pull()), Counts({2, 2, 0, 0}));
  // They were written before the last one, but seen only later.
  sql(ticket(3, "late", "2026-03-02 10:56:00") + ticket(4, "too late", "2026-03-02 10:54:00"));
  EXPECT_EQ(counts(pull()), Counts({2, 1, 0, 1}));
}

TEST_P(SqlSource, IsLookedAtRegularlyWhileTheServerRuns) {
  make_tickets();
  let_read();
  declare("    table: tickets\n    watermark: updated_at\n    every: 1s\n");
  sql(ticket(1, "充不进电", "2026-03-02 10:00:00"));
  const Served served(shop_);
  const auto wait_for = [&](int count) {
    for (int i = 0; i < 100 && cases() < count; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    return cases();
  };
  EXPECT_EQ(wait_for(1), 1);
  sql(ticket(2, "Still no answer", "2026-03-03 10:00:00"));
  EXPECT_EQ(wait_for(2), 2);
}

TEST_P(SqlSource, KeepsValuesExactly) {
  const bool postgres = GetParam().engine == Engine::postgres;
  sql("CREATE TABLE paid (order_id varchar(30), created_at " + std::string(GetParam().moment) +
      ", amount numeric(18,4), buyer varchar(40)" + (postgres ? "" : " CHARACTER SET gbk") +
      ", extra " + (postgres ? "jsonb" : "json") + ", done boolean)" +
      (postgres ? ";" : " CHARSET utf8mb4;") +
      "INSERT INTO paid VALUES ('900719925474099312345', '2026-03-01 08:00:05" + GetParam().zone +
      "', 1234567890.1234, '张伟', '{\"a\": \"好\"}', true), ('2', NULL, NULL, "
      "'', NULL, NULL);");
  let_read();
  declare("    query: SELECT order_id, created_at, amount, buyer, extra, done FROM paid;\n");
  std::filesystem::create_directories(shop_.workspace() / "catalog" / "mappings");
  std::ofstream(shop_.workspace() / "catalog" / "mappings" / "paid.yaml")
      << "name: paid\nlabel: {zh: 付款, en: Paid}\nsource: paid\nrecognise:\n  columns: [order_id, "
         "amount]\nentities:\n  - entity: order\n    fields:\n      order_id: order_id\n      "
         "ordered_at: created_at\n      paid_amount: amount\n      receiver_name: buyer\n";
  auto settings = std::ifstream(shop_.workspace() / "aftercare.yaml");
  std::string yaml{std::istreambuf_iterator<char>(settings), {}};
  yaml.replace(yaml.find("mapping: case"), 13, "mapping: paid");
  std::ofstream(shop_.workspace() / "aftercare.yaml") << yaml;
  EXPECT_EQ(counts(pull()), Counts({2, 2, 0, 0}));
  const auto rows = shop_.run({"query", "orders", "--rows", "--json"});
  EXPECT_NE(rows.out.find("900719925474099312345"), std::string::npos) << rows.out;
  EXPECT_NE(rows.out.find("2026-03-01T08:00:05"), std::string::npos) << rows.out;
  EXPECT_NE(rows.out.find("1234567890.1234"), std::string::npos) << rows.out;
}

TEST_P(SqlSource, SaysWhatItMayNotAndNeverThePassword) {
  make_tickets();
  let_read();
  declare("    table: tickets\n");
  const auto refused = [&](const std::string& sentence, int code) {
    const auto outcome = shop_.run({"ingest"});
    EXPECT_EQ(outcome.code, code) << outcome.out << outcome.err;
    EXPECT_NE(outcome.err.find(sentence), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find("desk (127.0.0.1:"), std::string::npos) << outcome.err;
    EXPECT_EQ((outcome.out + outcome.err).find("Gans3"), std::string::npos) << outcome.err;
  };
  write_password("Gans3-wrong");
  refused("refuses the login", 3);

  declare("    table: nowhere\n");
  refused("no such table", 2);
  declare("    table: tickets\n    watermark: changed\n");
  refused("watermark is no column: 'changed'", 2);
  declare("    table: tickets\n    watermark: rating\n    overlap: 5m\n");
  refused("overlap does not fit", 2);

  if (GetParam().engine == Engine::postgres) {
    sql("CREATE TABLE secret (a integer); CREATE TABLE photo (id integer, data bytea);"
        "GRANT SELECT ON photo TO reader;");
    declare("    table: secret\n");
    refused("may not read", 3);
  } else {
    sql("CREATE TABLE photo (id integer, data blob);");
  }
  declare("    table: photo\n");
  refused("column of bytes is no text: 'data'", 2);

  server_->kill();
  declare("    table: tickets\n");
  refused("cannot be reached", 3);
}

TEST(SqlSourceSettings, WithAPasswordFileThatOthersMayReadAreRefused) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  shop.write("shop/aftercare.yaml",
             "name: shop\nsources:\n  - {name: desk, kind: postgres, database: shop, user: reader, "
             "password_file: desk.password, table: t}\n");
  const auto file = shop.write("shop/desk.password", kPassword);
  ::chmod(file.c_str(), 0644);
  const auto open = shop.run({"ingest"});
  EXPECT_EQ(open.code, 2);
  EXPECT_NE(open.err.find("others may read the file with the password"), std::string::npos);
  EXPECT_EQ(open.err.find(kPassword), std::string::npos);
  std::filesystem::remove(file);
  const auto missing = shop.run({"ingest"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_NE(missing.err.find("cannot be read"), std::string::npos) << missing.err;
}

// kill -9 of either side midway: the end is as if nothing had happened.
TEST_P(SqlSource, CrashLosesAndDoublesNothing) {
  const int rows = 60'000;
  make_tickets();
  if (GetParam().engine == Engine::postgres)
    sql("INSERT INTO tickets SELECT 'T' || n, 'ticket', '2026-03-01 08:00:00+00', 'No answer for ' "
        "|| n || ' days', 3, timestamptz '2026-03-01 00:00:00+00' + n * interval '1 second' FROM "
        "generate_series(1, 60000) n;");
  else
    sql("INSERT INTO tickets SELECT concat('T', seq), 'ticket', '2026-03-01 08:00:00', concat('No "
        "answer for ', seq, ' days'), 3, timestamp'2026-03-01 00:00:00' + interval seq second FROM "
        "seq_1_to_60000;");
  let_read();
  declare("    table: tickets\n    watermark: updated_at\n");
  const auto process = shop_.start({"ingest", "--quiet"});
  std::this_thread::sleep_for(std::chrono::milliseconds(2500));
  Shop::kill(process, SIGKILL);
  Shop::wait(process);

  const auto second = shop_.start({"ingest", "--quiet"});
  std::this_thread::sleep_for(std::chrono::milliseconds(2500));
  server_->kill();
  EXPECT_LE(Shop::wait(second), 3);
  server_->start();
  ASSERT_TRUE(server_->works());

  const auto last = shop_.run({"ingest", "--quiet", "--json"});
  EXPECT_EQ(last.code, 0) << last.err;
  EXPECT_EQ(cases(), rows);
  const auto state = shop_.run({"quality", "--json"}).json();
  for (const auto& file : state.at("files")) EXPECT_TRUE(file.at("complete").get<bool>()) << file;
}

INSTANTIATE_TEST_SUITE_P(Servers, SqlSource, testing::Values(kPostgres, kMariadb),
                         [](const auto& test) { return std::string(test.param.kind); });

}  // namespace
}  // namespace aftercare::scenario
