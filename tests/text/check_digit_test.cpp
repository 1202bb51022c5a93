#include "text/check_digit.hpp"

#include <gtest/gtest.h>

namespace aftercare::text {

TEST(CheckDigitTest, Luhn) {
  EXPECT_TRUE(has_luhn("4111111111111111"));
  EXPECT_TRUE(has_luhn("4111-1111 1111-1111"));
  EXPECT_FALSE(has_luhn("4111111111111112"));
  EXPECT_FALSE(has_luhn("4111a"));
  EXPECT_FALSE(has_luhn(""));
  EXPECT_FALSE(has_luhn("0"));
}

TEST(CheckDigitTest, ResidentId) {
  EXPECT_TRUE(is_resident_id("11010519491231002X"));
  EXPECT_TRUE(is_resident_id("11010519491231002x"));
  EXPECT_TRUE(is_resident_id("110105491231002"));
  EXPECT_FALSE(is_resident_id("110105194912310021"));  // Wrong check character.
  EXPECT_FALSE(is_resident_id("99010519491231002X"));  // No such province.
  EXPECT_FALSE(is_resident_id("110105491331002"));     // No such month.
  EXPECT_FALSE(is_resident_id("1101051949123100"));
}

TEST(CheckDigitTest, RealDay) {
  EXPECT_TRUE(is_real_day(2024, 2, 29));
  EXPECT_FALSE(is_real_day(2026, 2, 29));
  EXPECT_FALSE(is_real_day(2026, 0, 1));
  EXPECT_FALSE(is_real_day(2026, 1, -3));
}

}  // namespace aftercare::text
