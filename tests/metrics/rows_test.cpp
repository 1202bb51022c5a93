#include "metrics/rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "small_shop.hpp"

namespace aftercare::metrics {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using Cells = std::vector<std::string>;

RowsAnswer rows_of(const Question& question, const SmallShop& shop, const Page& page = {}) {
  auto answered = rows(shipped_model(), question, page, shop, records::Viewer::owner());
  if (!answered) throw std::runtime_error(answered.error().message);
  return std::move(*answered);
}

Cells first_cells(const RowsAnswer& answer) {
  Cells cells;
  for (const auto& row : answer.rows) cells.push_back(cell_text(row.front()));
  return cells;
}

TEST(RowsTest, AsManyRowsAsTheNumberSays) {
  const auto shop = filled_shop();
  const Question questions[] = {
      question_of({}), between(question_of({}), "2026-03-02", "2026-03-05"),
      question_of({}, {}, {only("province", {"湖南"})}),
      between(question_of({}, {}, {only("province", {std::nullopt})}), "2026-03-05", "2026-03-05")};
  for (auto question : questions)
    for (const auto& metric : shipped_model().metrics()) {
      question.metrics = {metric.name};
      const bool possible = question.where.empty() ||
                            std::ranges::count(shipped_model().dimensions_of(metric), "province");
      if (!possible) continue;
      const auto answered =
          answer(shipped_model(), question, *shop, records::Viewer::owner()).value();
      if (std::holds_alternative<Derived>(metric.kind)) continue;  // It has none of its own.
      const auto listed = rows_of(question, *shop);
      EXPECT_EQ(listed.rows.size(), listed.total) << metric.name;
      if (listed.of == "population") {
        EXPECT_EQ(std::to_string(listed.total), cell_text(answered.total_n[0])) << metric.name;
      } else if (const auto& above = std::get<Ratio>(metric.kind);
                 above.numerator.front().function != store::Function::sum) {
        const auto base = std::get<std::int64_t>(answered.total_n[0]);
        const auto* share = std::get_if<double>(&answered.total[0]);
        const auto expected = share == nullptr ? 0 : *share * static_cast<double>(base) / 100;
        EXPECT_NEAR(expected, static_cast<double>(listed.total), 1e-9) << metric.name;
      }
    }
}

TEST(RowsTest, NewestFirstAndEveryPageOnce) {
  const auto shop = filled_shop();
  const auto question =
      question_of({"cases"}, {}, {{"day", FilterOperator::not_in, {std::nullopt}}});
  Cells seen;
  for (std::uint64_t number = 1; number <= 4; ++number)
    for (auto& key : first_cells(rows_of(question, *shop, {number, 3, std::nullopt})))
      seen.push_back(std::move(key));
  EXPECT_EQ(seen, (Cells{"c6", "c4", "c5", "c8", "c2", "c3", "c1", "c9"}));
  EXPECT_EQ(rows_of(question, *shop, {9, 3, std::nullopt}).total, 8U);
  EXPECT_THAT(rows_of(question, *shop, {9, 3, std::nullopt}).rows, SizeIs(0));
}

TEST(RowsTest, ListsTheRowsThatTheNumberIsMadeOf) {
  const auto shop = filled_shop();
  EXPECT_EQ(first_cells(rows_of(question_of({"complaints"}), *shop)), (Cells{"c5", "c2", "c1"}));
  EXPECT_EQ(first_cells(rows_of(question_of({"csat"}), *shop)), Cells{"sc1"});
  EXPECT_EQ(rows_of(question_of({"csat"}), *shop).of, "numerator");
  EXPECT_EQ(
      first_cells(rows_of(between(question_of({"backlog"}), "2026-03-03", "2026-03-04"), *shop)),
      (Cells{"c2", "c3"}));
  EXPECT_EQ(first_cells(rows_of(question_of({"sales"}, {}, {only("province", {"湖南"})}), *shop)),
            (Cells{"o5", "o2"}));
}

TEST(RowsTest, WhatIsCountedOnceIsListedOnce) {
  const auto shop = filled_shop();
  const auto orders = rows_of(question_of({"orders"}, {}, {only("product", {"kettle"})}), *shop);
  EXPECT_EQ(orders.total, 2U);
  EXPECT_EQ(first_cells(orders), (Cells{"o2", "o1"}));
  const auto customers = rows_of(question_of({"repeat_complaint_rate"}), *shop);
  EXPECT_EQ(first_cells(customers), Cells{"A"});
}

TEST(RowsTest, OrdersByAShownColumn) {
  const auto shop = filled_shop();
  const Page page{1, 50, Order{"severity", true}};
  EXPECT_EQ(first_cells(rows_of(question_of({"complaints"}), *shop, page)),
            (Cells{"c2", "c1", "c5"}));
}

TEST(RowsTest, RefusesWhatCannotBeListed) {
  const auto question = question_of({"complaints"});
  const std::tuple<Question, Page, std::string> cases[] = {
      {question, {0, 50, std::nullopt}, "no such page"},
      {question, {1, 0, std::nullopt}, "no such page"},
      {question, {1, 5000, std::nullopt}, "no such page"},
      {question, {~0ULL, 50, std::nullopt}, "no such page"},
      {question, {1, 50, Order{"secret", true}}, "cannot order by what is not shown: 'secret'"},
      {question_of({"cases", "orders"}), {}, "exactly one metric"},
      {question_of({"orders"}, {}, {only("channel", {"chat"})}), {}, "not known by channel"},
      {question_of({"backlog"}, {}, {only("promotion", {"x"})}), {}, "not known by promotion"},
  };
  for (const auto& [asked_for, page, reason] : cases) {
    const auto query = rows_behind(shipped_model(), asked_for, page);
    ASSERT_FALSE(query) << reason;
    EXPECT_THAT(query.error().message, HasSubstr(reason));
  }
}

}  // namespace aftercare::metrics
