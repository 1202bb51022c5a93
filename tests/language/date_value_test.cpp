#include "language/date_value.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace aftercare::language {
namespace {

// Thursday, 26 November 2026, 01:30 in Shanghai: still the 25th in UTC.
DateContext shanghai_night() {
  const auto zone = records::Zone::named("Asia/Shanghai");
  EXPECT_TRUE(zone.has_value());
  return {zone->to_moment(std::chrono::local_days(std::chrono::year{2026} / 11 / 26) +
                          std::chrono::minutes(90)),
          *zone};
}

struct DateCase {
  std::string said;
  std::string value;
  std::string next = {};
};

void expect_values(const std::vector<DateCase>& cases, const DateContext& context) {
  for (const auto& [said, value, next] : cases)
    EXPECT_EQ(date_value(said, next, context), value) << said;
}

}  // namespace

TEST(DateValueTest, ChineseWordsAgainstTheTextsOwnDay) {
  expect_values(
      {
          {"昨天", "2026-11-25"},
          {"今天", "2026-11-26"},
          {"前天下午", "2026-11-24T12:00/2026-11-24T18:00"},
          {"大前天", "2026-11-23"},
          {"昨晚8点", "2026-11-25T20:00"},
          {"昨天中午12点半", "2026-11-25T12:30"},
          {"昨天下午三点", "2026-11-25T15:00"},
          {"今早", "2026-11-26T06:00/2026-11-26T10:00"},
          {"后天", "2026-11-28"},
          {"上周三", "2026-11-18"},
          {"上上周五", "2026-11-13"},
          {"本周四", "2026-11-26"},
          {"下周一", "2026-11-30"},
          {"上周", "2026-11-16/2026-11-22"},
          {"上周末", "2026-11-21/2026-11-22"},
          {"周三", "2026-11-25"},
          {"星期天", "2026-11-22"},
          {"周六", "2026-11-28", "之前"},
          {"3天前", "2026-11-23"},
          {"三天后", "2026-11-29"},
          {"两周前", "2026-11-12"},
          {"一个月前", "2026-10-26"},
          {"半个月前", "2026-11-11"},
          {"2小时前", "2026-11-25T23:00"},
          {"去年", "2025"},
          {"去年12月", "2025-12"},
          {"上个月", "2026-10"},
          {"上个月15号", "2026-10-15"},
          {"月初", "2026-11-01/2026-11-10"},
          {"10月份", "2026-10"},
          {"12号", "2026-11-12"},
          {"双十一", "2026-11-11"},
          {"去年双11", "2025-11-11"},
          {"元旦", "2027-01-01"},
          {"618", "2026-06-18"},
      },
      shanghai_night());
}

TEST(DateValueTest, CalendarDatesTakeTheNearestYear) {
  expect_values(
      {
          {"2026年3月1日", "2026-03-01"},
          {"2026-11-09", "2026-11-09"},
          {"2026/3/1", "2026-03-01"},
          {"2027年5月", "2027-05"},
          {"3月5号", "2026-03-05"},
          {"12月20日", "2026-12-20"},  // Soon.
          {"1月3日", "2027-01-03"},    // Within 90 days.
          {"6月1日", "2026-06-01"},    // Farther ahead next year: the last one.
          {"11月20号晚上", "2026-11-20T18:00/2026-11-20T23:59"},
          {"25/12/2025", "2025-12-25"},
          {"03/04/2026", ""},  // March or April: nobody can tell.
          {"2月30日", ""},
      },
      shanghai_night());
}

TEST(DateValueTest, English) {
  expect_values(
      {
          {"yesterday", "2026-11-25"},
          {"Yesterday morning", "2026-11-25T06:00/2026-11-25T12:00"},
          {"the day before yesterday", "2026-11-24"},
          {"last Monday", "2026-11-23"},
          {"last Thursday", "2026-11-19"},
          {"on Tuesday", "2026-11-24"},
          {"next Friday", "2026-11-27"},
          {"last week", "2026-11-16/2026-11-22"},
          {"this week", "2026-11-23/2026-11-29"},
          {"last month", "2026-10"},
          {"3 days ago", "2026-11-23"},
          {"two weeks ago", "2026-11-12"},
          {"a month ago", "2026-10-26"},
          {"Nov 3, 2026", "2026-11-03"},
          {"3rd of November", "2026-11-03"},
          {"December 24", "2026-12-24"},
      },
      shanghai_night());
}

TEST(DateValueTest, WithoutAMomentOnlyWhatIsWrittenOut) {
  expect_values({{"昨天", ""},
                 {"上周三", ""},
                 {"3月5号", ""},
                 {"双十一", ""},
                 {"2 days ago", ""},
                 {"2026-11-09", "2026-11-09"},
                 {"2026年3月", "2026-03"}},
                {});
}

TEST(DateValueTest, TheZoneSaysWhichDayItIs) {
  auto context = shanghai_night();
  context.zone = records::Zone::utc();
  EXPECT_EQ(date_value("昨天", "", context), "2026-11-24");
}

TEST(DateValueTest, ShortMonthsAndLeapDays) {
  DateContext context;
  context.moment = records::Moment(records::Day(std::chrono::year{2027} / 3 / 31));
  expect_values({{"一个月前", "2027-02-28"}, {"2月29日", "2024-02-29"}}, context);
}

TEST(DateValueTest, AnyWordsEnd) {
  for (const std::string said :
       {"", "的", "99999999999999", "周", "上", "个个个", "半", "-", "月月月"})
    date_value(said, said, shanghai_night());
}

}  // namespace aftercare::language
