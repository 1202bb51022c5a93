#include "insight/told/counted_rows.hpp"

#include <gtest/gtest.h>

#include "metrics/small_shop.hpp"

namespace aftercare::insight {

// Of one order three complaints, of another one, and two that know no order.
class ClusteringTest : public testing::Test {
 protected:
  void SetUp() override {
    shop_.execute(R"(INSERT INTO case_fact BY NAME SELECT *, false AS is_noise, 'ticket' AS channel
  FROM (VALUES ('c1', 'o1', DATE '2026-03-01', true, 'fan'), ('c2', 'o1', DATE '2026-03-02', true, 'fan'),
  ('c3', 'o1', DATE '2026-03-09', true, 'lid'), ('c4', 'o2', DATE '2026-03-09', true, NULL),
  ('c5', NULL, DATE '2026-03-09', true, 'fan'), ('c6', NULL, DATE '2026-03-09', true, 'fan'),
  ('c7', 'o2', DATE '2026-03-09', false, 'fan'))
  t(case_key, order_id, opened_day, is_complaint, component))");
  }
  double clustering(const std::string& metric, const RowsAsked& asked = {}) {
    const auto found =
        clustering_of({metrics::shipped_model(), shop_, viewer_}, metric, kind_, asked);
    EXPECT_TRUE(found) << found.error().message;
    return found.value_or(-1);
  }
  std::string kind_;
  metrics::SmallShop shop_;
  records::Viewer viewer_ = records::Viewer::owner();
};

TEST_F(ClusteringTest, AComplaintIsCountedWithThoseAboutTheSameOrder) {
  // Three find themselves among three, three alone: 12 / 6.
  EXPECT_NEAR(clustering("complaints"), 2, 1e-12);
  EXPECT_NEAR(clustering("complaint_rate"), 2, 1e-12);
  RowsAsked week;
  week.from = records::parse_day("2026-03-08");
  EXPECT_NEAR(clustering("complaints", week), 1, 1e-12);
}

TEST_F(ClusteringTest, OfAKindOnlyThoseOfItAreTogether) {
  kind_ = "component";
  // Two fans of one order find two, its lid and two fans of no order one each: 7 / 5.
  EXPECT_NEAR(clustering("complaints"), 1.4, 1e-12);
}

TEST_F(ClusteringTest, WhatKnowsNoOrderOrIsNotThereStandsAlone) {
  EXPECT_EQ(clustering("orders"), 1);  // A row is an order.
  RowsAsked none;
  none.from = records::parse_day("2027-01-01");
  EXPECT_EQ(clustering("complaints", none), 1);
  const auto level = clustering_of({metrics::shipped_model(), shop_, viewer_}, "backlog", "", {});
  EXPECT_FALSE(level);
}

}  // namespace aftercare::insight
