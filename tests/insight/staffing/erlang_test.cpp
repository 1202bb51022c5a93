#include "insight/staffing/erlang.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace aftercare::insight {

TEST(ErlangTest, TheProbabilityToWaitIsThatOfTheFormula) {
  // a^n/n! n/(n-a) over the same plus the sum of a^k/k!, by hand for small numbers.
  EXPECT_NEAR(erlang_c(1, 0.5), 0.5, 1e-12);
  EXPECT_NEAR(erlang_c(2, 1), 1.0 / 3, 1e-12);
  EXPECT_NEAR(erlang_c(3, 2), 4.0 / 9, 1e-12);
  EXPECT_EQ(erlang_c(2, 2), 1);
  EXPECT_EQ(erlang_c(5, 0), 0);
  // Hundreds of agents overflow no factorial.
  EXPECT_GT(erlang_c(520, 500), 0);
  EXPECT_LT(erlang_c(520, 500), 0.5);
}

TEST(ErlangTest, TheBookExampleOfAHundredCallsInHalfAnHour) {
  // 100 calls in 30 minutes of 180 s: 10 Erlangs; 14 agents answer 88.8 % within 20 s.
  const auto staffing = staffing_for({100, 1800, 180, 1}, {0.8, 20, 0.85, 0.3});
  ASSERT_TRUE(staffing);
  EXPECT_NEAR(staffing->load, 10, 1e-12);
  EXPECT_EQ(staffing->agents, 14U);
  EXPECT_NEAR(staffing->service_level, 0.888, 0.002);
  EXPECT_NEAR(staffing->wait_s, 7.8, 0.1);
  EXPECT_NEAR(staffing->occupancy, 10.0 / 14, 1e-12);
  EXPECT_EQ(staffing->scheduled, 20U);  // 14 of 70 %.
}

TEST(ErlangTest, OneLessDoesNotReachTheGoal) {
  for (const double contacts : {3.0, 40.0, 700.0, 9'000.0}) {
    const StaffingGoal goal{0.9, 30, 0.9, 0};
    const auto staffing = staffing_for({contacts, 3600, 240, 1}, goal);
    ASSERT_TRUE(staffing);
    EXPECT_GE(staffing->service_level, 0.9);
    EXPECT_LE(staffing->occupancy, 0.9);
    const double one_less = static_cast<double>(staffing->agents) - 1;
    if (one_less < 1) continue;
    const double load = staffing->load, spare = one_less - load;
    const double level = spare > 0 ? 1 - erlang_c(one_less, load) * std::exp(-spare * 30 / 240) : 0;
    EXPECT_TRUE(level < 0.9 || load / one_less > 0.9) << contacts;
  }
}

TEST(ErlangTest, WhoServesThreeChatsAtOnceNeedsFewerColleagues) {
  const auto phone = staffing_for({300, 3600, 600, 1}, {}),
             chat = staffing_for({300, 3600, 600, 3}, {});
  ASSERT_TRUE(phone && chat);
  EXPECT_LT(chat->agents, phone->agents / 2);
  EXPECT_GE(static_cast<double>(chat->agents) * 0.85, 300.0 * 600 / 3600 / 3);
}

TEST(ErlangTest, NoContactsNeedNobodyAndWrongNumbersAreNamed) {
  const auto none = staffing_for({0, 3600, 300, 1}, {});
  ASSERT_TRUE(none);
  EXPECT_EQ(none->agents, 0U);
  EXPECT_EQ(none->service_level, 1);
  const auto wrong = staffing_for({10, 3600, 300, 1}, {1.2, 20, 0.85, 0.3});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "the service level is out of range: 1.2. Give 0.01 to 0.999");
  EXPECT_FALSE(staffing_for({-1, 3600, 300, 1}, {}));
  EXPECT_FALSE(staffing_for({NAN, 3600, 300, 1}, {}));
  EXPECT_FALSE(staffing_for({10, 3600, 0, 1}, {}));
}

}  // namespace aftercare::insight
