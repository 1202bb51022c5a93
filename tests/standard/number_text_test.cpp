#include "standard/number_text.hpp"

#include <gtest/gtest.h>

namespace aftercare::standard {
namespace {

TEST(NumberTextTest, ReadsMoneyExactly) {
  const std::pair<std::string_view, std::int64_t> cases[] = {
      {"0", 0},
      {"0.0", 0},
      {"12", 120'000},
      {"12.5", 125'000},
      {".5", 5'000},
      {"178.80", 1'788'000},
      {"¥1,234.50", 12'345'000},
      {"￥1,234.50", 12'345'000},
      {"1,234,567", 12'345'670'000},
      {"RMB 12", 120'000},
      {"12 元", 120'000},
      {"12元", 120'000},
      {"人民币12.00元", 120'000},
      {"$12.99", 129'900},
      {"-$12.99", -129'900},
      {"$-12.99", -129'900},
      {"12.99 USD", 129'900},
      {"R$ 12.99", 129'900},
      {"€12", 120'000},
      {"1.2万", 120'000'000},
      {"1.2万元", 120'000'000},
      {"3亿", 3'000'000'000'000},
      {"-3.00", -30'000},
      {"−3.00", -30'000},
      {"(3.00)", -30'000},
      {"+3", 30'000},
      {"１，２３４．５０", 12'345'000},
      {"１２元", 120'000},
      {"37.300000000000004", 373'000},
      {"0.00005", 1},
      {"0.00004", 0},
      {"0.000000000000000000000000000001", 0},
      {"0000000000000000000000000000012", 120'000},
      {"12.0000000000000000000000000000001", 120'000},
      {"899999999999999", 8'999'999'999'999'990'000},
  };
  for (const auto& [text, value] : cases) EXPECT_EQ(parse_money(text), value) << text;
}

TEST(NumberTextTest, WhatIsNoAmountIsNotGuessed) {
  for (const std::string_view text : {"",
                                      "-",
                                      "¥",
                                      "abc",
                                      "12a",
                                      "1,23",
                                      "12,34.5",
                                      "1,2345",
                                      ",123",
                                      "1,,234",
                                      "1.2.3",
                                      "1-2",
                                      "--3",
                                      "1e3",
                                      "12元3角",
                                      "约12",

                                      "900000000000000",
                                      "99999999999999999999",
                                      "1 2",
                                      "0x10",
                                      "12/3",
                                      "nan"})
    EXPECT_EQ(parse_money(text), std::nullopt) << text;
}

TEST(NumberTextTest, ReadsIntegers) {
  const std::pair<std::string_view, std::int64_t> cases[] = {
      {"12", 12},   {"-3", -3},        {"1,234", 1'234}, {"12.0", 12},
      {"１２", 12}, {"1.2万", 12'000}, {"007", 7}};
  for (const auto& [text, value] : cases) EXPECT_EQ(parse_integer(text), value) << text;
  for (const std::string_view text :
       {"", "12.5", "1e3", "十二", "12件", "1,23", "9999999999999999999"})
    EXPECT_EQ(parse_integer(text), std::nullopt) << text;
}

TEST(NumberTextTest, ReadsRatings) {
  const std::pair<std::string_view, double> cases[] = {
      {"4.5", 4.5},          {"5", 5},           {"4星", 4},
      {"四星", 4},           {"五", 5},          {"★★★★☆", 4},
      {"★★★★★", 5},          {"4 stars", 4},     {"4/5", 4},
      {"8/10", 4},           {"5分", 5},         {"５", 5},
      {"1 star", 1},         {"☆☆☆☆☆", 0},       {"3.0", 3},
      {"4.5 Stars", 4.5},    {"非常满意", 5},    {"满意", 4},
      {"一般", 3},           {"不满意", 2},      {"非常不满意", 1},
      {"Very satisfied", 5}, {"dissatisfied", 2}};
  for (const auto& [text, value] : cases) EXPECT_EQ(parse_real(text, 5), value) << text;
  for (const std::string_view text : {"", "good", "满意度", "不", "还算满意吧", "6/5", "4/0", "★☆★",
                                      "4★", "星", "a/b", "4/5/5", "nan", "inf"})
    EXPECT_EQ(parse_real(text, 5), std::nullopt) << text;
  EXPECT_EQ(parse_real("4星"), std::nullopt);
}

TEST(NumberTextTest, ReadsReals) {
  const std::pair<std::string_view, double> cases[] = {{"-0.25", -0.25},  {"1e-3", 0.001},
                                                       {"80%", 80},       {"1,234.5", 1234.5},
                                                       {"1.5万", 15'000}, {"+2", 2}};
  for (const auto& [text, value] : cases) EXPECT_DOUBLE_EQ(parse_real(text).value(), value) << text;
  for (const std::string_view text : {"", "%", "1..2", "0x10", "1,23"})
    EXPECT_EQ(parse_real(text), std::nullopt) << text;
}

TEST(NumberTextTest, ReadsBooleans) {
  for (const std::string_view yes :
       {"是", "yes", "YES", "true", "True", "1", "y", "T", "√", " 是 ", "１"})
    EXPECT_EQ(parse_boolean(yes), true) << yes;
  for (const std::string_view no : {"否", "no", "No", "false", "FALSE", "0", "n", "f", "×"})
    EXPECT_EQ(parse_boolean(no), false) << no;
  for (const std::string_view text : {"", "2", "是的", "maybe", "不", "yesno", "10"})
    EXPECT_EQ(parse_boolean(text), std::nullopt) << text;
}

TEST(NumberTextTest, WeightsAreKilograms) {
  const std::pair<std::string_view, double> cases[] = {
      {"1.5", 1.5}, {"1.5kg", 1.5}, {"800 g", 0.8},    {"800克", 0.8},
      {"3斤", 1.5}, {"2公斤", 2.0}, {"１.2千克", 1.2}, {"0.5吨", 500.0}};
  for (const auto& [text, kilograms] : cases) {
    const auto read = parse_kilograms(text);
    ASSERT_TRUE(read) << text;
    EXPECT_NEAR(*read, kilograms, 1e-9) << text;
  }
  EXPECT_NEAR(parse_kilograms("10 lb").value_or(0), 4.5359237, 1e-6);
  for (const char* text : {"", "kg", "heavy", "1.5 cm", "kg 1"})
    EXPECT_FALSE(parse_kilograms(text)) << text;
}

TEST(NumberTextTest, MoneyOfOtherCountries) {
  EXPECT_EQ(parse_money("NT$ 1,200"), 12'000'000);
  EXPECT_EQ(parse_money("120港币"), 1'200'000);
  EXPECT_EQ(parse_money("1200元整"), 12'000'000);
  EXPECT_EQ(parse_money("1.5亿元"), 1'500'000'000'000);
}

}  // namespace
}  // namespace aftercare::standard
