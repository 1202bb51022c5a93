// Every metric of the catalogue on the demo: the command line, the API, the export, the rows behind
// and plain SQL written by hand give one number.

#include <duckdb.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <optional>
#include <sstream>
#include <string>

#include "metric_sql.hpp"
#include "place/place.hpp"
#include "program.hpp"
#include "served_shop.hpp"

namespace aftercare::scenario {
namespace {

// The store's file, opened for reading beside no program.
class StoreFile {
 public:
  explicit StoreFile(const std::string& path) {
    duckdb_config config = nullptr;
    duckdb_create_config(&config);
    duckdb_set_config(config, "access_mode", "READ_ONLY");
    EXPECT_EQ(duckdb_open_ext(path.c_str(), &database_, config, nullptr), DuckDBSuccess);
    duckdb_destroy_config(&config);
    EXPECT_EQ(duckdb_connect(database_, &connection_), DuckDBSuccess);
  }
  ~StoreFile() {
    duckdb_disconnect(&connection_);
    duckdb_close(&database_);
  }
  StoreFile(const StoreFile&) = delete;
  StoreFile& operator=(const StoreFile&) = delete;

  /// The one number of the SQL; none if it is null.
  std::optional<double> number(const std::string& sql) {
    duckdb_result result;
    std::optional<double> found;
    if (duckdb_query(connection_, sql.c_str(), &result) != DuckDBSuccess)
      ADD_FAILURE() << duckdb_result_error(&result) << "\n" << sql;
    else if (!duckdb_value_is_null(&result, 0, 0))
      found = duckdb_value_double(&result, 0, 0);
    duckdb_destroy_result(&result);
    return found;
  }

 private:
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

std::string with(std::string sql, const std::string& word, const std::string& value) {
  for (auto at = sql.find(word); at != sql.npos; at = sql.find(word, at + value.size()))
    sql.replace(at, word.size(), value);
  return sql;
}

std::string text_of(const std::optional<double>& number) {
  return number ? std::to_string(*number) : "n/a";
}

// Equal but for the order in which numbers were added.
bool same(const std::optional<double>& a, const std::optional<double>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return std::abs(*a - *b) <= 1e-9 * std::max(1.0, std::abs(*b));
}

std::optional<double> number_in(const nlohmann::json& value) {
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

}  // namespace

TEST(EveryMetricTest, IsOneNumberEverywhere) {
  const Shop shop;
  const auto demo = shop.run(
      {"demo", "shop", "--customers", "400", "--days", "90", "--seed", "5", "--end", "2026-03-31"});
  ASSERT_EQ(demo.code, 0) << demo.err;
  ASSERT_LE(shop.run({"run", "--quiet"}).code, 1);
  // Answers that name no case: of an order, of a customer, of nothing; one comes twice, one is of
  // another day, one is only an invitation.
  const auto surveys =
      shop.write("surveys_alone.csv",
                 "survey_id,order_id,customer_id,sent_at,answered_at,score,scale,question,solved\n"
                 "W1,,,,2026-02-01 10:00:00,9,10,nps,\nW2,,,,2026-02-01 11:00:00,3,10,nps,\n"
                 "W3,,,,2026-02-02 10:00:00,10,10,nps,\nW4,,,,2026-02-02 11:00:00,8,10,csat,yes\n"
                 "W5,,,,2026-02-03 10:00:00,1,5,,\nW5,,,,2026-02-03 10:00:00,1,5,,\n"
                 "W6,,,2026-02-03 10:00:00,,,,,\nW7,,,,2025-12-03 10:00:00,1,5,,\n"
                 "W8,,,,2026-02-04 10:00:00,6,7,ces,no\n");
  ASSERT_LE(shop.run({"ingest", surveys.string(), "--as", "survey", "--quiet"}).code, 1);
  const std::string from = "2026-01-15";
  const std::string to = "2026-03-20";

  std::map<std::string, std::optional<double>> hand;
  {
    StoreFile store((shop.workspace() / "aftercare.duckdb").string());
    // What is not old enough is judged by the last day of all data.
    const std::string last =
        "(SELECT max(day) FROM (SELECT max(opened_day) AS day FROM case_fact UNION ALL SELECT "
        "max(ordered_day) FROM order_fact UNION ALL SELECT max(ordered_day) FROM order_item_fact "
        "UNION ALL SELECT max(requested_day) FROM return_fact UNION ALL SELECT max(answered_day) "
        "FROM "
        "survey_fact))";
    for (const auto& [metric, sql] : metric_sql())
      hand[metric] =
          store.number(with(with(with(sql, "LAST", last), "SINCE", "DATE '" + from + "'"), "UNTIL",
                            "DATE '" + to + "'"));
  }
  const Served served(shop);
  const auto link = shop.run({"link", "--json"});
  const auto address = link.json().is_object() ? link.json().value("link", link.out) : link.out;
  const auto path = address.substr(address.find('/', address.find("//") + 2));
  const auto opened =
      http_exchange(served.port(), "GET " + path.substr(0, path.find_first_of(" \r\n")) +
                                       " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
  const auto at = opened.head.find("aftercare_session=");
  ASSERT_NE(at, std::string::npos) << opened.head;
  const auto cookie = opened.head.substr(at, opened.head.find_first_of(";\r\n", at) - at);

  const auto glossary = shop.run({"glossary", "--json"}).json();
  std::size_t known = 0, turn = 0;
  for (const auto& metric : glossary.at("metrics")) {
    const auto name = metric.at("name").get<std::string>();
    const auto expected = hand.find(name);
    if (expected == hand.end()) {
      ADD_FAILURE() << name << ": nobody wrote its SQL";
      continue;
    }
    known += expected->second ? 1 : 0;
    if (place::kSanitized && turn++ % 6 != 0) continue;
    const std::vector<std::string> question{"query", name, "--from", from, "--to", to};
    auto words = question;
    words.push_back("--json");
    const auto asked = shop.run(words);
    ASSERT_EQ(asked.code, 0) << name << asked.err;
    const auto told = number_in(asked.json().at("total").at(name));
    EXPECT_TRUE(same(told, expected->second))
        << name << ": " << text_of(told) << ", by hand " << text_of(expected->second);

    const auto api =
        http_post(served.port(), "/api/v1/query",
                  nlohmann::json{{"metrics", {name}}, {"from", from}, {"to", to}}.dump(),
                  {"Content-Type: application/json", "Cookie: " + cookie});
    ASSERT_EQ(api.status, 200) << name << api.body;
    EXPECT_EQ(api.json().at("total").at(name), asked.json().at("total").at(name)) << name;

    words = question;
    words.push_back("--csv");
    const auto csv = shop.run(words);
    const auto value = csv.out.substr(csv.out.find('\n') + 1);
    const auto exported = value.find_first_of("0123456789") == value.npos
                              ? std::nullopt
                              : std::optional(std::stod(value));
    EXPECT_TRUE(same(exported, told)) << name << ": exported " << csv.out;

    words = question;
    words.insert(words.end(), {"--rows", "--json"});
    const auto rows = shop.run(words);
    if (rows.code != 0) {  // Only what is computed of others has none of its own.
      EXPECT_NE(rows.err.find("has no rows of its own"), std::string::npos) << name << rows.err;
      continue;
    }
    const auto n = number_in(asked.json().at("n").at(name)).value_or(0);
    const auto listed = rows.json().at("total").get<double>();
    const auto unit = metric.at("unit");
    // Units and messages are added up over rows.
    const bool of_rows = (unit == "%" || unit == "per_100_orders") && name != "unit_return_rate" &&
                         name != "bot_hit_rate";
    if (rows.json().at("of") == "population") {
      EXPECT_EQ(listed, n) << name << ": the rows behind";
    } else if (told && of_rows) {
      EXPECT_NEAR(listed, *told * n / 100, 1e-6) << name << ": the rows of the numerator";
    }
  }
  EXPECT_EQ(hand.size(), glossary.at("metrics").size());
  EXPECT_GE(known, 65U) << "the demo should know most of them";
}

}  // namespace aftercare::scenario
