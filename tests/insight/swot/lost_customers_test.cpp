#include "insight/swot/lost_customers.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aftercare::insight {
namespace {

TEST(LostCustomersTest, TellsTheProblemAfterWhichCustomersStayAway) {
  LostCustomers customers;
  for (int i = 0; i < 100; ++i) {
    const auto who = std::to_string(i);
    customers.add_order(who, 10);
    customers.add_problem(who, i < 50 ? "rude" : "late", 20);
    // Of fifty each: 10 come back after "rude", 40 after "late".
    if (i % 50 < (i < 50 ? 10 : 40)) customers.add_order(who, 40);
  }
  customers.add_problem("stranger", "rude", 20);  // Never ordered.
  customers.add_problem("0", "late", 190);        // Not followed long enough.
  const auto lost = std::move(customers).build(200, 60);
  ASSERT_EQ(lost.size(), 2U);
  EXPECT_EQ(lost[0].problem, "rude");
  EXPECT_EQ(lost[0].n, 50);
  EXPECT_EQ(lost[0].lost, 40);
  EXPECT_DOUBLE_EQ(lost[0].others, 0.2);
  EXPECT_LT(lost[0].q, 0.05);
  EXPECT_LT(lost[0].low, 0.8);
  EXPECT_GT(lost[0].high, 0.8);
}

TEST(LostCustomersTest, FewCustomersAreNotJudged) {
  LostCustomers customers;
  for (int i = 0; i < 10; ++i) {
    customers.add_order(std::to_string(i), 1);
    customers.add_problem(std::to_string(i), i % 2 == 0 ? "rude" : "late", 5);
  }
  EXPECT_TRUE(std::move(customers).build(100, 30).empty());
}

}  // namespace
}  // namespace aftercare::insight
