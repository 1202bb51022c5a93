#include "quality/repair/written_value.hpp"

#include <gtest/gtest.h>

namespace aftercare::quality {

TEST(WrittenValueTest, ReadsMomentsInCommonForms) {
  const std::pair<const char*, const char*> cases[] = {
      {"2026-03-07", "2026-03-07"}, {"2026/3/7", "2026-03-07"},     {"2026.03.07", "2026-03-07"},
      {"20260307", "2026-03-07"},   {"2026年3月7日", "2026-03-07"}, {"17/03/2026", "2026-03-17"},
      {"03/17/2026", "2026-03-17"},
  };
  for (const auto& [text, day] : cases) {
    const auto moment = parse_moment(text);
    ASSERT_TRUE(moment) << text;
    EXPECT_EQ(write_moment(*moment, {}), day);
  }
  for (const char* none : {"", "2026", "2026-13-07", "2026-03-32", "12345678", "2026-03-07 25:00",
                           "7:10 a.m.", "2026-03-07T08:00:00Z", "P0001", "2026-3"})
    EXPECT_FALSE(parse_moment(none)) << none;
}

TEST(WrittenValueTest, KeepsWhatAStyleCannotSay) {
  const auto minutes = parse_moment("2026-03-07 08:05");
  ASSERT_TRUE(minutes);
  MomentStyle seconds = minutes->style;
  seconds.time = MomentStyle::Time::seconds;
  EXPECT_EQ(write_moment(*minutes, seconds), "");
  EXPECT_TRUE(parse_moment("03/04/2026")->unsure_order);
  EXPECT_FALSE(parse_moment("04/04/2026")->unsure_order);
}

TEST(WrittenValueTest, ReadsDecoratedNumbers) {
  const std::pair<const char*, const char*> cases[] = {
      {"1299", "1299.00"}, {"¥1299.5", "1299.50"}, {"1,299,000", "1299000.00"},
      {"12元", "12.00"},   {"1.2万", "12000.00"},  {"3亿", "300000000.00"},
      {"-7.25", "-7.25"},  {"１２", "12.00"},      {"0.05万", "500.00"},
  };
  for (const auto& [text, number] : cases) {
    const auto read = parse_number(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(write_number(*read, 2), number);
  }
  for (const char* none : {"", "-", "1,29", "12,34,567", "1.", ".5", "12%", "1.2.3", "abc", "1e5"})
    EXPECT_FALSE(parse_number(none)) << none;
  EXPECT_EQ(write_number(*parse_number("1.234"), 2), "");
}

TEST(WrittenValueTest, MasksShowShapesOnly) {
  EXPECT_EQ(run_mask("7:10 a.m."), "9:9 a.a.");
  EXPECT_EQ(run_mask("广东省3号"), "汉9汉");
  EXPECT_EQ(exact_mask("Ab-12"), "Aa-99");
}

}  // namespace aftercare::quality
