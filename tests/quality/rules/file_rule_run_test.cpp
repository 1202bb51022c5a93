#include "quality/rules/file_rule_run.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <fstream>

#include "../small_dictionary.hpp"
#include "quality/rules/history.hpp"
#include "quality/rules/suggest_rules.hpp"

namespace aftercare::quality {

struct RuledTable {
  explicit RuledTable(std::vector<std::string> columns) { batch.columns = std::move(columns); }
  RuledTable& row(const std::vector<std::string>& cells) {
    for (const auto& cell : cells) batch.cells.push_back(texts.emplace_back(cell));
    batch.origins.push_back({batch.origins.size() + 2, 0});
    return *this;
  }
  std::vector<RuleResult> judged_by(std::string_view yaml) const {
    const DefinitionFile file(yaml);
    const auto rules = load_file_rules(file.path);
    EXPECT_TRUE(rules.has_value()) << rules.error().message;
    const auto now = records::Moment(std::chrono::seconds(1'772'409'600));  // 2026-03-02 00:00 UTC.
    auto run = FileRuleRun::make(*rules, batch.columns, now, [](const auto&, const auto&) {
      return base::Result<std::vector<std::string>>(std::vector<std::string>{"P1", "P2"});
    });
    EXPECT_TRUE(run.has_value()) << run.error().message;
    (*run)->add(batch);
    return (*run)->finish();
  }

  records::RawBatch batch;
  std::deque<std::string> texts;
};

TEST(FileRuleRunTest, JudgesRowsAndWholeTables) {
  RuledTable table({"id", "status", "paid", "refund", "mail", "at", "sku"});
  table.row({"1", "open", "10", "5", "a@shop.example", "2026-03-01 10:00:00", "P1"})
      .row({"2", "closed", "10", "12", "no mail", "2026-03-01 11:00:00", "P9"})
      .row({"2", "lost", "-3", "", "", "2026-05-01 11:00:00", "P2"})
      .row({"", "open", "x", "1", "N/A", "", "P1"});
  const auto results = table.judged_by(R"(
rules:
  - {name: has_id, column: id, present: true, severity: reject}
  - {name: once, column: id, unique: true}
  - {name: known_status, column: status, one_of: [open, closed]}
  - {name: sane, column: paid, in_range: [0, 1000]}
  - {name: number, column: paid, type: number}
  - {name: refund_small, holds: "refund <= paid", owner: finance}
  - {name: mail_type, column: mail, type: email}
  - {name: past, column: at, not_future: true}
  - {name: goods, column: sku, references: {file: goods.csv, column: id}}
  - {name: written_so, column: refund, at_most: paid}
)");
  const std::pair<std::uint64_t, std::uint64_t> wanted[] = {
      // Checked, broken.
      {4, 1}, {3, 1}, {4, 1}, {4, 2}, {4, 1}, {4, 1}, {2, 1}, {3, 1}, {4, 1}, {4, 1}};
  ASSERT_EQ(results.size(), std::size(wanted));
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].checked, wanted[i].first) << results[i].name;
    EXPECT_EQ(results[i].broken, wanted[i].second) << results[i].name;
    EXPECT_FALSE(results[i].passed) << results[i].name;
  }
  EXPECT_EQ(results[5].owner, "finance");
  ASSERT_EQ(results[1].examples.size(), 1U);
  EXPECT_EQ(results[1].examples[0].row, 4U);
}

TEST(FileRuleRunTest, AnAllowedShareMayBreak) {
  RuledTable table({"x"});
  for (int i = 0; i < 100; ++i) table.row({i < 2 ? "" : "1"});
  const auto results = table.judged_by(
      "rules:\n  - {name: a, column: x, present: true, allowed: 0.02}\n"
      "  - {name: b, column: x, present: true, allowed: 0.01}\n");
  EXPECT_TRUE(results[0].passed);
  EXPECT_FALSE(results[1].passed);
}

TEST(FileRuleRunTest, JudgesFreshnessVolumeAndShift) {
  RuledTable table({"at", "channel"});
  for (int day = 1; day <= 28; ++day)
    for (int i = 0; i < (day == 14 ? 2 : 20); ++i)
      table.row({fmt::format("2026-02-{:02} 08:{:02}:00", day, i), day > 21 ? "chat"
                                                                   : i % 2  ? "email"
                                                                            : "phone"});
  const auto results = table.judged_by(R"(
rules:
  - {name: fresh, column: at, fresh_within: 48h}
  - {name: stale, column: at, fresh_within: 2h}
  - {name: volume, column: at, rows_per_day: [0.5, 2]}
  - {name: shifted, column: channel, stable: {over: at, days: 7}}
)");
  EXPECT_TRUE(results[0].passed);
  EXPECT_FALSE(results[1].passed);
  EXPECT_FALSE(results[2].passed);
  EXPECT_EQ(results[2].measured, 1);
  EXPECT_NE(results[2].found.zh.find("2026-02-14"), std::string::npos);
  EXPECT_FALSE(results[3].passed);
}

TEST(FileRuleRunTest, RefusesRulesThatCannotRun) {
  for (const std::string_view wrong :
       {"rules:\n  - {name: a, column: x}", "rules:\n  - {column: x, present: true}",
        "rules:\n  - {name: a, column: x, present: true, unique: true}",
        "rules:\n  - {name: a, column: x, in_range: [2, 1]}",
        "rules:\n  - {name: a, column: x, matches: '['}",
        "rules:\n  - {name: a, column: x, type: colour}", "rules:\n  - {name: a, holds: 'x +'}",
        "rules:\n  - {name: a, present: true}", "rules:\n  - {name: a, column: x, sql: 'drop'}",
        "rules:\n  - {name: a, column: x, present: true}\n  - {name: a, column: x, unique: true}",
        "other: 1"}) {
    const DefinitionFile file(wrong);
    const auto rules = load_file_rules(file.path);
    EXPECT_FALSE(rules.has_value()) << wrong;
  }
  const DefinitionFile file("rules:\n  - {name: a, column: gone, present: true}");
  const auto rules = load_file_rules(file.path);
  ASSERT_TRUE(rules.has_value());
  EXPECT_FALSE(FileRuleRun::make(*rules, {"x"}, {}, {}).has_value());
}

TEST(FileRuleRunTest, NumbersThatDriftAreToldFromNumbersThatScatter) {
  RuledTable table({"at", "price", "weight"});
  for (int day = 1; day <= 28; ++day)
    for (int i = 0; i < 20; ++i)
      table.row({fmt::format("2026-02-{:02} 08:{:02}:00", day, i),
                 std::to_string(100 + i + (day > 21 ? 8 : 0)), std::to_string(1 + (i * day) % 17)});
  const auto results = table.judged_by(R"(
rules:
  - {name: prices, column: price, stable: {over: at, days: 7, ks: 0.1}}
  - {name: weights, column: weight, stable: {over: at, days: 7, ks: 0.1}}
)");
  EXPECT_FALSE(results[0].passed);
  EXPECT_NEAR(results[0].measured, 0.4, 0.01);  // 8 of 20 steps.
  EXPECT_NE(results[0].found.zh.find("KS"), std::string::npos);
  EXPECT_TRUE(results[1].passed);
}

TEST(HistoryTest, DistancesOfDistributions) {
  EXPECT_LT(stability_index({100, 100}, {51, 49}), 0.01);
  EXPECT_GT(stability_index({100, 100}, {95, 5}), 0.25);
  EXPECT_EQ(stability_index({}, {}), 0);
  EXPECT_GT(chi_square_p({100, 100}, {51, 49}), 0.5);
  EXPECT_LT(chi_square_p({100, 100}, {95, 5}), 1e-6);
  EXPECT_DOUBLE_EQ(cumulative_distance({{1, 5}, {2, 5}}, {{2, 1}, {1, 1}}).distance, 0);
  EXPECT_DOUBLE_EQ(cumulative_distance({{1, 1}, {2, 1}}, {{3, 1}, {4, 1}}).distance, 1);
  EXPECT_DOUBLE_EQ(cumulative_distance({{1, 3}, {2, 1}}, {{1, 1}, {2, 3}}).distance, 0.5);
  EXPECT_DOUBLE_EQ(cumulative_distance({}, {{1, 1}}).p, 1);
  // Two values each say nothing; a thousand each that stand apart do.
  EXPECT_GT(cumulative_distance({{1, 1}, {2, 1}}, {{3, 1}, {4, 1}}).p, 0.05);
  EXPECT_LT(cumulative_distance({{1, 750}, {2, 250}}, {{1, 250}, {2, 750}}).p, 1e-6);
}

TEST(SuggestRulesTest, ProposesWhatRowsKeepAndReadsBack) {
  RuledTable table({"单号", "status", "paid", "\"odd\" name"});
  for (int i = 0; i < 60; ++i)
    table.row(
        {fmt::format("AB-{:04}", i), i % 2 ? "open" : "closed", fmt::format("{}.5", i), "x y"});
  TableState state;
  state.add(table.batch);
  const auto yaml = suggest_rules(profile_of(state, {}), "orders.csv");
  for (const auto& result : table.judged_by(yaml)) EXPECT_TRUE(result.passed) << result.name;
  for (const std::string_view part : {"unique: true", "one_of: [\"closed\", \"open\"]",
                                      "in_range: [0, ", "matches: \"[A-Z]+-[0-9]{4}\""})
    EXPECT_NE(yaml.find(part), std::string::npos) << part << "\n" << yaml;
}

}  // namespace aftercare::quality
