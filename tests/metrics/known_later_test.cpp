#include "metrics/known_later.hpp"

#include <gtest/gtest.h>

#include "metrics/small_shop.hpp"

namespace aftercare::metrics {

// Of the orders of the last days only those refunded, delivered or resolved at once are known.
TEST(KnownLaterTest, WhatTakesDaysToShowIsKnownLater) {
  const auto later = [](const char* name) {
    return is_known_later(shipped_model(), **shipped_model().metric(name));
  };
  for (const auto* name :
       {"refund_time_median", "delivery_time_mean", "resolution_business", "resolution_median",
        "refund_amount", "csat_by_case", "participation_rate", "refund_rate", "damage_rate"})
    EXPECT_TRUE(later(name)) << name;
  for (const auto* name : {"cases", "complaints", "orders", "negative_share", "csat", "nps"})
    EXPECT_FALSE(later(name)) << name;
}

}  // namespace aftercare::metrics
