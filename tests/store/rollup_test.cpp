#include "store/duckdb/rollup.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "store/duckdb/rolled_query.hpp"
#include "store/render.hpp"
#include "tiny_shop.hpp"

namespace aftercare::store {

class RollupTest : public testing::Test {
 protected:
  // Rows that one of fact and rollup has and the other has not.
  std::string differences(const std::string& fact, const std::string& rollup,
                          const std::string& values) {
    const auto* known = rollup_of(fact);
    EXPECT_EQ(known->name, rollup);
    return shop_.ask(fmt::format(
        "SELECT * FROM ((SELECT {0} FROM {1} GROUP BY ALL EXCEPT FROM ({2})) UNION ALL (FROM ({2}) "
        "EXCEPT SELECT {0} FROM {1} GROUP BY ALL))",
        values, fact, folded_sql(*known)));
  }
  void expect_right(const std::string& when) {
    EXPECT_EQ(differences("case_fact", "case_day",
                          "opened_day, channel, is_complaint, is_noise, expects_answer, sentiment, "
                          "rating, survey_score, count(*)"),
              "")
        << when;
    EXPECT_EQ(differences("order_fact", "order_day",
                          "ordered_day, is_paid, is_delivered, is_returned, is_refunded, "
                          "delivered_late, count(*), sum(amount), count(amount), sum(paid_amount), "
                          "count(paid_amount), sum(refund_amount), count(refund_amount)"),
              "")
        << when;
  }
  std::string rows_of(const std::string& rollup) {
    return shop_.ask("SELECT count(*), sum(n)::BIGINT FROM " + rollup);
  }
  void cases(const std::string& file, const std::vector<std::vector<std::string>>& rows) {
    shop_.ingest(file,
                 {"case", {"case_id", "channel", "kind", "opened_at", "rating", "text"}, rows});
  }

  Shop shop_;
};

TEST_F(RollupTest, FollowsWhatIsStoredChangedAndReferredTo) {
  cases("C1", {{"c1", "review", "complaint", "2026-03-01 10:00", "1", "坏了"},
               {"c2", "review", "praise", "2026-03-01 11:00", "5", "很好"},
               {"c3", "chat", "complaint", "", "", "还没到"}});
  expect_right("stored");
  EXPECT_EQ(shop_.ask("SELECT sum(n)::BIGINT FROM case_day WHERE rating >= 4"), "1");
  cases("C2", {{"c1", "review", "complaint", "2026-03-01 10:00", "1", "坏了"},
               {"c4", "review", "praise", "2026-03-01 11:00", "5", "不错"}});
  expect_right("c1 came again as it was, c4 is new");
  cases("C3", {{"c1", "review", "complaint", "2026-03-02 10:00", "2", "坏了，补充"},
               {"c2", "review", "praise", "2026-03-01 11:00", "", "很好"}});
  expect_right("c1 moved to another day, c2 lost its rating");
  EXPECT_EQ(shop_.ask("SELECT sum(n)::BIGINT FROM case_day WHERE rating >= 4"), "1");
  EXPECT_EQ(shop_.ask("SELECT sum(n)::BIGINT FROM case_day WHERE opened_day IS NULL"), "1");
  const std::vector<std::string> scores = {"survey_id", "case_id", "answered_at", "score"};
  shop_.ingest("V1", {"survey", scores, {{"v1", "c3", "2026-03-05 10:00", "2"}}});
  expect_right("c3 was judged");
  shop_.ingest("V2", {"survey", scores, {{"v1", "c3", "2026-03-05 10:00", "4"}}});
  expect_right("and judged better");
  EXPECT_EQ(shop_.ask("SELECT sum(n)::BIGINT FROM case_day WHERE survey_score = 4"), "1");
}

TEST_F(RollupTest, FollowsOrdersAndTheirReturns) {
  const std::vector<std::string> columns = {"order_id", "ordered_at", "paid_at",
                                            "status",   "amount",     "paid_amount"};
  shop_.ingest("O1", {"order",
                      columns,
                      {{"o1", "2026-03-01 10:00", "2026-03-01 10:05", "completed", "10.5", "10.5"},
                       {"o2", "2026-03-01 12:00", "", "created", "20", ""},
                       {"o3", "2026-03-02 12:00", "2026-03-02 12:01", "paid", "", "7.25"}}});
  expect_right("stored");
  shop_.ingest("R1", {"return",
                      {"return_id", "order_id", "requested_at", "refund_amount", "status"},
                      {{"r1", "o1", "2026-03-08 10:00", "10.5", "refunded"}}});
  expect_right("o1 came back");
  EXPECT_EQ(shop_.ask("SELECT sum(n)::BIGINT, sum(refund_amount) FROM order_day WHERE is_returned"),
            "1,10.5");
  shop_.ingest(
      "O2",
      {"order", columns, {{"o2", "2026-03-01 12:00", "2026-03-09 08:00", "paid", "20", "19.99"}}});
  expect_right("o2 was paid");
}

TEST_F(RollupTest, IsThereAfterTheStoreWasOpenedAnew) {
  cases("C1", {{"c1", "review", "complaint", "2026-03-01 10:00", "1", "坏了"}});
  shop_.close();
  shop_.open();
  expect_right("opened anew");
  cases("C2", {{"c1", "review", "complaint", "2026-03-03 10:00", "1", "坏了。"}});
  expect_right("changed after it");
  shop_.close();
  Shop other("Asia/Shanghai");
  other.ingest("C1", {"case", {"case_id", "opened_at"}, {{"c1", "2026-03-01 20:00"}}});
  EXPECT_EQ(other.ask("SELECT opened_day, n FROM case_day"), "2026-03-02,1");
}

TEST_F(RollupTest, FoldsWhatCancels) {
  std::vector<std::vector<std::string>> rows;
  const auto first = *records::parse_day("2020-01-01");
  for (int i = 0; i < 1500; ++i)
    rows.push_back({fmt::format("c{}", i), "chat", "complaint",
                    records::to_iso(first + std::chrono::days(i)) + " 10:00", "", "问题"});
  cases("C1", rows);
  for (auto& row : rows) row[1] = "email";
  cases("C2", rows);  // 1500 rows out and 1500 in, beside the first 1500: too many.
  expect_right("all changed");
  EXPECT_EQ(rows_of("case_day"), "1500,1500");
}

// What the fact and the rollup answer to one question.
TEST_F(RollupTest, ACountOfNothingIsZeroAndASumOfNothingNull) {
  cases("C1", {{"c1", "review", "praise", "2026-03-01 10:00", "5", "很好"},
               {"c2", "chat", "complaint", "2026-03-01 10:00", "", "坏了"},
               {"c3", "email", "complaint", "2026-03-01 10:00", "", "坏了"}});
  cases("C2", {{"c1", "review", "praise", "2026-03-01 10:00", "", "很好。"},
               {"c3", "chat", "complaint", "2026-03-01 10:00", "", "坏了。"}});
  const Query query{"case_fact",
                    {{column("channel"), "channel"},
                     {count_rows(column("is_complaint")), "complaints"},
                     {aggregate(Function::count, column("rating")), "rated"},
                     {aggregate(Function::sum, column("rating")), "stars"}},
                    nullptr,
                    {column("channel")},
                    {},
                    {},
                    0};
  const auto rolled = rolled_up(query);
  ASSERT_TRUE(rolled);
  for (const bool grouped : {true, false}) {
    auto asked = query;
    if (!grouped) {
      asked.group_by.clear();
      asked.select.erase(asked.select.begin());
      asked.where = equal(column("channel"), value("phone"));
    }
    const auto facts = shop_.ask(render(asked, Dialect::duckdb).value());
    const auto answered = shop_.database().run(asked, records::Viewer::owner());
    ASSERT_TRUE(answered) << answered.error().message;
    std::string told;
    for (const auto& row : answered->rows) {
      if (!told.empty()) told += ";";
      for (std::size_t i = 0; i < row.size(); ++i)
        told += (i == 0 ? "" : ",") + Shop::in_words(row[i]);
    }
    EXPECT_EQ(told, facts);
    EXPECT_EQ(told, grouped ? "chat,2,0,-;review,0,0,-" : "0,0,-");
  }
}

TEST_F(RollupTest, WhatItCannotTellIsAskedOfTheFact) {
  const auto counting = [](ExpressionPtr where, std::vector<ExpressionPtr> groups = {}) {
    return Query{
        "case_fact", {{count_rows(), "n"}}, std::move(where), std::move(groups), {}, {}, 0};
  };
  EXPECT_TRUE(rolled_up(counting(equal(column("channel"), value("chat")))));
  EXPECT_TRUE(rolled_up(counting(nullptr, {truncate(column("opened_day"), DayUnit::week)})));
  EXPECT_FALSE(rolled_up(counting(equal(column("topic"), value("battery")))));
  EXPECT_FALSE(rolled_up(counting(nullptr, {column("province")})));
  auto other = counting(nullptr);
  other.fact = "return_fact";
  EXPECT_FALSE(rolled_up(other));
  auto page = counting(nullptr, {column("channel")});
  page.limit = 3;
  EXPECT_FALSE(rolled_up(page));
  auto with_total = counting(nullptr, {column("channel")});
  with_total.with_total = true;
  EXPECT_FALSE(rolled_up(with_total));
  for (const auto function :
       {Function::average, Function::minimum, Function::quantile, Function::count_distinct}) {
    auto not_a_sum = counting(nullptr);
    not_a_sum.select.push_back({aggregate(function, column("rating")), "x"});
    EXPECT_FALSE(rolled_up(not_a_sum));
  }
  auto rows = counting(nullptr);
  rows.select = {{column("channel"), "channel"}};
  EXPECT_FALSE(rolled_up(rows)) << "rows are no groups";
}

}  // namespace aftercare::store
