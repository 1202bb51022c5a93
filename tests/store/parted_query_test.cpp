// A question that counts values once, asked in parts: the same answer.

#include "store/duckdb/parted_query.hpp"

#include <gtest/gtest.h>

#include "place/own_engine.hpp"
#include "records/viewer.hpp"
#include "store/build.hpp"

namespace aftercare::store {

inline ExpressionPtr counted_once(const char* name) {
  return aggregate(Function::count_distinct, column(name));
}

// 997 orders of which every one stands in some rows, of goods and days that repeat.
class PartedQueryTest : public testing::Test {
 protected:
  PartedQueryTest() {
    engine_.execute(
        "CREATE TABLE line AS SELECT 'o' || (i % 997) AS order_key, CASE i % 5 WHEN 4 THEN NULL "
        "ELSE 'p' || (i % 5) END AS product, CASE WHEN i % 7 = 0 THEN NULL ELSE (i % 11)::DOUBLE "
        "END AS amount, i % 3 AS kind FROM range(6000) t(i); INSERT INTO line VALUES (NULL, 'p9', "
        "2.5, 1)");
  }

  Frame run(const Query& query) const {
    auto frame = engine_.run(query, records::Viewer::owner());
    EXPECT_TRUE(frame) << (frame ? "" : frame.error().message);
    return frame ? std::move(*frame) : Frame{};
  }
  Frame parted(const Query& query, unsigned parts) const {
    const auto in = in_parts(query);
    EXPECT_TRUE(in);
    if (!in) return {};
    auto frame = in->ask(
        parts, [this](const Query& part) { return engine_.run(part, records::Viewer::owner()); });
    EXPECT_TRUE(frame) << (frame ? "" : frame.error().message);
    return frame ? std::move(*frame) : Frame{};
  }

  OwnEngine engine_;
};

inline Query lines_by_product() {
  Query query;
  query.fact = "line";
  query.select = {{column("product"), "product"},
                  {counted_once("order_key"), "orders"},
                  {count_rows(), "lines"},
                  {aggregate(Function::sum, column("amount")), "amount"},
                  {aggregate(Function::minimum, column("amount")), "least"},
                  {aggregate(Function::maximum, column("amount")), "most"}};
  query.group_by = {column("product")};
  return query;
}

TEST_F(PartedQueryTest, PartsAddUpToTheWhole) {
  auto query = lines_by_product();
  const auto whole = run(query);
  ASSERT_EQ(whole.rows.size(), 6U);
  for (const unsigned parts : {2U, 5U, 64U}) {
    const auto frame = parted(query, parts);
    EXPECT_EQ(frame.columns, whole.columns);
    EXPECT_EQ(frame.rows, whole.rows) << parts << " parts: groups in the same order, null last";
  }
  query.with_total = true;
  EXPECT_EQ(parted(query, 7).rows.size(), run(query).rows.size());
  EXPECT_EQ(std::get<std::int64_t>(run(query).rows.back()[1]), 997);
  EXPECT_EQ(parted(query, 7).rows, run(query).rows);
}

TEST_F(PartedQueryTest, ConditionsHoldInEveryPart) {
  auto query = lines_by_product();
  query.where = expression(Or{{in(column("product"), {{std::string("p1")}}),
                               in(column("product"), {{std::string("p9")}})}});
  EXPECT_EQ(parted(query, 4).rows, run(query).rows);
  query.group_by.clear();
  query.select.erase(query.select.begin());
  EXPECT_EQ(parted(query, 4).rows, run(query).rows) << "one row without groups";
}

TEST_F(PartedQueryTest, WhatDoesNotAddUpIsNotParted) {
  EXPECT_TRUE(in_parts(lines_by_product()));
  for (const auto function : {Function::average, Function::quantile}) {
    auto query = lines_by_product();
    query.select.push_back({aggregate(function, column("amount")), "middle"});
    EXPECT_FALSE(in_parts(query));
  }
  auto two = lines_by_product();
  two.select.push_back({counted_once("kind"), "kinds"});
  EXPECT_FALSE(in_parts(two)) << "rows of one kind would be in several parts";
  auto page = lines_by_product();
  page.limit = 3;
  EXPECT_FALSE(in_parts(page));
  auto none = lines_by_product();
  none.select.erase(none.select.begin() + 1);
  EXPECT_FALSE(in_parts(none)) << "nothing is counted once";
}

TEST_F(PartedQueryTest, TheFirstPartThatFailsIsTheAnswer) {
  int asked = 0;
  const auto frame = in_parts(lines_by_product())->ask(4, [&](const Query&) -> base::Result<Frame> {
    ++asked;
    return base::failure(base::ErrorKind::internal, "no", "否");
  });
  EXPECT_FALSE(frame);
  EXPECT_EQ(asked, 1);
}

}  // namespace aftercare::store
