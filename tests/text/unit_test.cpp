#include "text/unit.hpp"

#include <gtest/gtest.h>

namespace aftercare::text {
namespace {

const Units& shipped_units() {
  static const auto units = Units::load({}).value();
  return units;
}

std::string in_unit(std::string_view text, std::string_view unit) {
  const auto amount = shipped_units().read(text);
  const auto* wanted = shipped_units().named(unit);
  if (!amount || wanted == nullptr || amount->unit->kind != wanted->kind) return "";
  return number_in(*amount, *wanted);
}

}  // namespace

TEST(UnitTest, OneAmountInAnotherUnit) {
  EXPECT_EQ(in_unit("0.5L", "ml"), "500");
  EXPECT_EQ(in_unit("500 毫升", "升"), "0.5");
  EXPECT_EQ(in_unit("3斤", "公斤"), "1.5");
  EXPECT_EQ(in_unit("1.5KG", "斤"), "3");
  EXPECT_EQ(in_unit("12.5cm", "mm"), "125");
  EXPECT_EQ(in_unit("1 kg", "g"), "1000");
}

TEST(UnitTest, WhatIsNoAmountIsNone) {
  for (const char* text : {"", "500", "ml", "-5ml", ".5ml", "5.ml", "1,5kg", "5 x 3cm", "5mlx2",
                           "1234567890123g", "5 件", "\xff"})
    EXPECT_FALSE(shipped_units().read(text)) << text;
}

TEST(UnitTest, AVolumeIsNoWeight) {
  EXPECT_EQ(in_unit("500ml", "g"), "");
}

}  // namespace aftercare::text
