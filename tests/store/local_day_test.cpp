// Days and hours of UTC moments in a workspace's zone.

#include "store/duckdb/local_day.hpp"

#include <gtest/gtest.h>

namespace aftercare::store {
namespace {

constexpr std::int64_t kHour = 3'600'000'000;

std::int64_t moment(int year, unsigned month, unsigned day, int hour) {
  const std::chrono::sys_days date{std::chrono::year(year) / static_cast<int>(month) /
                                   static_cast<int>(day)};
  return std::int64_t{date.time_since_epoch().count()} * 24 * kHour + hour * kHour;
}

std::int32_t days_since_1970(int year, unsigned month, unsigned day) {
  return static_cast<std::int32_t>(moment(year, month, day, 0) / (24 * kHour));
}

}  // namespace

TEST(LocalDayTest, TheEveningInLondonIsTheNextMorningInShanghai) {
  const LocalDays shanghai(records::Zone::named("Asia/Shanghai").value());
  const auto evening = moment(2026, 3, 1, 17);
  EXPECT_EQ(shanghai.day_of(evening), days_since_1970(2026, 3, 2));
  EXPECT_EQ(shanghai.hour_of(evening), 1);
  EXPECT_EQ(shanghai.hour_of(evening - kHour - 1), 23);
  EXPECT_EQ(shanghai.hour_of(evening - kHour), 0);
}

TEST(LocalDayTest, HoursFollowDaylightSaving) {
  const LocalDays berlin(records::Zone::named("Europe/Berlin").value());
  // On 29 March 2026 two o'clock is three o'clock; on 25 October two o'clock comes twice.
  EXPECT_EQ(berlin.hour_of(moment(2026, 3, 29, 0)), 1);
  EXPECT_EQ(berlin.hour_of(moment(2026, 3, 29, 1)), 3);
  EXPECT_EQ(berlin.hour_of(moment(2026, 10, 25, 0)), 2);
  EXPECT_EQ(berlin.hour_of(moment(2026, 10, 25, 1)), 2);
  EXPECT_EQ(berlin.hour_of(moment(2026, 10, 25, 2)), 3);
}

TEST(LocalDayTest, MomentsBeforeAndFarAfterHaveTheirDayToo) {
  const LocalDays shanghai(records::Zone::named("Asia/Shanghai").value());
  EXPECT_EQ(shanghai.day_of(-9 * kHour), -1);  // 31 December 1969, 15:00 UTC: 23:00 there.
  EXPECT_EQ(shanghai.hour_of(-9 * kHour), 23);
  EXPECT_EQ(shanghai.hour_of(moment(2150, 6, 1, 20)), 4);
}

}  // namespace aftercare::store
