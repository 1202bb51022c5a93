#include "insight/drivers/metric_rows.hpp"

#include <gtest/gtest.h>

#include <map>

#include "metrics/small_shop.hpp"

namespace aftercare::insight {
namespace {

records::Day day_of_march(unsigned day) {
  return records::Day(std::chrono::year(2026) / 3 / day);
}

// Count and sum by group and value of the first dimension.
std::map<std::pair<int, std::string>, std::pair<double, double>> by_value(
    const LabelledRows& rows) {
  std::map<std::pair<int, std::string>, std::pair<double, double>> sums;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& dimension = rows.dimensions[0];
    auto& [count, sum] = sums[{rows.groups[i], dimension.values[dimension.of[i]]}];
    count += rows.count(i);
    sum += rows.sum(i);
  }
  return sums;
}

}  // namespace

class MetricRowsTest : public testing::Test {
 protected:
  void SetUp() override { shop_.fill(); }
  base::Result<LabelledRows> rows(const std::string& metric,
                                  const std::vector<std::string>& dimensions) {
    const auto viewer = records::Viewer::owner();
    return metric_rows({metrics::shipped_model(), shop_, viewer}, metric, dimensions,
                       metrics::Language::en, {{}, day_of_march(2), day_of_march(4)},
                       {{}, day_of_march(5), day_of_march(9)});
  }
  metrics::SmallShop shop_;
};

TEST_F(MetricRowsTest, ACountHasARowForEachThatItCounts) {
  // Complaints: c1 and c2 by chat on March 2 and 3, c5 a review on the 5th.
  const auto found = rows("complaints", {"channel"});
  ASSERT_TRUE(found) << found.error().message;
  const auto sums = by_value(*found);
  ASSERT_EQ(sums.size(), 2U);
  EXPECT_EQ(sums.at({0, "Chat"}).first, 2);
  EXPECT_EQ(sums.at({1, "Review"}).first, 1);
}

TEST_F(MetricRowsTest, AShareHasItsBaseAndWhatIsCountedOnIt) {
  // Expecting an answer: c1, c2, c3, c9 before, c6 and c8 after; all but c9 and c6 were answered.
  const auto found = rows("reply_rate", {"channel"});
  ASSERT_TRUE(found) << found.error().message;
  double n[2] = {0, 0}, sum[2] = {0, 0};
  for (const auto& [key, value] : by_value(*found))
    n[key.first] += value.first, sum[key.first] += value.second;
  EXPECT_EQ(n[0], 4);
  EXPECT_EQ(sum[0], 3);
  EXPECT_EQ(n[1], 2);
  EXPECT_EQ(sum[1], 1);
}

TEST_F(MetricRowsTest, WhatCountsNoRowsAndUnknownNamesAreRefused) {
  EXPECT_FALSE(rows("first_response_median", {"channel"}));
  EXPECT_FALSE(rows("no_such_metric", {"channel"}));
  EXPECT_FALSE(rows("complaints", {"no_such_dimension"}));
  EXPECT_FALSE(rows("complaint_rate", {"topic"}));  // An order has no topic.
}

}  // namespace aftercare::insight
