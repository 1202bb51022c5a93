#include "insight/cohorts/cohorts.hpp"

#include <gtest/gtest.h>

#include <random>

namespace aftercare::insight {
namespace {

constexpr int kJanuary = 2026 * 12;
constexpr std::size_t kReturn = 0, kComplaint = 1, kEvents = 2;
constexpr std::size_t kReturned = kFirstEvent + kReturn, kComplained = kFirstEvent + kComplaint;

const CohortCell& cell(const CohortTable& table, std::size_t cohort, std::size_t what,
                       std::size_t age) {
  return table.cohorts[cohort].cells[what][age];
}

TEST(CohortsTest, CountsWhatBecameOfTheCustomersOfAMonth) {
  CohortBuilder builder(kEvents);
  // Of four customers of January: a came again in January and March, b in March, c returned in
  // February, d complained in January. e is of February.
  for (const auto& [who, month] :
       {std::pair("a", 0), {"a", 0}, {"a", 2}, {"b", 0}, {"b", 2}, {"c", 0}, {"d", 0}, {"e", 1}})
    builder.add_order(who, kJanuary + month);
  builder.add_event("c", kJanuary + 1, kReturn);
  builder.add_event("c", kJanuary + 2, kReturn);
  builder.add_event("d", kJanuary, kComplaint);
  builder.add_event("nobody", kJanuary, kComplaint);
  const auto table = std::move(builder).build(kJanuary + 2);
  ASSERT_TRUE(table);
  ASSERT_EQ(table->cohorts.size(), 3U);  // March has no new customer.
  EXPECT_EQ(table->cohorts[0].customers, 4);
  EXPECT_EQ(table->cohorts[1].customers, 1);
  EXPECT_EQ(table->cohorts[2].customers, 0);
  EXPECT_EQ(cell(*table, 0, kRetained, 0).with, 4);
  EXPECT_EQ(cell(*table, 0, kRetained, 1).with, 0);
  EXPECT_EQ(cell(*table, 0, kRetained, 2).with, 2);
  EXPECT_EQ(cell(*table, 0, kRepeated, 0).with, 1);
  EXPECT_EQ(cell(*table, 0, kRepeated, 2).with, 2);
  EXPECT_EQ(cell(*table, 0, kReturned, 0).with, 0);
  EXPECT_EQ(cell(*table, 0, kReturned, 2).with, 1);
  EXPECT_DOUBLE_EQ(cell(*table, 0, kComplained, 2).share, 0.25);
  EXPECT_EQ(table->left_out, 1U);
}

TEST(CohortsTest, AMonthThatIsNotOverHasNoNumber) {
  CohortBuilder builder(kEvents);
  builder.add_order("a", kJanuary);
  builder.add_order("b", kJanuary + 1);
  builder.add_order("a", kJanuary + 2);  // Of a month that is not whole.
  builder.add_order("c", kJanuary + 2);
  const auto table = std::move(builder).build(kJanuary + 1);
  ASSERT_TRUE(table);
  ASSERT_EQ(table->cohorts.size(), 2U);
  EXPECT_TRUE(cell(*table, 0, kRetained, 1).mature);
  EXPECT_FALSE(cell(*table, 1, kRetained, 1).mature);
  EXPECT_EQ(cell(*table, 0, kRepeated, 1).with, 0);
}

TEST(CohortsTest, WithoutAWholeMonthThereIsASentence) {
  CohortBuilder nothing(kEvents), later(kEvents);
  EXPECT_FALSE(std::move(nothing).build(kJanuary));
  later.add_order("a", kJanuary);
  EXPECT_FALSE(std::move(later).build(kJanuary - 1));
}

TEST(CohortsTest, TheMonthWhoseCustomersComplainMoreIsMarkedAndTheFirstIsNotCompared) {
  std::mt19937 random(3);
  CohortBuilder builder(kEvents);
  for (int month = 0; month < 6; ++month)
    for (int i = 0; i < 400; ++i) {
      const auto who = std::to_string(month) + "-" + std::to_string(i);
      builder.add_order(who, kJanuary + month);
      if (std::bernoulli_distribution(month == 3 ? 0.25 : 0.1)(random))
        builder.add_event(who, kJanuary + month, kComplaint);
    }
  const auto table = std::move(builder).build(kJanuary + 5);
  ASSERT_TRUE(table);
  for (std::size_t cohort = 0; cohort < 6; ++cohort)
    EXPECT_EQ(cell(*table, cohort, kComplained, 0).q <= 0.02, cohort == 3) << cohort;
  EXPECT_TRUE(table->cohorts[0].may_be_older);
  EXPECT_EQ(cell(*table, 0, kComplained, 0).q, 1);
}

}  // namespace
}  // namespace aftercare::insight
