#include "standard/moment_text.hpp"

#include <gtest/gtest.h>

namespace aftercare::standard {
namespace {

using records::Moment;
using records::Zone;

/// The moment as ISO text, or "" if it could not be read.
std::string read_moment(std::string_view text, std::string_view zone = "Asia/Shanghai",
                        DateFormat format = DateFormat::plain) {
  MomentReader reader(Zone::named(zone).value(), format);
  const auto value = reader.moment(text);
  return value ? records::to_iso(Moment{std::chrono::microseconds{*value}}) : "";
}

TEST(MomentTextTest, ReadsLocalTimesOfTheZone) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"2026-03-01 08:00:05", "2026-03-01T00:00:05Z"},
      {"2026/3/1 8:00", "2026-03-01T00:00:00Z"},
      {"2026.03.01 08:00", "2026-03-01T00:00:00Z"},
      {"2026-03-01T08:00:05", "2026-03-01T00:00:05Z"},
      {"2026-03-01T08:00:05.250", "2026-03-01T00:00:05.250000Z"},
      {"2026-03-01", "2026-02-28T16:00:00Z"},
      {"20260301", "2026-02-28T16:00:00Z"},
      {"20260301080005", "2026-03-01T00:00:05Z"},
      {"202603010800", "2026-03-01T00:00:00Z"},
      {"20260301 08:00:05", "2026-03-01T00:00:05Z"},
      {"2026年3月1日 8时5分", "2026-03-01T00:05:00Z"},
      {"2026年3月1日8点5分6秒", "2026-03-01T00:05:06Z"},
      {"2026年03月01日", "2026-02-28T16:00:00Z"},
      {"2026年3月1日 下午8时5分", "2026-03-01T12:05:00Z"},
      {"2026-03-01 下午 08:05", "2026-03-01T12:05:00Z"},
      {"2026/3/1 12:30 AM", "2026-02-28T16:30:00Z"},
      {"2026/3/1 12:30 pm", "2026-03-01T04:30:00Z"},
      {"２０２６-０３-０１ ０８:００", "2026-03-01T00:00:00Z"},
      {"2 Mar 2026 08:00", "2026-03-02T00:00:00Z"},
      {"2-Mar-2026", "2026-03-01T16:00:00Z"},
      {"March 2, 2026 8:00 AM", "2026-03-02T00:00:00Z"},
      {"March 2, 2026 at 8:00 AM", "2026-03-02T00:00:00Z"},
      {"2026-03-02 - 08:00:00", "2026-03-02T00:00:00Z"},
      {"2024-02-29 08:00", "2024-02-29T00:00:00Z"},
  };
  for (const auto& [text, iso] : cases) EXPECT_EQ(read_moment(text), iso) << text;
}

TEST(MomentTextTest, AWrittenZoneIsStrongerThanTheZoneOfTheSource) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"2026-03-01T08:00:05Z", "2026-03-01T08:00:05Z"},
      {"2026-03-01T08:00:05+08:00", "2026-03-01T00:00:05Z"},
      {"2026-03-01 08:00:05 -0330", "2026-03-01T11:30:05Z"},
      {"2026-03-01T08:00:05.123456+00:00", "2026-03-01T08:00:05.123456Z"},
      {"2026-03-01T08:00:05+08", "2026-03-01T00:00:05Z"},
      {"2026-03-01 08:00:05 UTC", "2026-03-01T08:00:05Z"},
      {"2026-03-01 08:00 UTC+8", "2026-03-01T00:00:00Z"},
      {"2026-03-01 08:00 GMT-11", "2026-03-01T19:00:00Z"},
      {"2026-03-01 08:00 (UTC+8)", "2026-03-01T00:00:00Z"},
      {"Mar 1, 2026, 10:00 am CST(UTC-6)", "2026-03-01T16:00:00Z"},
      {"2026-03-01 08:00 CST", ""},  // Of two continents.
      {"2026-03-01 08:00 CST(", ""},
      {"2026-03-01 08:00 (UTC+)", ""},
      {"2026-03-01 08:00 (UTC+8) later", ""},
      {"Sun, 01 Mar 2026 08:00:05 +0100", "2026-03-01T07:00:05Z"},
      {"Sun, 1 Mar 2026 08:00:05 +0100 (CET)", "2026-03-01T07:00:05Z"},
      {"1772323205", "2026-03-01T00:00:05Z"},
      {"1772323205250", "2026-03-01T00:00:05.250000Z"},
  };
  for (const auto& [text, iso] : cases) EXPECT_EQ(read_moment(text), iso) << text;
}

TEST(MomentTextTest, WhatIsNoTimeIsNotGuessed) {
  for (const std::string_view text : {"",
                                      "soon",
                                      "2026-02-29",
                                      "2026-13-01",
                                      "2026-00-10",
                                      "2026-04-31 08:00",
                                      "2026-03-01 24:00",
                                      "2026-03-01 08:60",
                                      "2026-03-01 08:00:60",
                                      "2026-03-01 8",
                                      "12:30",
                                      "2026-3",
                                      "2026",
                                      "03/01/2026",
                                      "1/3/26",
                                      "2026-03/01",
                                      "20261301",
                                      "12345678",
                                      "177232320",
                                      "17723232051",
                                      "2026-03-01 08:00:05 tomorrow",
                                      "2026-03-01 08:00+25:00",
                                      "2026-03-01 13:00 PM",
                                      "2026年3月",
                                      "1Mar",
                                      "0123456789",
                                      "2026-03-01 08:00:05."})
    EXPECT_EQ(read_moment(text), "") << text;
}

TEST(MomentTextTest, AnAmbiguousDateIsReadAsDeclared) {
  EXPECT_EQ(read_moment("03/01/2026", "UTC", DateFormat::month_day_year), "2026-03-01T00:00:00Z");
  EXPECT_EQ(read_moment("03/01/2026", "UTC", DateFormat::day_month_year), "2026-01-03T00:00:00Z");
  EXPECT_EQ(read_moment("3/1/26 8:05", "UTC", DateFormat::month_day_year), "2026-03-01T08:05:00Z");
  EXPECT_EQ(read_moment("13/01/2026", "UTC", DateFormat::month_day_year), "");
  EXPECT_EQ(read_moment("2026-03-01", "UTC", DateFormat::month_day_year), "2026-03-01T00:00:00Z");
  EXPECT_EQ(read_moment("46082.5", "UTC", DateFormat::excel_serial), "2026-03-01T12:00:00Z");
  EXPECT_EQ(read_moment("46082.5", "UTC"), "");
  EXPECT_EQ(date_format_of("month/day/year"), DateFormat::month_day_year);
  EXPECT_EQ(date_format_of("year"), std::nullopt);
}

TEST(MomentTextTest, DaylightSavingIsThatOfTheMoment) {
  // The clocks of New York went forward on 2026-03-08 at two and back on 2026-11-01 at two.
  MomentReader reader(Zone::named("America/New_York").value());
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"2026-03-07 12:00", "2026-03-07T17:00:00Z"}, {"2026-03-08 01:59", "2026-03-08T06:59:00Z"},
      {"2026-03-08 03:00", "2026-03-08T07:00:00Z"}, {"2026-03-09 12:00", "2026-03-09T16:00:00Z"},
      {"2026-11-01 00:30", "2026-11-01T04:30:00Z"}, {"2026-11-01 03:00", "2026-11-01T08:00:00Z"},
      {"2026-03-07 12:00", "2026-03-07T17:00:00Z"},
  };
  for (const auto& [text, iso] : cases)
    EXPECT_EQ(records::to_iso(Moment{std::chrono::microseconds{reader.moment(text).value()}}), iso)
        << text;
}

TEST(MomentTextTest, ADayIsTheDateAsWritten) {
  MomentReader reader(Zone::named("Asia/Shanghai").value());
  EXPECT_EQ(reader.day("2026-03-01 00:30"), reader.day("20260301"));
  EXPECT_EQ(reader.day("1970-01-02"), 1);
  EXPECT_EQ(reader.day("1969-12-31"), -1);
  EXPECT_EQ(reader.day("yesterday"), std::nullopt);
}

TEST(MomentTextTest, BeforeTheEpochAndOldZones) {
  EXPECT_EQ(read_moment("1969-12-31 23:00", "UTC"), "1969-12-31T23:00:00Z");
  EXPECT_EQ(read_moment("1960-05-01 08:00"), "1960-05-01T00:00:00Z");
}

TEST(MomentTextTest, ReadsChineseNumeralsAndShortYears) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"二〇二六年三月一日", "2026-02-28T16:00:00Z"},
      {"二零二六年十二月二十三日", "2026-12-22T16:00:00Z"},
      {"二〇二六年十月十日 下午三点半", "2026-10-10T07:30:00Z"},
      {"2026年3月1日晚上8点半", "2026-03-01T12:30:00Z"},
      {"26年3月1日", "2026-02-28T16:00:00Z"},
      {"Mar-01-26", "2026-02-28T16:00:00Z"},
      {"01-Mar-26", "2026-02-28T16:00:00Z"},
      {"March 1st, 2026", "2026-02-28T16:00:00Z"},
      {"1-Jan-99", "1998-12-31T16:00:00Z"},
  };
  for (const auto& [text, moment] : cases) EXPECT_EQ(read_moment(text), moment) << text;
  for (const char* text :
       {"三月一日", "二〇二六年十三月一日", "一二三", "26-03-01", "Mar-01-126", "年", "半"})
    EXPECT_EQ(read_moment(text), "") << text;
}

}  // namespace
}  // namespace aftercare::standard
