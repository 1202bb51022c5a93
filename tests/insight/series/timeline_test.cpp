#include "insight/series/timeline.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

namespace aftercare::insight {
namespace {

constexpr double kHourOfTime = 3600e6;

double day_at(int year, unsigned month, unsigned day) {
  using namespace std::chrono;
  return static_cast<double>(
      duration_cast<microseconds>(
          sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day))
              .time_since_epoch())
          .count());
}

}  // namespace

TEST(TimelineTest, AMissingHourIsFilledOnTheLine) {
  const auto line =
      timeline_of({0, kHourOfTime, 2 * kHourOfTime, 4 * kHourOfTime}, {1, 2, 3, 7}, true);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->values, (Values{1, 2, 3, 5, 7}));
  EXPECT_EQ(line->filled, 1U);
  EXPECT_EQ(line->usual_season(), 24U);
  EXPECT_EQ(line->after(2), 6 * kHourOfTime);
}

TEST(TimelineTest, RowsMayComeInAnyOrderAndTwice) {
  const auto line = timeline_of({3, 1, 2, 2}, {30, 10, 19, 21}, false);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->values, (Values{10, 20, 30}));
  EXPECT_EQ(line->merged, 1U);
  EXPECT_EQ(line->after(1), 4);
  EXPECT_EQ(line->usual_season(), 0U);
}

TEST(TimelineTest, MonthsAreStepsThoughTheirDaysDiffer) {
  const auto line = timeline_of({day_at(2025, 12, 31), day_at(2026, 1, 31), day_at(2026, 2, 28),
                                 day_at(2026, 3, 31), day_at(2026, 5, 31)},
                                {1, 2, 3, 4, 6}, true);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->step.unit, StepUnit::month);
  EXPECT_EQ(line->values, (Values{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(line->usual_season(), 12U);
  EXPECT_EQ(line->after(1), day_at(2026, 6, 30));
}

TEST(TimelineTest, WeeksAreNoMonths) {
  const auto four_weeks = day_at(2026, 1, 29) - day_at(2026, 1, 1);
  const auto line = timeline_of({0, four_weeks, 2 * four_weeks}, {1, 2, 3}, true);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->step.unit, StepUnit::second);
}

TEST(TimelineTest, RowsWithoutTimeOrValueAreLeftOutAndNoneIsNothing) {
  const auto line = timeline_of({0, NAN, 1}, {5, 6, NAN}, false);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->values, Values{5});
  EXPECT_FALSE(timeline_of({NAN}, {1}, false));
  EXPECT_FALSE(timeline_of({}, {}, false));
}

TEST(TimelineTest, ALonelyRowFarAwayIsRefusedInsteadOfFilled) {
  EXPECT_FALSE(timeline_of({0, 1, 2, 1e9}, {1, 2, 3, 4}, false));
}

}  // namespace aftercare::insight
