// The SQL of every metric, compared with tests/snapshots/duckdb/*.sql. A snapshot is a statement
// of what is right: after AFTERCARE_UPDATE_SNAPSHOTS=1 rewrote them, read the difference.

#include "metrics/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "metrics/rows.hpp"
#include "place/place.hpp"
#include "small_shop.hpp"

namespace aftercare::metrics {

namespace snapshot {

std::string sql_of_query(const store::Query& query) {
  const auto sql = store::render(query, store::Dialect::duckdb);
  return (sql ? *sql : "refused: " + sql.error().message) + ";\n";
}

std::string sql_of_question(const Question& question) {
  const auto resolved = resolve(shipped_model(), question);
  if (!resolved) return "failed: " + resolved.error().message;
  const auto plan = compile(shipped_model(), *resolved);
  if (!plan) return "failed: " + plan.error().message;
  std::string all;
  for (const auto& part : plan->parts) all += (all.empty() ? "" : "\n") + sql_of_query(part.query);
  return all;
}

std::string sql_of_rows(const Question& question) {
  const auto rows = rows_behind(shipped_model(), question, {2, 50, std::nullopt});
  if (!rows) return "failed: " + rows.error().message;
  return sql_of_query(rows->page) + "\n" + sql_of_query(rows->count);
}

void expect_same(const std::string& name, const std::string& sql) {
  const auto file = place::root() / "tests/snapshots/duckdb" / (name + ".sql");
  if (std::getenv("AFTERCARE_UPDATE_SNAPSHOTS") != nullptr) std::ofstream(file) << sql;
  std::ifstream in(file);
  std::stringstream stored;
  stored << in.rdbuf();
  EXPECT_EQ(stored.str(), sql) << file;
}

}  // namespace snapshot

TEST(PlanTest, EveryMetricOfAMonthIsWrittenAsItsSnapshot) {
  for (const auto& metric : shipped_model().metrics())
    snapshot::expect_same(
        metric.name,
        snapshot::sql_of_question(between(question_of({metric.name}), "2026-03-01", "2026-03-31")));
}

TEST(PlanTest, QuestionsAreWrittenAsTheirSnapshots) {
  const auto march = [](Question question) {
    return between(std::move(question), "2026-03-01", "2026-03-31");
  };
  const std::pair<std::string, Question> cases[] = {
      {"overview_by_day",
       march(question_of({"cases", "complaints", "complaint_rate", "csat", "avg_rating",
                          "first_response_median", "orders", "sales"},
                         {"day"}))},
      {"complaint_rate_by_topic", march(question_of({"complaint_rate"}, {"topic"}))},
      {"complaint_rate_by_province_week",
       march(question_of({"complaint_rate"}, {"province", "week"}))},
      {"orders_by_product", march(question_of({"orders", "return_rate"}, {"product"}))},
      {"delivered_by_component",
       march(question_of({"delivered_orders"}, {"component", "carrier"}))},
      {"backlog_age_by_week", march(question_of({"backlog_age_mean"}, {"week"}))},
      {"backlog_by_week_channel", march(question_of({"backlog"}, {"week", "channel"}))},
      {"rated_by_delivered_late", question_of({"rated", "avg_rating"}, {"delivered_late"})},
      {"cases_filtered", question_of({"cases"}, {"month"},
                                     {only("channel", {"chat", "email"}),
                                      {"severity", FilterOperator::at_least, {"2"}},
                                      {"topic", FilterOperator::not_in, {"logistics.late"}},
                                      only("province", {"O'Brien", std::nullopt}),
                                      {"day", FilterOperator::above, {"2026-03-01"}}})},
  };
  for (const auto& [name, question] : cases)
    snapshot::expect_same(name, snapshot::sql_of_question(question));
}

TEST(PlanTest, RowsBehindNumbersAreWrittenAsTheirSnapshots) {
  const auto march = [](Question question) {
    return between(std::move(question), "2026-03-01", "2026-03-31");
  };
  snapshot::expect_same("rows_complaints",
                        snapshot::sql_of_rows(march(question_of({"complaints"}))));
  snapshot::expect_same("rows_backlog", snapshot::sql_of_rows(march(question_of({"backlog"}))));
  snapshot::expect_same(
      "rows_orders_of_product",
      snapshot::sql_of_rows(march(question_of({"orders"}, {}, {only("product", {"fan"})}))));
  snapshot::expect_same("rows_repeat_complaint_rate",
                        snapshot::sql_of_rows(march(question_of({"repeat_complaint_rate"}))));
}

TEST(PlanTest, EverySnapshotIsAskedFor) {
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(place::root() / "tests/snapshots/duckdb"))
    files += entry.path().extension() == ".sql" ? 1 : 0;
  EXPECT_EQ(files,
            shipped_model().metrics().size() + 9 + 4 + 1);  // former_topics_test.cpp has one.
}

TEST(PlanTest, EveryColumnOfTheCatalogIsInTheStore) {
  ASSERT_EQ(shipped_model().facts().size(), store::fact_definitions().size());
  for (const auto& fact : shipped_model().facts()) {
    const auto& stored = store::fact_definition(fact.name);
    for (const auto& column : fact.columns) {
      const auto found = std::ranges::find(stored.columns, column.name, &store::FactColumn::name);
      ASSERT_NE(found, stored.columns.end()) << fact.name << "." << column.name;
      using records::FieldType;
      const auto expected = column.type == FieldType::day       ? "DATE"
                            : column.type == FieldType::moment  ? "TIMESTAMP"
                            : column.type == FieldType::boolean ? "BOOLEAN"
                            : column.type == FieldType::integer ? "BIGINT"
                            : column.type == FieldType::text    ? "VARCHAR"
                            : column.type == FieldType::real    ? "DOUBLE"
                                                                : "";
      if (*expected == '\0') continue;  // Money is a decimal or a double.
      const auto type = found->type.substr(0, found->type.find(' '));  // Without its packing.
      EXPECT_EQ(type, expected) << fact.name << "." << column.name;
    }
  }
}

}  // namespace aftercare::metrics
