#include "metrics/format.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

namespace aftercare::metrics {

TEST(FormatTest, NumbersAsPeopleReadThem) {
  const std::tuple<Format, double, std::string, std::string> cases[] = {
      {Format::count, 0, "0", "0"},
      {Format::count, -0.0, "0", "0"},
      {Format::count, 7, "7", "7"},
      {Format::count, 999, "999", "999"},
      {Format::count, 1234, "1,234", "1,234"},
      {Format::count, 9999, "9,999", "9,999"},
      {Format::count, 10'000, "1万", "10k"},
      {Format::count, 12'000, "1.2万", "12k"},
      {Format::count, 12'345, "1.2万", "12.3k"},
      {Format::count, 99'949, "10万", "99.9k"},
      {Format::count, 99'951, "10万", "100k"},
      {Format::count, 123'456, "12.3万", "123k"},
      {Format::count, 999'499, "99.9万", "999k"},
      {Format::count, 999'500, "100万", "1M"},
      {Format::count, 1'234'567, "123.5万", "1.2M"},
      {Format::count, 12'345'678, "1,234.6万", "12.3M"},
      {Format::count, 99'999'999, "1亿", "100M"},
      {Format::count, 340'000'000, "3.4亿", "340M"},
      {Format::count, 999'999'999, "10亿", "1B"},
      {Format::count, 2.5e12, "25,000亿", "2,500B"},
      {Format::count, -12'000, "-1.2万", "-12k"},
      {Format::count, -1234, "-1,234", "-1,234"},
      {Format::count, -123, "-123", "-123"},
      {Format::money, 1234.5, "1,234.50", "1,234.50"},
      {Format::money, 9999.999, "1万", "10k"},
      {Format::money, 12'345.6, "1.2万", "12.3k"},
      {Format::percent, 12.34, "12.3%", "12.3 %"},
      {Format::percent, 12, "12%", "12 %"},
      {Format::percent, 0.05, "0.1%", "0.1 %"},
      {Format::percent, 100, "100%", "100 %"},
      {Format::score, 4.294, "4.29", "4.29"},
      {Format::score, 4, "4.00", "4.00"},
      {Format::score, 2.675, "2.68", "2.68"},
      {Format::rate, 3.14159, "3.14", "3.14"},
      {Format::rate, 60, "60", "60"},
      {Format::duration, 0, "0秒", "0 s"},
      {Format::duration, 0.4, "0秒", "0 s"},
      {Format::duration, 45, "45秒", "45 s"},
      {Format::duration, 59.6, "1分", "1 m"},
      {Format::duration, 750, "12分30秒", "12 m 30 s"},
      {Format::duration, 3599.6, "1小时", "1 h"},
      {Format::duration, 8100, "2小时15分", "2 h 15 m"},
      {Format::duration, 8129, "2小时15分", "2 h 15 m"},
      {Format::duration, 86'399, "1天", "1 d"},
      {Format::duration, 97'200, "1天3小时", "1 d 3 h"},
      {Format::duration, 86'400 + 120, "1天", "1 d"},
      {Format::duration, 3600 * 24 * 40, "40天", "40 d"},
  };
  for (const auto& [format, value, zh, en] : cases) {
    EXPECT_EQ(format_value(format, value, Language::zh), zh) << value;
    EXPECT_EQ(format_value(format, value, Language::en), en) << value;
  }
}

TEST(FormatTest, NotKnownIsNeverZero) {
  for (const auto format : {Format::count, Format::percent, Format::money, Format::duration,
                            Format::score, Format::rate}) {
    EXPECT_EQ(format_value(format, std::nullopt, Language::zh), "—");
    EXPECT_EQ(format_value(format, NAN, Language::en), "—");
    EXPECT_EQ(format_cell(format, store::Cell{}, Language::en), "—");
  }
  EXPECT_EQ(format_cell(Format::count, std::int64_t{5}, Language::en), "5");
}

TEST(FormatTest, InFullNothingIsShortened) {
  EXPECT_EQ(format_full(Format::count, 28'010, Language::zh), "28,010");
  EXPECT_EQ(format_full(Format::count, -1'234'567, Language::en), "-1,234,567");
  EXPECT_EQ(format_full(Format::money, 1'234'567.5, Language::zh), "1,234,567.50");
  EXPECT_EQ(format_full(Format::percent, 12.34, Language::en), "12.3 %");
  EXPECT_EQ(format_full(Format::count, std::nullopt, Language::en), "—");
  EXPECT_EQ(format_full(Format::money, NAN, Language::en), "—");
}

TEST(FormatTest, ChangesPointUpOrDown) {
  const std::tuple<Format, double, double, std::string, std::string> cases[] = {
      {Format::count, 108, 100, "▲ 8%", "▲ 8 %"},
      {Format::count, 92, 100, "▼ 8%", "▼ 8 %"},
      {Format::count, 1005, 1000, "▲ 0.5%", "▲ 0.5 %"},
      {Format::count, 250, 100, "▲ 150%", "▲ 150 %"},
      {Format::count, 100, 100, "=", "="},
      {Format::count, 1'000'001, 1'000'000, "=", "="},
      {Format::count, 12, 0, "▲ 12", "▲ 12"},
      {Format::count, 0, 0, "=", "="},
      {Format::count, 0, 12, "▼ 100%", "▼ 100 %"},
      {Format::percent, 13.2, 12, "▲ 1.2 个百分点", "▲ 1.2 pp"},
      {Format::percent, 10, 12, "▼ 2 个百分点", "▼ 2 pp"},
      {Format::percent, 12.01, 12, "=", "="},
      {Format::duration, 50, 100, "▼ 50%", "▼ 50 %"},
  };
  for (const auto& [format, current, before, zh, en] : cases) {
    EXPECT_EQ(format_change(format, current, before, Language::zh), zh);
    EXPECT_EQ(format_change(format, current, before, Language::en), en);
  }
  EXPECT_EQ(format_change(Format::count, std::nullopt, 1, Language::en), "—");
  EXPECT_EQ(format_change(Format::count, 1, std::nullopt, Language::en), "—");
}

TEST(FormatTest, DownIsGoodWhereItIs) {
  EXPECT_EQ(judge_change(Direction::down_is_good, 5, 9), 1);
  EXPECT_EQ(judge_change(Direction::down_is_good, 9, 5), -1);
  EXPECT_EQ(judge_change(Direction::up_is_good, 9, 5), 1);
  EXPECT_EQ(judge_change(Direction::up_is_good, 5, 5), 0);
  EXPECT_EQ(judge_change(Direction::neutral, 9, 5), 0);
  EXPECT_EQ(judge_change(Direction::up_is_good, std::nullopt, 5), 0);
}

}  // namespace aftercare::metrics
