#include "store/render.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "store/build.hpp"

namespace aftercare::store {

std::string sql_of(const Query& query) {
  const auto sql = render(query, Dialect::duckdb);
  return sql ? *sql : "refused: " + sql.error().message;
}

std::string sql_where(ExpressionPtr where) {
  const auto sql =
      sql_of({"case_fact", {{column("channel"), "channel"}}, std::move(where), {}, {}, {}, 0});
  const auto at = sql.find("\nWHERE ");
  return at == sql.npos ? sql : sql.substr(at + 7);
}

TEST(RenderTest, GroupsFiltersAndOrdersToTheLastRow) {
  const auto week = truncate(column("opened_day"), DayUnit::week);
  const Query query{"case_fact",
                    {{week, "week"},
                     {column("channel"), "channel"},
                     {count_rows(equal(column("kind"), value("complaint"))), "complaints"}},
                    compare(column("opened_day"), Comparison::greater_or_equal,
                            value(*records::parse_day("2026-03-01"))),
                    {week, column("channel")},
                    {{"complaints", true}},
                    10,
                    20};
  EXPECT_EQ(sql_of(query),
            R"(SELECT date_trunc('week', "opened_day")::DATE AS "week",
       "channel" AS "channel",
       count(*) FILTER (WHERE "kind" = 'complaint') AS "complaints"
FROM "case_fact"
WHERE "opened_day" >= DATE '2026-03-01'
GROUP BY date_trunc('week', "opened_day")::DATE, "channel"
ORDER BY "complaints" DESC NULLS LAST, "week" ASC NULLS LAST, "channel" ASC NULLS LAST
LIMIT 10
OFFSET 20)");
}

TEST(RenderTest, AsksGroupsAndTheirTotalInOneScan) {
  Query query{"case_fact",
              {{column("channel"), "channel"}, {count_rows(), "cases"}},
              nullptr,
              {column("channel")},
              {},
              {},
              0};
  query.with_total = query.any_order = true;
  EXPECT_EQ(sql_of(query), R"(SELECT "channel" AS "channel",
       count(*) AS "cases",
       grouping("channel") AS is_total
FROM "case_fact"
GROUP BY GROUPING SETS (("channel"), ()))");
  query.any_order = false;
  EXPECT_THAT(sql_of(query),
              testing::EndsWith(R"(ORDER BY is_total ASC, "channel" ASC NULLS LAST)"))
      << "the total after every group: one may have no channel, its key is null as well";
}

TEST(RenderTest, WritesEveryAggregate) {
  const std::pair<ExpressionPtr, std::string> cases[] = {
      {count_rows(), "count(*)"},
      {aggregate(Function::count, column("rating")), R"(count("rating"))"},
      {aggregate(Function::count_distinct, column("order_id")), R"(count(DISTINCT "order_id"))"},
      {aggregate(Function::sum, column("amount"), column("is_paid")),
       R"(sum("amount") FILTER (WHERE "is_paid"))"},
      {aggregate(Function::average, column("rating")), R"(avg("rating"))"},
      {aggregate(Function::minimum, column("rating")), R"(min("rating"))"},
      {aggregate(Function::maximum, column("rating")), R"(max("rating"))"},
      {aggregate(Function::quantile, column("rating"), nullptr, 0.9),
       R"(quantile_cont("rating", 0.9))"},
      {divide(aggregate(Function::sum, column("a")), count_rows()),
       R"((sum("a") / NULLIF(count(*), 0)))"},
  };
  for (const auto& [expression, expected] : cases)
    EXPECT_EQ(sql_of({"case_fact", {{expression, "x"}}, nullptr, {}, {}, {}, 0}),
              "SELECT " + expected + " AS \"x\"\nFROM \"case_fact\"");
}

TEST(RenderTest, KeepsTheMeaningOfNestedConditions) {
  const auto a = equal(column("a"), value(1));
  const auto b = is_null(column("b"));
  const auto c = in(column("c"), {{std::string("x")}, {std::int64_t{2}}}, true);
  EXPECT_EQ(sql_where(all_of({a, any_of({b, c})})),
            R"("a" = 1 AND ("b" IS NULL OR "c" NOT IN ('x', 2)))");
  EXPECT_EQ(sql_where(any_of({all_of({a, b}), c})),
            R"("a" = 1 AND "b" IS NULL OR "c" NOT IN ('x', 2))");
  EXPECT_EQ(sql_where(negation(any_of({a, b}))), R"(NOT ("a" = 1 OR "b" IS NULL))");
  EXPECT_EQ(sql_where(equal(a, b)), R"(("a" = 1) = ("b" IS NULL))");
  EXPECT_EQ(sql_where(expression(And{})), "TRUE");
  EXPECT_EQ(sql_where(expression(Or{})), "FALSE");
  EXPECT_EQ(sql_where(in(column("c"), {})), "FALSE");
  EXPECT_EQ(sql_where(in(column("c"), {}, true)), "TRUE");
}

TEST(RenderTest, RecodesTextsAndLeavesTheOthers) {
  const auto topic = column("topic");
  EXPECT_EQ(sql_where(equal(recode(topic, {{"a'b", "c"}, {"物流", "d"}}, topic), value("c"))),
            R"(CASE "topic" WHEN 'a''b' THEN 'c' WHEN '物流' THEN 'd' ELSE "topic" END = 'c')");
  EXPECT_EQ(sql_where(equal(recode(topic, {}, column("x")), value("c"))), R"("x" = 'c')");
}

TEST(RenderTest, ValuesStayValues) {
  const std::pair<ExpressionPtr, std::string> cases[] = {
      {value("O'Brien'; DROP TABLE case_fact; --"), "'O''Brien''; DROP TABLE case_fact; --'"},
      {value(R"(back\slash)"), R"('back\slash')"},
      {value("广东"), "'广东'"},
      {value(""), "''"},
      {value(true), "TRUE"},
      {value(-5), "-5"},
      {value(0.1), "0.1"},
      {expression(Literal{}), "NULL"},
  };
  for (const auto& [literal, expected] : cases)
    EXPECT_EQ(sql_where(equal(column("a"), literal)), "\"a\" = " + expected);
}

TEST(RenderTest, RefusesWhatCannotBeSaidSafely) {
  const auto selecting = [](ExpressionPtr expression, ExpressionPtr where = nullptr) {
    return Query{"case_fact", {{std::move(expression), "x"}}, std::move(where), {}, {}, {}, 0};
  };
  auto ordered_by_stranger = selecting(column("a"));
  ordered_by_stranger.order_by = {{"y", false}};
  auto ungrouped = selecting(column("a"));
  ungrouped.select.push_back({count_rows(), "n"});
  auto twice = selecting(column("a"));
  twice.select.push_back({column("b"), "x"});
  auto deep = column("a");
  for (int level = 0; level < 1000; ++level) deep = negation(deep);
  auto total_of_a_page = selecting(column("a"));
  total_of_a_page.group_by = {column("a")};
  total_of_a_page.with_total = true;
  total_of_a_page.limit = 5;
  auto total_of_rows = selecting(column("a"));
  total_of_rows.with_total = true;
  const std::pair<Query, std::string> cases[] = {
      {total_of_a_page, "a total of what is not grouped"},
      {total_of_rows, "a total of what is not grouped"},
      {selecting(column("a\" FROM secret --")), "no plain name"},
      {selecting(column("Channel")), "no plain name"},
      {selecting(column("")), "no plain name"},
      {selecting(column("1st")), "no plain name"},
      {{"case_fact; DROP TABLE x", {{column("a"), "x"}}, nullptr, {}, {}, {}, 0}, "no plain name"},
      {{"case_fact", {}, nullptr, {}, {}, {}, 0}, "nothing is selected"},
      {selecting(column("a"), equal(column("a"), value(std::string("x\0y", 3)))), "NUL"},
      {selecting(column("a"), equal(column("a"), value("\xff"))), "not UTF-8"},
      {selecting(column("a"), equal(column("a"), value(std::nan("")))), "not finite"},
      {selecting(column("a"), in(column("a"), {{}})), "null in a list"},
      {selecting(column("a"), count_rows()), "an aggregate where only"},
      {selecting(aggregate(Function::sum, count_rows())), "an aggregate where only"},
      {selecting(aggregate(Function::sum, nullptr)), "an aggregate of nothing"},
      {selecting(aggregate(Function::quantile, column("a"), nullptr, 1.5)), "not in 0..1"},
      {selecting(nullptr), "is missing"},
      {selecting(deep), "too deeply"},
      {ordered_by_stranger, "ordered by what is not selected: 'y'"},
      {ungrouped, "neither grouped nor aggregated: 'x'"},
      {twice, "two columns named 'x'"},
  };
  for (const auto& [query, reason] : cases) {
    const auto sql = render(query, Dialect::duckdb);
    ASSERT_FALSE(sql.has_value()) << *sql;
    EXPECT_NE(sql.error().message.find(reason), std::string::npos) << sql.error().message;
    EXPECT_FALSE(sql.error().message_zh.empty());
  }
}

TEST(RenderTest, CountsTheRowsBehindAPage) {
  const Query page{
      "case_fact", {{column("channel"), "channel"}}, is_null(column("rating")), {}, {}, 50, 100};
  EXPECT_EQ(render_count(page, Dialect::duckdb).value(),
            "SELECT count(*) AS \"rows\"\nFROM \"case_fact\"\nWHERE \"rating\" IS NULL");
  EXPECT_EQ(sql_of(page),
            "SELECT \"channel\" AS \"channel\"\nFROM \"case_fact\"\nWHERE \"rating\" IS NULL\n"
            "ORDER BY \"channel\" ASC NULLS LAST\nLIMIT 50\nOFFSET 100");
}

TEST(RenderTest, AKeyInTheOrderIsEnough) {
  Query page{"case_fact",
             {{column("case_key"), "case_key"}, {column("channel"), "channel"}},
             nullptr,
             {},
             {{"channel", true}, {"case_key", false}},
             50,
             0};
  page.totally_ordered = true;
  EXPECT_EQ(sql_of(page),
            "SELECT \"case_key\" AS \"case_key\",\n       \"channel\" AS \"channel\"\n"
            "FROM \"case_fact\"\n"
            "ORDER BY \"channel\" DESC NULLS LAST, \"case_key\" ASC NULLS LAST\nLIMIT 50");
}

}  // namespace aftercare::store
