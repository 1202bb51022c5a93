#include "quality/rules/store_rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "../small_dictionary.hpp"
#include "place/own_engine.hpp"
#include "store/duckdb/layout.hpp"

namespace aftercare::quality {

/// The small dictionary's tables in a real DuckDB.
class TicketStore : public store::OwnEngine {
 public:
  explicit TicketStore(const records::Dictionary& dictionary) {
    for (const auto& entity : dictionary.entities())
      execute("CREATE TABLE \"" + entity.name + "\" (" +
              store::declared(store::entity_columns(entity)) + ")");
  }
};

struct StoreRulesTest : testing::Test {
  records::Dictionary dictionary = small_dictionary();
  TicketStore engine{dictionary};

  std::vector<RuleResult> run(std::string_view yaml) {
    const DefinitionFile file(yaml);
    const auto set = RuleSet::load_files({file.path}, dictionary);
    EXPECT_TRUE(set.has_value()) << set.error().message;
    const auto now = records::Moment(std::chrono::seconds(1'772'409'600));  // 2026-03-02 UTC.
    const auto results = run_store_rules(*set, dictionary, engine, records::Viewer::owner(),
                                         {.table = "ticket"}, now);
    EXPECT_TRUE(results.has_value()) << results.error().message;
    return *results;
  }
  static const RuleResult& named(const std::vector<RuleResult>& results, std::string_view name) {
    return *std::ranges::find(results, name, &RuleResult::name);
  }
};

TEST_F(StoreRulesTest, JudgesStoredRowsAsOnABatchAndWholeTables) {
  engine.execute(R"(INSERT INTO ticket BY NAME SELECT * FROM (VALUES
    ('T1', 'chat',  5.0, 10.0, 4.0,  TIMESTAMP '2026-03-01 10:00:00', 'CNY'),
    ('T2', 'fax',   9.0, 10.0, 12.0, TIMESTAMP '2026-03-01 12:00:00', 'CNY'),
    ('T2', 'email', NULL, 10.0, NULL, NULL, 'USD')
    ) t(ticket_id, channel, rating, paid, refund, opened_at, currency))");
  const auto results = run(R"(
rules:
  - {name: sane_rating, table: ticket, column: rating, in_range: [1, 5], owner: service, label: {zh: 评分, en: Rating}}
  - {name: refund_small, table: ticket, column: refund, at_most: paid, label: {zh: 退款, en: Refund}}
  - {name: once, table: ticket, column: ticket_id, unique: true, label: {zh: 唯一, en: Once}}
  - {name: once_each, table: ticket, unique: [ticket_id, channel], label: {zh: 唯一, en: Once}}
  - {name: fits, table: ticket, holds: "refund is null or refund <= paid", label: {zh: 合理, en: Fits}}
  - {name: fresh, table: ticket, column: opened_at, fresh_within: 24h, label: {zh: 新, en: Fresh}}
  - {name: stale, table: ticket, column: opened_at, fresh_within: 6h, label: {zh: 新, en: Fresh}}
)");
  EXPECT_EQ(named(results, "sane_rating").checked, 2U);
  EXPECT_EQ(named(results, "sane_rating").broken, 1U);
  EXPECT_EQ(named(results, "sane_rating").owner, "service");
  EXPECT_EQ(named(results, "refund_small").checked, 2U);
  EXPECT_EQ(named(results, "refund_small").broken, 1U);
  EXPECT_EQ(named(results, "not_in_code_list").broken, 1U);  // Of the dictionary.
  EXPECT_EQ(named(results, "once").broken, 1U);
  EXPECT_TRUE(named(results, "once_each").passed);
  EXPECT_EQ(named(results, "fits").broken, 1U);
  EXPECT_TRUE(named(results, "fresh").passed);
  EXPECT_FALSE(named(results, "stale").passed);
}

TEST_F(StoreRulesTest, FindsDaysWithoutRowsAndShiftedChannels) {
  engine.execute(R"(INSERT INTO ticket BY NAME
    SELECT 'T' || d || '_' || i AS ticket_id,
      CASE WHEN d >= 21 OR i % 2 = 0 THEN 'chat' ELSE 'email' END AS channel,
      TIMESTAMP '2026-02-01 08:00:00' + to_days(d::INTEGER) AS opened_at
    FROM range(28) days(d), range(20) rows(i) WHERE d <> 10)");
  const auto results = run(R"(
rules:
  - {name: volume, table: ticket, column: opened_at, rows_per_day: [0.5, 2], label: {zh: 量, en: Volume}}
  - {name: shifted, table: ticket, column: channel, stable: {over: opened_at, days: 7}, label: {zh: 分布, en: Shift}}
)");
  EXPECT_EQ(named(results, "volume").measured, 1);
  EXPECT_NE(named(results, "volume").found.en.find("2026-02-11"), std::string::npos);
  EXPECT_FALSE(named(results, "shifted").passed);
}

TEST_F(StoreRulesTest, FindsNumbersThatDrift) {
  engine.execute(R"(INSERT INTO ticket BY NAME
    SELECT 'T' || d || '_' || i AS ticket_id, 'chat' AS channel, 100 + i + CASE WHEN d >= 21 THEN 8
      ELSE 0 END AS paid, 1 + i % 5 AS rating,
      TIMESTAMP '2026-02-01 08:00:00' + to_days(d::INTEGER) AS opened_at
    FROM range(28) days(d), range(20) rows(i))");
  const auto results = run(R"(
rules:
  - {name: paid, table: ticket, column: paid, stable: {over: opened_at, days: 7, ks: 0.1}, label: {zh: 额, en: Paid}}
  - {name: rated, table: ticket, column: rating, stable: {over: opened_at, days: 7, ks: 0.1}, label: {zh: 评, en: Rated}}
)");
  EXPECT_NEAR(named(results, "paid").measured, 0.4, 1e-9);
  EXPECT_FALSE(named(results, "paid").passed);
  EXPECT_TRUE(named(results, "rated").passed);
}

TEST_F(StoreRulesTest, WhatTheStoreHoldsSealedIsJudgedOnBatchesOnly) {
  const auto results = run(R"(
rules:
  - {name: long, table: ticket, holds: "length(text) > 1 or title is null", severity: reject, label: {zh: 长, en: Long}}
)");
  EXPECT_TRUE(named(results, "long").passed);
  EXPECT_NE(named(results, "long").found.en.find("on every batch"), std::string::npos);
}

TEST_F(StoreRulesTest, RefusesColumnsThatAreNotThere) {
  for (const std::string_view wrong :
       {"rules:\n  - {name: a, table: ticket, column: gone, unique: true, label: {zh: a, en: a}}",
        "rules:\n  - {name: a, table: gone, column: x, unique: true, label: {zh: a, en: a}}",
        "rules:\n  - {name: a, table: ticket, holds: \"gone = 1\", label: {zh: a, en: a}}",
        "rules:\n  - {name: a, table: ticket, holds: \"1 = 1\", label: {zh: a, en: a}}"}) {
    const DefinitionFile file(wrong);
    const auto set = RuleSet::load_files({file.path}, dictionary);
    EXPECT_FALSE(set.has_value()) << wrong;
  }
}

}  // namespace aftercare::quality
