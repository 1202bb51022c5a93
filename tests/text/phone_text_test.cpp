#include "text/phone_text.hpp"

#include <gtest/gtest.h>

namespace aftercare::text {
namespace {

std::string number_of(std::string_view text) {
  const auto phone = read_phone(text);
  return phone ? phone->number : "";
}

}  // namespace

TEST(PhoneTextTest, EveryWayOfWritingAMobileNumberIsItsDigits) {
  for (const char* text :
       {"13800138000", "138 0013 8000", "138-0013-8000", "+86 13800138000", "+86-138-0013-8000",
        "0086 138 0013 8000", "8613800138000", "１３８００１３８０００", "(+86)13800138000",
        "138OO138000", "l3800l38000", "I38oo138000", "138\u20140013\u20148000"})
    EXPECT_EQ(number_of(text), "13800138000") << text;
}

TEST(PhoneTextTest, LettersAreTold) {
  EXPECT_TRUE(read_phone("138OO138000")->letters);
  EXPECT_FALSE(read_phone("138-0013-8000")->letters);
}

TEST(PhoneTextTest, ALetterTooManyIsDroppedIfNothingElseIsANumber) {
  EXPECT_EQ(number_of("138l00138000"), "13800138000");
}

TEST(PhoneTextTest, LandlinesKeepTheirMarks) {
  EXPECT_EQ(number_of("010-2345678O"), "010-23456780");
  EXPECT_EQ(number_of("（０７５５）23456780"), "(0755)23456780");
  EXPECT_EQ(number_of("400-123-4567"), "4001234567");
}

TEST(PhoneTextTest, ALandlineWithALetterTooManyIsNone) {
  EXPECT_EQ(number_of("053O139OO110"), "");
}

TEST(PhoneTextTest, TwoReadingsAreNone) {
  // Seven digits or eight: Shenzhen once had both.
  EXPECT_EQ(number_of("0755-2345678O"), "");
}

TEST(PhoneTextTest, WhatIsNoNumberOfTheMainlandStays) {
  for (const char* text :
       {"", "1380013800", "12800138000", "138****8000", "+1 415 555 0123", "1 (415) 555-0123",
        "1-800-555-0123", "+852 2345 6789", "0755-23456789 转 8", "13800138000/13900139000",
        "138x0013800", "OOOOOOOOOOO", "13800138000 张", "\xff\xfe"})
    EXPECT_EQ(number_of(text), "") << text;
}

}  // namespace aftercare::text
