// Numbers whose columns the small shop leaves empty, and all of them on nothing.

#include <gtest/gtest.h>

#include "metrics/small_shop.hpp"

namespace aftercare::metrics {

std::string total_of(const std::string& metric, const SmallShop& shop) {
  return total_of(question_of({metric}), shop);
}

TEST(Kpi, WhatIsAboutAnOrderCountsOnItsDayOrOnItsBase) {
  const auto shop = filled_shop();
  shop->execute("UPDATE case_fact SET topic_group = 'product_quality' WHERE case_key = 'c5'");
  shop->execute("UPDATE case_fact SET ordered_day = '2026-03-01' WHERE case_key = 'c1'");
  shop->execute("UPDATE case_fact SET money_at_stake = 99.5 WHERE case_key IN ('c1', 'c3')");
  EXPECT_EQ(total_of("quality_complaint_rate", *shop), "33.333333");  // 1 on 3 delivered.
  EXPECT_EQ(total_of("quality_service_cost", *shop), "1");            // c5's.
  EXPECT_EQ(total_of("complaint_rate_by_order_date", *shop), "20");   // 1 on 5.
  EXPECT_EQ(total_of("money_at_stake", *shop), "99.5");               // c3 is no complaint.
  // On March 1 one order was made, and c1 complains about it; by event day March 2 has c1.
  EXPECT_EQ(
      total_of(between(question_of({"complaint_rate_by_order_date"}), "2026-03-01", "2026-03-01"),
               *shop),
      "100");
  EXPECT_EQ(total_of(between(question_of({"complaint_rate"}), "2026-03-01", "2026-03-01"), *shop),
            "0");
}

TEST(Kpi, WhatIsKnownOfTheCostIsToldByWhatAllItsPartsHave) {
  const auto shop = filled_shop();
  EXPECT_EQ(asked(question_of({"after_sales_cost", "service_cost"}, {"product"}), *shop),
            (std::vector<std::string>{"fan | 47 | 7", "- | 9 | 9", "kettle | 8.5 | 8.5"}))
      << "the fan was refunded 30 and came back for 10; the others were not";
  const auto refused = asked(question_of({"after_sales_cost"}, {"channel"}), *shop);
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_NE(refused[0].find("failed: refund_amount is not known by channel"), std::string::npos)
      << refused[0];
}

TEST(Kpi, OfAnEmptyBaseIsNotApplicable) {
  const SmallShop empty;
  for (const auto& metric : shipped_model().metrics())
    if (std::holds_alternative<Ratio>(metric.kind)) {
      EXPECT_EQ(total_of(metric.name, empty), "-") << metric.name;
    }
}

}  // namespace aftercare::metrics
