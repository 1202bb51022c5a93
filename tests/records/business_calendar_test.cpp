#include "records/business_calendar.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <tuple>

namespace aftercare::records {
namespace {

namespace fs = std::filesystem;

// A workspace whose own calendar file holds one calendar, `service`.
class Desk {
 public:
  explicit Desk(const std::string& rest) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    static int count = 0;
    folder_ = fs::temp_directory_path() /
              ("calendar_" + std::string(test->name()) + std::to_string(++count));
    fs::create_directories(folder_ / "catalog");
    std::ofstream(folder_ / "catalog/calendars.yaml")
        << "calendars:\n  - name: service\n    label: {zh: 客服, en: Service}\n" + rest;
  }
  ~Desk() { fs::remove_all(folder_); }

  base::Result<BusinessCalendar> calendar(const std::string& zone = "Asia/Shanghai") const {
    return BusinessCalendar::load(folder_, "service", *Zone::named(zone));
  }
  /// Open hours between two local times "2026-03-02 09:00"; -1: none.
  double hours(const std::string& from, const std::string& to,
               const std::string& zone = "Asia/Shanghai") const {
    const auto made = calendar(zone);
    if (!made) {
      ADD_FAILURE() << made.error().message;
      return -2;
    }
    const auto moment = [&](const std::string& text) {
      const auto day = *parse_day(text.substr(0, 10));
      const auto at = std::chrono::hours(std::stoi(text.substr(11, 2))) +
                      std::chrono::minutes(std::stoi(text.substr(14, 2)));
      return Zone::named(zone)->to_moment(
          std::chrono::local_time<std::chrono::microseconds>{day.time_since_epoch() + at});
    };
    const auto seconds = made->seconds_between(moment(from), moment(to));
    return seconds ? *seconds / 3600 : -1;
  }

 private:
  fs::path folder_;
};

const std::string kOffice =
    "    week:\n"
    "      monday: [\"09:00-12:00\", \"13:30-18:00\"]\n"
    "      tuesday: [\"09:00-12:00\", \"13:30-18:00\"]\n"
    "      wednesday: [\"09:00-12:00\", \"13:30-18:00\"]\n"
    "      thursday: [\"09:00-12:00\", \"13:30-18:00\"]\n"
    "      friday: [\"09:00-12:00\", \"13:30-18:00\"]\n";

}  // namespace

TEST(BusinessCalendar, CountsOnlyWhatLiesInAShift) {
  const Desk desk(kOffice);
  // 2026-03-02 is a Monday.
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-02 10:00", "2026-03-02 11:00"), 1);
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-02 11:30", "2026-03-02 14:00"), 1) << "the noon break";
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-02 12:00", "2026-03-02 13:30"), 0) << "only the break";
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-02 07:00", "2026-03-02 09:00"), 0) << "until it opens";
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-02 17:30", "2026-03-03 09:30"), 1) << "over the night";
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-06 17:00", "2026-03-09 10:00"), 2) << "over the weekend";
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-07 10:00", "2026-03-08 18:00"), 0) << "in the weekend";
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-02 00:00", "2026-03-09 00:00"), 5 * 7.5);
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-02 10:00", "2026-03-02 10:00"), 0);
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-02 11:00", "2026-03-02 10:00"), -1) << "backwards: none";
  EXPECT_DOUBLE_EQ(desk.hours("1999-03-02 11:00", "2026-03-02 10:00"), -1) << "out of its years";
}

TEST(BusinessCalendar, AShiftOverMidnightBelongsToTheDayItBeginsOn) {
  const Desk desk(
      "    week:\n      friday: [\"22:00-06:00\"]\n"
      "    holidays:\n      - {day: \"2026-03-13\"}\n      - {day: \"2026-03-21\"}\n");
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-06 12:00", "2026-03-07 12:00"), 8);
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-07 05:00", "2026-03-07 07:00"), 1);
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-06 05:00", "2026-03-06 07:00"), 0)
      << "no shift began on Thursday";
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-13 12:00", "2026-03-14 12:00"), 0) << "begins on a holiday";
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-20 12:00", "2026-03-21 12:00"), 8) << "goes on into one";
}

TEST(BusinessCalendar, AHolidayIsClosedAndAMadeUpSundayIsOpen) {
  const Desk desk(
      kOffice +
      "    holidays:\n      - {name: 国庆节, from: \"2026-10-01\", to: \"2026-10-07\"}\n"
      "    working_days:\n      - {name: 调休, day: \"2026-09-20\"}\n"
      "      - {name: 半天, day: \"2026-10-10\", shifts: [\"10:00-12:00\"]}\n");
  EXPECT_DOUBLE_EQ(desk.hours("2026-09-30 17:00", "2026-10-08 10:00"), 2);
  EXPECT_DOUBLE_EQ(desk.hours("2026-09-20 00:00", "2026-09-21 00:00"), 7.5) << "a 调休 Sunday";
  EXPECT_DOUBLE_EQ(desk.hours("2026-09-13 00:00", "2026-09-14 00:00"), 0) << "the Sunday before";
  EXPECT_DOUBLE_EQ(desk.hours("2026-10-10 00:00", "2026-10-11 00:00"), 2) << "hours of its own";
}

TEST(BusinessCalendar, OnTheDayTheClockChangesRealTimeCounts) {
  const Desk desk(
      "    week:\n      saturday: [\"22:00-06:00\"]\n      sunday: [\"09:00-18:00\"]\n");
  // London goes forward on 2026-03-29 at 01:00 and back on 2026-10-25 at 02:00.
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-28 20:00", "2026-03-29 08:00", "Europe/London"), 7);
  EXPECT_DOUBLE_EQ(desk.hours("2026-10-24 20:00", "2026-10-25 08:00", "Europe/London"), 9);
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-21 20:00", "2026-03-22 08:00", "Europe/London"), 8)
      << "a week before";
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-28 20:00", "2026-03-29 08:00", "Asia/Shanghai"), 8)
      << "no daylight saving there";
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-29 08:00", "2026-03-29 20:00", "Europe/London"), 9)
      << "the day shift of that day is as long as ever";
}

TEST(BusinessCalendar, AZoneOfItsOwnWinsOverTheWorkspaces) {
  const Desk desk("    zone: Europe/London\n    week:\n      monday: [\"09:00-17:00\"]\n");
  // 09:00 to 17:00 in London, in winter, is 17:00 to 01:00 in Shanghai.
  EXPECT_DOUBLE_EQ(desk.hours("2026-03-02 09:00", "2026-03-02 18:00", "Asia/Shanghai"), 1);
}

TEST(BusinessCalendar, WhatIsWrongIsToldWithFileAndLine) {
  const std::pair<std::string, std::string> wrong[] = {
      {"    week:\n      funday: []\n", "no weekday: 'funday'"},
      {"    week:\n      monday: [\"9-18\"]\n", "no shift: '9-18'"},
      {"    week:\n      monday: [\"09:00-25:00\"]\n", "no shift: '09:00-25:00'"},
      {"    week:\n      monday: [\"09:00-09:00\"]\n", "no shift: '09:00-09:00'"},
      {"    week:\n      monday: [\"09:00-12:00\", \"11:00-13:00\"]\n",
       "two shifts of a day overlap"},
      {kOffice + "    zone: Moon/Crater\n", "unknown time zone: 'Moon/Crater'"},
      {kOffice + "    holidays:\n      - {day: \"2026-02-30\"}\n",
       "no day (YYYY-MM-DD): '2026-02-30'"},
      {kOffice + "    holidays:\n      - {from: \"2026-02-03\", to: \"2026-02-01\"}\n",
       "the holiday ends before it begins"},
      {kOffice + "    working_days:\n      - {day: \"2026-02-01\", like: holiday}\n",
       "no weekday: 'holiday'"},
      {kOffice + "    hours: 9\n", "unknown key: 'hours'"},
  };
  for (const auto& [text, told] : wrong) {
    const Desk desk(text);
    const auto calendar = desk.calendar();
    ASSERT_FALSE(calendar.has_value()) << text;
    EXPECT_NE(calendar.error().message.find(told), std::string::npos) << calendar.error().message;
    EXPECT_NE(calendar.error().message.find("calendars.yaml:"), std::string::npos)
        << calendar.error().message;
    EXPECT_FALSE(calendar.error().message_zh.empty());
  }
}

TEST(BusinessCalendar, SomethingFallsDueWhenSoMuchOpenTimeHasPassed) {
  const Desk desk(kOffice + "    holidays:\n      - {day: \"2026-03-10\"}\n");
  const auto calendar = desk.calendar();
  ASSERT_TRUE(calendar) << calendar.error().message;
  const auto zone = *Zone::named("Asia/Shanghai");
  const auto moment = [&](const std::string& text) {
    const auto at = std::chrono::hours(std::stoi(text.substr(11, 2))) +
                    std::chrono::minutes(std::stoi(text.substr(14, 2)));
    return zone.to_moment(std::chrono::local_time<std::chrono::microseconds>{
        parse_day(text.substr(0, 10))->time_since_epoch() + at});
  };
  const std::tuple<std::string, double, std::string> cases[] = {
      {"2026-03-02 09:00", 1, "2026-03-02 10:00"},
      {"2026-03-02 11:30", 1, "2026-03-02 14:00"},  // Over noon.
      {"2026-03-02 09:00", 3, "2026-03-02 12:00"},  // At the end of a shift, not at the next.
      {"2026-03-02 12:30", 1, "2026-03-02 14:30"},  // Begun while closed.
      {"2026-03-06 17:00", 2, "2026-03-09 10:00"},  // Over a weekend.
      {"2026-03-09 17:00", 2, "2026-03-11 10:00"},  // Over a holiday.
      {"2026-03-07 03:00", 0, "2026-03-07 03:00"},  // At once.
  };
  for (const auto& [from, hours, due] : cases) {
    const auto at = calendar->moment_after(moment(from), hours * 3600);
    ASSERT_TRUE(at) << from;
    EXPECT_EQ(*at, moment(due)) << from << " + " << hours;
    EXPECT_EQ(calendar->seconds_between(moment(from), *at), hours * 3600) << from;
  }
  EXPECT_FALSE(calendar->moment_after(moment("1999-12-31 23:00"), 60));
  EXPECT_FALSE(calendar->moment_after(moment("2049-12-31 12:00"), 1e9)) << "behind the last day";
  EXPECT_FALSE(calendar->moment_after(moment("2026-03-02 09:00"), -1));
  const Desk closed("    week: {sunday: []}\n");
  EXPECT_FALSE(closed.calendar()->moment_after(moment("2026-03-02 09:00"), 60)) << "never open";
}

TEST(BusinessCalendar, TheShippedOneKnowsTheMadeUpDays) {
  const auto calendar = BusinessCalendar::load({}, "service", *Zone::named("Asia/Shanghai"));
  ASSERT_TRUE(calendar.has_value()) << calendar.error().message;
  const auto day = [&](const char* text) {
    const auto start = Zone::named("Asia/Shanghai")->start_of(*parse_day(text));
    return *calendar->seconds_between(start, start + std::chrono::hours(24)) / 3600;
  };
  EXPECT_DOUBLE_EQ(day("2026-09-20"), 9) << "a Sunday worked for the National Day";
  EXPECT_DOUBLE_EQ(day("2026-09-27"), 0);
  EXPECT_DOUBLE_EQ(day("2026-10-01"), 0) << "a Thursday off";
  EXPECT_DOUBLE_EQ(day("2026-10-08"), 9);
  EXPECT_NE(calendar->stamp(), "");
}

}  // namespace aftercare::records
