#include "simulate/clock.hpp"

#include <gtest/gtest.h>

namespace aftercare::simulate {
namespace {

Second at(int hour, int minute, int second) {
  const auto day = records::parse_day("2026-03-01")->time_since_epoch().count();
  return day * kDay + hour * kHour + minute * kMinute + second;
}

TEST(Clock, WritesAMomentAsSourcesDo) {
  std::string text;
  append_plain(text, at(8, 0, 5));
  EXPECT_EQ(text, "2026-03-01 08:00:05");
  text.clear();
  append_slashed(text, at(8, 0, 5));
  EXPECT_EQ(text, "2026/3/1 8:00");
  text.clear();
  append_iso(text, at(23, 59, 59), "+08:00");
  EXPECT_EQ(text, "2026-03-01T23:59:59+08:00");
}

TEST(Clock, WritesNothingForNever) {
  std::string text;
  append_plain(text, kNever);
  append_slashed(text, kNever);
  append_iso(text, kNever, "+08:00");
  EXPECT_EQ(text, "");
}

TEST(Clock, KnowsTheDayOfTheWeek) {
  EXPECT_EQ(weekday_of(0), 3);             // 1 January 1970 was a Thursday.
  EXPECT_EQ(weekday_of(at(12, 0, 0)), 6);  // 1 March 2026 is a Sunday.
  EXPECT_EQ(weekday_of(-kDay), 2);
}

TEST(Clock, WritesTheZonesOffset) {
  EXPECT_EQ(offset_on(*records::Zone::named("Asia/Shanghai"), at(0, 0, 0)), "+08:00");
  EXPECT_EQ(offset_on(*records::Zone::named("America/St_Johns"), at(0, 0, 0)), "-03:30");
}

}  // namespace
}  // namespace aftercare::simulate
