#include "insight/defects/stored_lifetimes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "metrics/small_shop.hpp"

namespace aftercare::insight {

// Ten of a batch A and five of B were ordered on March 1, all delivered; of A two orders failed,
// one of them twice; the last complaint came on the 21st. One complaint knows no order.
class StoredLifetimesTest : public testing::Test {
 protected:
  void SetUp() override {
    shop_.execute(R"(INSERT INTO order_item_fact BY NAME SELECT 'i' || i AS item_key,
  'o' || i AS order_key, DATE '2026-03-01' AS ordered_day, true AS is_delivered,
  CASE WHEN i < 10 THEN 'A' ELSE 'B' END AS batch_no FROM range(15) t(i))");
    shop_.execute(
        R"(INSERT INTO case_fact BY NAME SELECT *, true AS is_complaint, false AS is_noise,
  'product_quality' AS topic_group, 'A' AS batch_no FROM (VALUES
  ('c1', 'o1', DATE '2026-03-06', 5.0), ('c2', 'o1', DATE '2026-03-21', 20.0),
  ('c3', 'o2', DATE '2026-03-11', 10.0), ('c4', NULL, DATE '2026-03-11', NULL))
  t(case_key, order_id, opened_day, days_since_order))");
  }
  base::Result<StoredLifetimes> lifetimes(const std::string& metric) {
    return stored_lifetimes({metrics::shipped_model(), shop_, viewer_},
                            {metric, "batch_no", within_, {}}, metrics::Language::en);
  }
  std::string within_;
  metrics::SmallShop shop_;
  records::Viewer viewer_ = records::Viewer::owner();
};

TEST_F(StoredLifetimesTest, AUnitFailsOnceAndTheOthersAreSeenUntilTheLastDay) {
  const auto found = lifetimes("quality_complaint_rate");
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->of.size(), 2U);
  const auto& a = found->of.at("A");
  ASSERT_EQ(a.size(), 10U);
  EXPECT_EQ(std::ranges::count(a, true, &Lifetime::failed), 2);
  EXPECT_EQ(
      std::ranges::count_if(a, [](const Lifetime& one) { return !one.failed && one.time == 20; }),
      8);
  // By hand: after day 5 nine of ten last, after day 10 eight.
  const auto curve = kaplan_meier(a);
  ASSERT_EQ(curve.size(), 2U);
  EXPECT_EQ(curve[0].time, 5);
  EXPECT_NEAR(curve[0].survival, 0.9, 1e-12);
  EXPECT_EQ(curve[1].time, 10);
  EXPECT_NEAR(curve[1].survival, 0.8, 1e-12);
  EXPECT_EQ(std::ranges::count(found->of.at("B"), true, &Lifetime::failed), 0);
  EXPECT_EQ(found->unmatched, 0U);
}

TEST_F(StoredLifetimesTest, UnitsOfOneCategoryAreAStratum) {
  shop_.execute(
      "UPDATE order_item_fact SET category = CASE WHEN batch_no = 'A' AND order_key < 'o5' THEN "
      "'X' ELSE 'Y' END");
  shop_.execute("UPDATE case_fact SET category = 'X'");
  within_ = "category";
  const auto found = lifetimes("quality_complaint_rate");
  ASSERT_TRUE(found) << found.error().message;
  const auto& a = found->of.at("A");
  ASSERT_EQ(a.size(), 10U);
  const auto x = std::ranges::find(a, true, &Lifetime::failed)->stratum;
  EXPECT_EQ(std::ranges::count(a, x, &Lifetime::stratum), 5);
  EXPECT_EQ(std::ranges::count(found->of.at("B"), x, &Lifetime::stratum), 0);
}

TEST_F(StoredLifetimesTest, AFailureOfWhatWasNotSoldIsCountedApart) {
  shop_.execute("UPDATE case_fact SET batch_no = 'C' WHERE case_key = 'c3'");
  const auto found = lifetimes("quality_complaint_rate");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->unmatched, 1U);
  EXPECT_FALSE(found->of.contains("C"));
}

TEST_F(StoredLifetimesTest, WhatTellsNoLifetimesIsEmpty) {
  const auto share = lifetimes("csat");  // Both parts are cases.
  ASSERT_TRUE(share);
  EXPECT_TRUE(share->of.empty());
}

}  // namespace aftercare::insight
