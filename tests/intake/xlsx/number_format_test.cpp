#include "intake/xlsx/number_format.hpp"

#include <gtest/gtest.h>

namespace aftercare::intake {
namespace {

std::string shown(std::string_view raw, std::string_view code, bool since_1904 = false) {
  return number_text(raw, format_of_code(code), since_1904).text;
}

}  // namespace

TEST(NumberFormatTest, ATextOfAFormatTellsWhatTheNumberIs) {
  const struct {
    std::string_view code;
    NumberKind kind;
  } cases[] = {
      {"General", NumberKind::number},
      {"G/通用格式", NumberKind::number},
      {"0.00", NumberKind::number},
      {"#,##0.00_);[Red](#,##0.00)", NumberKind::number},
      {"[$¥-804]#,##0.00", NumberKind::number},
      {"0.00E+00", NumberKind::number},
      {"0\" days\"", NumberKind::number},
      {"#,##0\\d", NumberKind::number},
      {"0.0%", NumberKind::percent},
      {"yyyy/m/d", NumberKind::moment},
      {"yyyy\"年\"m\"月\"d\"日\"", NumberKind::moment},
      {"[$-804]yyyy\\-mm\\-dd\\ hh:mm:ss", NumberKind::moment},
      {"mm:ss", NumberKind::moment},
      {"[h]:mm:ss", NumberKind::duration},
      {"[mm]:ss", NumberKind::duration},
      {"@", NumberKind::number},
  };
  for (const auto& [code, kind] : cases) EXPECT_EQ(format_of_code(code).kind, kind) << code;
  EXPECT_EQ(format_of_builtin(14).kind, NumberKind::moment);
  EXPECT_EQ(format_of_builtin(31).kind, NumberKind::moment);
  EXPECT_EQ(format_of_builtin(46).kind, NumberKind::duration);
  EXPECT_EQ(format_of_builtin(4).kind, NumberKind::number);
}

TEST(NumberFormatTest, DaysBecomeDates) {
  EXPECT_EQ(shown("1", "yyyy/m/d"), "1900-01-01");
  EXPECT_EQ(shown("59", "yyyy/m/d"), "1900-02-28");
  EXPECT_EQ(shown("60", "yyyy/m/d"), "1900-02-29");  // A day that only workbooks know.
  EXPECT_EQ(shown("61", "yyyy/m/d"), "1900-03-01");
  EXPECT_EQ(shown("43831", "yyyy/m/d"), "2020-01-01");
  EXPECT_EQ(shown("43890", "d-mmm-yy"), "2020-02-29");
  EXPECT_EQ(shown("2958465", "yyyy/m/d"), "9999-12-31");
  EXPECT_EQ(shown("42369", "yyyy/m/d", true), "2020-01-01");
  EXPECT_EQ(shown("0", "yyyy/m/d", true), "1904-01-01");
}

TEST(NumberFormatTest, PartsOfADayBecomeTimes) {
  EXPECT_EQ(shown("43831.5", "yyyy/m/d h:mm"), "2020-01-01 12:00:00");
  // 0.740324074097 of a day is 17:46:04 to less than a millisecond.
  EXPECT_EQ(shown("43818.740324074097", "yyyy/mm/dd hh:mm:ss"), "2019-12-19 17:46:04");
  // What a person typed is not lost because only the date is shown.
  EXPECT_EQ(shown("43831.25", "yyyy/m/d"), "2020-01-01 06:00:00");
  EXPECT_EQ(shown("0.5", "h:mm"), "12:00:00");
  EXPECT_EQ(shown("0.99999999", "h:mm:ss"), "23:59:59.999");
  EXPECT_EQ(shown("1.5", "[h]:mm"), "36:00:00");
  EXPECT_EQ(shown("-0.25", "[h]:mm"), "-06:00:00");
}

TEST(NumberFormatTest, WhatIsNoMomentStaysANumber) {
  EXPECT_EQ(shown("-1", "yyyy/m/d"), "-1");
  EXPECT_EQ(shown("20200101", "yyyy/m/d"), "20200101");
  EXPECT_EQ(shown("0", "yyyy/m/d"), "0");
}

TEST(NumberFormatTest, NumbersAreWrittenAsPeopleSeeThem) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"1", "1"},
      {"1.0", "1"},
      {"1.0000000000000002", "1"},
      {"0.10000000000000001", "0.1"},
      {"0.30000000000000004", "0.3"},
      {"9.9999999999999996E-2", "0.1"},
      {"99.999999999999986", "100"},
      {"1234.5", "1234.5"},
      {"-12.50", "-12.5"},
      {"1E-3", "0.001"},
      {"1.5E3", "1500"},
      {"-0", "0"},
      {"007", "7"},
  };
  for (const auto& [raw, text] : cases) EXPECT_EQ(shown(raw, "General"), text) << raw;
  EXPECT_EQ(shown("0.125", "0.0%"), "12.5%");
  EXPECT_EQ(shown("123", "000000"), "000123");
  EXPECT_EQ(shown("1234567", "000000"), "1234567");
}

TEST(NumberFormatTest, LongNumbersKeepTheDigitsThatTheFileHasAndSaySo) {
  const auto number = [](std::string_view raw) { return number_text(raw, {}, false); };
  EXPECT_EQ(number("1.2345678901234499E+17").text, "123456789012345000");
  EXPECT_TRUE(number("1.2345678901234499E+17").digits_lost);
  EXPECT_EQ(number("6222021234567890").text, "6222021234567890");
  EXPECT_TRUE(number("6222021234567890").digits_lost);
  // Written digit by digit by a program: nothing is lost.
  EXPECT_EQ(number("310101199003071234").text, "310101199003071234");
  EXPECT_FALSE(number("310101199003071234").digits_lost);
  EXPECT_FALSE(number("123456789012345").digits_lost);
  EXPECT_FALSE(number("13812345678").digits_lost);
}

TEST(NumberFormatTest, WhatIsNoNumberStays) {
  for (const std::string_view raw : {"", "abc", "1e", "1e999999999999", "--1", "1.2.3", "NaN", "."})
    EXPECT_EQ(shown(raw, "yyyy/m/d"), raw);
}

}  // namespace aftercare::intake
