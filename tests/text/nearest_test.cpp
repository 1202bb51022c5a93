#include "text/nearest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aftercare::text {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NearestTest, OffersWhatWasMeant) {
  const std::vector<std::string> names = {"orders", "complaints", "csat", "province"};
  EXPECT_THAT(nearest("oders", names), ElementsAre("orders"));
  EXPECT_THAT(nearest("odrers", names), ElementsAre("orders"));  // Two letters swapped.
  EXPECT_THAT(nearest("ORDERS", names), ElementsAre("orders"));
  EXPECT_THAT(nearest("order", names), ElementsAre("orders"));
  EXPECT_THAT(nearest("cast", names), ElementsAre("csat"));
  EXPECT_THAT(nearest("中国", {"中华"}), ElementsAre("中华"));
}

TEST(NearestTest, OffersNothingFarAway) {
  const std::vector<std::string> names = {"orders", "csat"};
  EXPECT_THAT(nearest("zebra", names), IsEmpty());
  EXPECT_THAT(nearest("", names), IsEmpty());
  EXPECT_THAT(nearest("x", {"a", "b"}), IsEmpty());
  EXPECT_THAT(nearest(std::string(100'000, 'x'), names), IsEmpty());
  EXPECT_THAT(nearest("\xff\xfe", names), IsEmpty());
}

TEST(NearestTest, TheNearestFirstAndNotTooMany) {
  EXPECT_THAT(nearest("rated", {"rates", "rate", "rated", "late", "dated"}, 2),
              ElementsAre("rated", "rates"));
}

TEST(NearestTest, WhatStandsTwiceIsOfferedOnce) {
  EXPECT_THAT(nearest("天律", {"天津", "天津"}), ElementsAre("天津"));
}

TEST(NearestTest, SomethingIsAlwaysLeastUnlike) {
  EXPECT_THAT(least_unlike("zebra", {"orders", "csat", "zeros"}, 1), ElementsAre("zeros"));
}

}  // namespace aftercare::text
