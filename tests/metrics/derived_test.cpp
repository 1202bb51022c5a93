#include "metrics/derived.hpp"

#include <gtest/gtest.h>

#include <map>

namespace aftercare::metrics {

std::string computed(const std::string& text) {
  const auto steps = parse_derived(text);
  if (!steps) return steps.error().message;
  const auto value = value_of(*steps, [](const std::string& name) -> std::optional<double> {
    const std::map<std::string, double> known{{"orders", 4}, {"sales", 100}, {"none", 0}};
    const auto found = known.find(name);
    return found == known.end() ? std::nullopt : std::optional(found->second);
  });
  return value ? std::to_string(*value) : "-";
}

std::string unit_of_text(const std::string& text) {
  const auto unit = unit_of(*parse_derived(text), [](const std::string& name) -> std::string {
    return name == "orders" ? "order" : "currency";
  });
  return unit ? *unit : unit.error().message;
}

TEST(DerivedTest, IsReadAsArithmetic) {
  EXPECT_EQ(computed("sales / orders"), "25.000000");
  EXPECT_EQ(computed("2 + 3 * 4"), "14.000000");
  EXPECT_EQ(computed("(2 + 3) * 4"), "20.000000");
  EXPECT_EQ(computed("10 - 2 - 3"), "5.000000") << "from the left";
  EXPECT_EQ(computed("100 * (sales - 20) / sales"), "80.000000");
}

TEST(DerivedTest, IsNoneWhereAPartIsNoneOrTheBaseIsEmpty) {
  EXPECT_EQ(computed("sales + unknown"), "-");
  EXPECT_EQ(computed("sales / none"), "-");
  EXPECT_EQ(computed("none / sales"), "0.000000");
}

TEST(DerivedTest, WhatIsNoExpressionIsTold) {
  EXPECT_EQ(computed("median(sales)"),
            "unknown function; there are only + - * / and brackets: 'median'");
  EXPECT_EQ(computed("(sales"), "a bracket is not closed: '(sales'");
  EXPECT_EQ(computed("sales +"), "a metric or a number is expected at: 'sales +'");
  EXPECT_EQ(computed("sales orders"), "not expected here: 'orders'");
  EXPECT_EQ(computed("sales ; drop"), "not expected here: '; drop'");
  EXPECT_EQ(computed(""), "a metric or a number is expected at: ''");
}

TEST(DerivedTest, OnlyThingsOfOneUnitAreAdded) {
  EXPECT_EQ(unit_of_text("sales - refunds"), "currency");
  EXPECT_EQ(unit_of_text("0.5 * sales"), "currency");
  EXPECT_EQ(unit_of_text("sales / 2"), "currency");
  EXPECT_EQ(unit_of_text("sales / orders"), "") << "money per order is a unit of its own";
  EXPECT_EQ(unit_of_text("sales + orders"),
            "wrong unit: 'currency' and 'order' cannot be added or subtracted");
  EXPECT_EQ(unit_of_text("sales - 1"),
            "wrong unit: 'currency' and 'number' cannot be added or subtracted");
}

}  // namespace aftercare::metrics
