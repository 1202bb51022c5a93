#include "text/courier.hpp"

#include <gmock/gmock.h>

#include "text/check_digit.hpp"

namespace aftercare::text {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const Couriers& couriers() {
  static const auto loaded = Couriers::load({}).value();
  return loaded;
}

TEST(CourierTest, EveryWayOfWritingOneIsOne) {
  for (const char* name : {"顺丰", "顺丰速运", "順豐", "SF", "sf express", "ＳＦ", "shunfeng",
                           "顺丰速运(集团)", "顺丰速运有限公司", "S.F. Express"})
    EXPECT_EQ(couriers().named(name), "顺丰") << name;
  EXPECT_EQ(couriers().named("圆通快递"), "圆通");
  EXPECT_EQ(couriers().named("ZTO"), "中通");
  EXPECT_EQ(couriers().named("J&T Express"), "极兔");
  EXPECT_EQ(couriers().named("EMS"), "EMS");
  EXPECT_EQ(couriers().named("中国邮政"), "邮政");
  EXPECT_EQ(couriers().named("Federal Express"), "FedEx");
}

TEST(CourierTest, OtherWordsAreNone) {
  for (const char* name :
       {"", "快递", "物流", "express", "顺风车", "自提", "Standard", "京东商城", "(", "YTOX"})
    EXPECT_EQ(couriers().named(name), "") << name;
}

TEST(CourierTest, ANumberSaysWhoseItIs) {
  EXPECT_THAT(couriers().of_number("SF1000000000001"), ElementsAre("顺丰"));
  EXPECT_THAT(couriers().of_number("yt 0000000000001"), ElementsAre("圆通"));
  EXPECT_THAT(couriers().of_number("JT0000000000001"), ElementsAre("极兔"));
  EXPECT_THAT(couriers().of_number("75300000000001"), Contains("中通"));
  EXPECT_THAT(couriers().of_number("12345"), IsEmpty());
  EXPECT_THAT(couriers().of_number(""), IsEmpty());
}

TEST(CourierTest, ANumberIsReadHoweverItIsTyped) {
  for (const char* text :
       {"SF1000000000001", "sf 1000 0000 00001", "ＳＦ１０００００００００００１",
        "SF-1000000000001", "SF1OOO000000001", "SFl000000000001"})
    EXPECT_EQ(couriers().read_number(text), "SF1000000000001") << text;
  EXPECT_EQ(couriers().read_number("JDVA00000000001-1-1-"), "JDVA00000000001-1-1-");
}

TEST(CourierTest, WhatNobodyPrintsIsNoNumber) {
  for (const char* text : {"", "12345", "SF1", "SFX00000000001", "1Z5R89390357567128", "已签收"})
    EXPECT_FALSE(couriers().read_number(text)) << text;
}

TEST(CourierTest, SomeFormsAreOneCouriersAlone) {
  EXPECT_TRUE(couriers().has_own_form("SF1000000000001"));
  EXPECT_FALSE(couriers().has_own_form("75300000000001"));
}

// Numbers that the couriers' own documents give as examples, and the same with one digit changed.
TEST(CourierTest, CheckDigitsTellAMisreadNumber) {
  EXPECT_TRUE(has_ups_check("1Z5R89390357567127"));
  EXPECT_FALSE(has_ups_check("1Z5R89390357567128"));
  EXPECT_TRUE(has_s10_check("RB123456785GB"));
  EXPECT_FALSE(has_s10_check("RB123456786GB"));
  EXPECT_TRUE(has_fedex_check("986578788855"));
  EXPECT_FALSE(has_fedex_check("986578788856"));
  EXPECT_TRUE(has_usps_check("9400111201080805483016"));
  EXPECT_FALSE(has_usps_check("9400111201080805483017"));
  EXPECT_THAT(couriers().of_number("1Z5R89390357567127"), ElementsAre("UPS"));
  EXPECT_THAT(couriers().of_number("1Z5R89390357567128"), IsEmpty());
}

}  // namespace
}  // namespace aftercare::text
