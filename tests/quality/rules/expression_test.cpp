#include "quality/rules/expression.hpp"

#include <gtest/gtest.h>

#include <map>

namespace aftercare::quality {

using Row = std::map<std::string, std::string>;

std::optional<bool> judged(std::string_view written, const Row& row) {
  const auto expression = RowExpression::parse(written);
  EXPECT_TRUE(expression.has_value()) << expression.error().message;
  return expression->judge([&](std::size_t column) {
    const auto at = row.find(expression->columns()[column]);
    return at == row.end() ? ExpressionValue{} : value_of_cell(at->second);
  });
}

TEST(ExpressionTest, ComparesColumnsNumbersTextsAndDates) {
  const Row row = {{"paid", "99.50"},      {"refund", "20"},       {"status", "delivered"},
                   {"到货", "2026-03-05"}, {"发货", "2026-03-01"}, {"note", ""}};
  for (const std::string_view holds :
       {"refund <= paid", "refund + 79.5 = paid", "status != 'cancelled' and paid > 0",
        "status in ('shipped', 'delivered')", "not status = 'open'", "note is null",
        "paid is not null", "到货 >= 发货", "days(到货, 发货) between 0 and 10",
        "\"到货\" > '2026-03-04'", "status matches '[a-z]+'", "length(status) = 9",
        "paid - refund * 2 > 59 or paid < 0", "year(发货) = 2026", "lower(status) = 'delivered'"})
    EXPECT_EQ(judged(holds, row), true) << holds;
  for (const std::string_view breaks :
       {"refund > paid", "status = 'open'", "到货 < 发货", "paid between 1 and 2",
        "status not in ('delivered')", "days(到货, 发货) > 30"})
    EXPECT_EQ(judged(breaks, row), false) << breaks;
}

TEST(ExpressionTest, WhatIsNotKnownBreaksNothing) {
  const Row row = {{"paid", ""}, {"refund", "5"}};
  EXPECT_EQ(judged("refund <= paid", row), std::nullopt);
  EXPECT_EQ(judged("paid > 0 or refund > 0", row), true);
  EXPECT_EQ(judged("paid > 0 and refund > 9", row), false);
  EXPECT_EQ(judged("missing_column > 1", row), std::nullopt);
  EXPECT_EQ(judged("refund / 0 > 1", row), std::nullopt);
  EXPECT_EQ(judged("refund > 'tomorrow'", row), false);  // As words.
}

TEST(ExpressionTest, RefusesWhatItCannotRead) {
  for (const std::string_view wrong :
       {"", "paid >", "paid > 1 extra", "(paid > 1", "paid in (1, 2", "paid + 1", "drop(paid) = 1",
        "days(paid) = 1", "status matches '['", "'open", "paid between 1", "and", "paid is 3",
        "system('ls') = 0"})
    EXPECT_FALSE(RowExpression::parse(wrong).has_value()) << wrong;
  EXPECT_FALSE(RowExpression::parse(std::string(1'000, '(') + "a = 1").has_value());
  std::string endless = "a = 1";
  for (int i = 0; i < 1'000; ++i) endless += " or a = 1";
  EXPECT_FALSE(RowExpression::parse(endless).has_value());
}

TEST(ExpressionTest, SaysWhereItWentWrongInBothLanguages) {
  const auto wrong = RowExpression::parse("金额 >= and 1 = 1");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_NE(wrong.error().message.find("character 7"), std::string::npos) << wrong.error().message;
  EXPECT_NE(wrong.error().message_zh.find("第 7 个字符"), std::string::npos);
}

}  // namespace aftercare::quality
