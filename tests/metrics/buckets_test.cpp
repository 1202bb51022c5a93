#include "metrics/buckets.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aftercare::metrics {

using store::DayUnit;

records::Day on(const char* text) {
  return *records::parse_day(text);
}

std::string between_days(const char* from, const char* to, DayUnit unit) {
  std::string all;
  for (const auto day : buckets_between(on(from), on(to), unit))
    all += (all.empty() ? "" : " ") + records::to_iso(day);
  return all;
}

TEST(BucketsTest, WeeksBeginOnMonday) {
  EXPECT_EQ(first_day_of(on("2026-03-02"), DayUnit::week), on("2026-03-02"));
  EXPECT_EQ(first_day_of(on("2026-03-08"), DayUnit::week), on("2026-03-02"));
  EXPECT_EQ(first_day_of(on("2026-03-09"), DayUnit::week), on("2026-03-09"));
  EXPECT_EQ(first_day_of(on("2026-01-01"), DayUnit::week), on("2025-12-29"));
}

TEST(BucketsTest, AUnitEndsBeforeTheNextBegins) {
  EXPECT_EQ(last_day_of(on("2028-02-01"), DayUnit::month), on("2028-02-29"));
  EXPECT_EQ(last_day_of(on("2026-12-01"), DayUnit::month), on("2026-12-31"));
  EXPECT_EQ(last_day_of(on("2025-12-29"), DayUnit::week), on("2026-01-04"));
  EXPECT_EQ(last_day_of(on("2026-03-09"), DayUnit::day), on("2026-03-09"));
}

TEST(BucketsTest, EveryUnitThatHoldsADayOfThePeriod) {
  EXPECT_EQ(between_days("2028-02-28", "2028-03-01", DayUnit::day),
            "2028-02-28 2028-02-29 2028-03-01");
  EXPECT_EQ(between_days("2026-03-08", "2026-03-09", DayUnit::week), "2026-03-02 2026-03-09");
  EXPECT_EQ(between_days("2026-01-31", "2026-03-01", DayUnit::month),
            "2026-01-01 2026-02-01 2026-03-01");
  EXPECT_EQ(between_days("2025-12-31", "2026-01-01", DayUnit::month), "2025-12-01 2026-01-01");
  EXPECT_EQ(between_days("2026-03-02", "2026-03-01", DayUnit::day), "");
}

TEST(BucketsTest, TheEstimateIsNeverTooSmall) {
  for (const auto unit : {DayUnit::day, DayUnit::week, DayUnit::month})
    for (const auto* to : {"2026-01-01", "2026-02-01", "2026-12-31", "2030-01-01"})
      EXPECT_GE(most_buckets(on("2026-01-01"), on(to), unit),
                buckets_between(on("2026-01-01"), on(to), unit).size());
  EXPECT_EQ(most_buckets(on("2026-01-02"), on("2026-01-01"), DayUnit::day), 0U);
}

}  // namespace aftercare::metrics
