#include "quality/profile/value_reading.hpp"

#include <gtest/gtest.h>

namespace aftercare::quality {

TEST(ValueReadingTest, SaysWhatAValueIsByItself) {
  const std::pair<std::string_view, ValueKind> cases[] = {
      {"12", ValueKind::integer},
      {"-3", ValueKind::integer},
      {"1,234", ValueKind::integer},
      {"1.50", ValueKind::real},
      {"2e-3", ValueKind::real},
      {"¥1,234.50", ValueKind::money},
      {"12元", ValueKind::money},
      {"3.2万", ValueKind::money},
      {"85%", ValueKind::percent},
      {"2026-03-01", ValueKind::moment},
      {"2026年3月1日 8:05", ValueKind::moment},
      {"2-Mar-2026", ValueKind::moment},
      {"20260301", ValueKind::moment},
      {"1767225600", ValueKind::moment},
      {"是", ValueKind::boolean},
      {"lin@shop.example", ValueKind::email},
      {"https://shop.example/a", ValueKind::url},
      {"13900001111", ValueKind::phone},
      {"010-12345678", ValueKind::phone},
      {"192.168.1.1", ValueKind::ip},
      {"{\"a\": 1}", ValueKind::json},
      {"1.23E+12", ValueKind::spreadsheet_number},
      {"#REF!", ValueKind::spreadsheet_error},
      {"AB-12", ValueKind::word},
      {"快递还没有到，请帮忙催一下", ValueKind::text},
      {"N/A", ValueKind::missing},
      {"无", ValueKind::missing},
  };
  for (const auto& [value, kind] : cases)
    EXPECT_EQ(to_name(read_value(value).kind), to_name(kind)) << value;
}

TEST(ValueReadingTest, IsNotMisledByNearMisses) {
  const std::pair<std::string_view, ValueKind> cases[] = {
      {"2026-02-30", ValueKind::word},             // No such day.
      {"1,23", ValueKind::word},                   // No group of three.
      {"20261301", ValueKind::integer},            // No such month.
      {"4767225600", ValueKind::integer},          // Beyond any plausible time.
      {"12900001111", ValueKind::integer},         // No mobile number begins with 12.
      {"1.2.3", ValueKind::word},                  // A version.
      {"a@b", ValueKind::word},                    // No domain.
      {"1.23E+02", ValueKind::real},               // Too short to have been cut.
      {"110101199003070000", ValueKind::integer},  // The check character is wrong.
  };
  for (const auto& [value, kind] : cases)
    EXPECT_EQ(to_name(read_value(value).kind), to_name(kind)) << value;
}

TEST(ValueReadingTest, NamesTheFormatOfADate) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"2026-03-01", "YYYY-MM-DD"},
      {"2026-03-01 08:00:05", "YYYY-MM-DD hh:mm:ss"},
      {"2026-03-01T08:00:05+08:00", "YYYY-MM-DD hh:mm:ss+zone"},
      {"2026/3/1 8:00", "YYYY/MM/DD hh:mm"},
      {"23/04/2026", "DD/MM/YYYY"},
      {"04/23/2026", "MM/DD/YYYY"},
      {"03/04/2026", "DD/MM/YYYY | MM/DD/YYYY"},
      {"20260301080005", "YYYYMMDDhhmmss"},
  };
  for (const auto& [value, format] : cases) {
    const auto reading = read_value(value);
    ASSERT_EQ(reading.kind, ValueKind::moment) << value;
    EXPECT_EQ(format_name(reading.order, reading.time), format) << value;
  }
}

TEST(ValueReadingTest, ShapesKeepSignsAndCountDigits) {
  EXPECT_EQ(shape_of("AB-0012"), "A-9999");
  EXPECT_EQ(shape_of("张三 13900001111"), "汉 99999999999");
  EXPECT_EQ(shape_of("lin.y@shop.example"), "a.a@a.a");
}

TEST(ValueReadingTest, TrimsWideSpacesToo) {
  EXPECT_EQ(trimmed("\u3000 12\u00A0\t"), "12");
  EXPECT_EQ(trimmed(" \u3000 "), "");
}

TEST(ValueReadingTest, WhatIsWrittenWideIsTheSameValue) {
  EXPECT_EQ(read_value("１９９.００").kind, ValueKind::real);
  EXPECT_EQ(read_value("１９９.００").number, 199);
  EXPECT_EQ(read_value("２０２６－０３－０１").kind, ValueKind::moment);
  EXPECT_EQ(read_value("１３８００１３８０００").kind, read_value("13800138000").kind);
  EXPECT_EQ(read_value("好！").kind, ValueKind::word);  // Only signs of numbers are folded.
}

}  // namespace aftercare::quality
