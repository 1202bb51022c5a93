#include "insight/flow/process_map.hpp"

#include <gtest/gtest.h>

namespace aftercare::insight {
namespace {

constexpr double kHour = 3600e6;

std::string edge_of(const ProcessMap& map, const FlowEdge& edge) {
  return map.steps[edge.from].name + ">" + map.steps[edge.to].name;
}

}  // namespace

TEST(ProcessMapTest, FrequenciesAndWaitsAreThoseOfTheCases) {
  EventLogBuilder builder;
  // Two tickets go straight; one is reopened. Rows come in any order.
  builder.add("2", "close", 9 * kHour);
  builder.add("1", "open", 0);
  builder.add("1", "resolve", 2 * kHour);
  builder.add("1", "close", 3 * kHour);
  builder.add("2", "open", 1 * kHour);
  builder.add("2", "resolve", 5 * kHour);
  builder.add("3", "open", 0);
  builder.add("3", "resolve", 10 * kHour);
  builder.add("3", "open", 11 * kHour);
  builder.add("3", "resolve", 12 * kHour);
  const auto map = process_map_of(std::move(builder).build());
  EXPECT_EQ(map.cases, 3U);
  EXPECT_EQ(map.events, 10U);
  EXPECT_EQ(map.median_duration, 8 * 3600);
  ASSERT_EQ(map.steps.size(), 3U);
  for (const auto& step : map.steps) {
    if (step.name == "open") {
      EXPECT_EQ(step.events, 4U);
      EXPECT_EQ(step.cases, 3U);
      EXPECT_EQ(step.starts, 3U);
      EXPECT_EQ(step.again, 1U);
    }
    if (step.name == "close") {
      EXPECT_EQ(step.ends, 2U);
    }
  }
  // 2 + 4 + 10 + 1 hours lie between open and resolve: the bottleneck.
  const auto& first = map.edges[0];
  EXPECT_EQ(edge_of(map, first), "open>resolve");
  EXPECT_EQ(first.count, 4U);
  EXPECT_EQ(first.total_wait, 17 * 3600);
  EXPECT_EQ(first.median_wait, 2 * 3600);
  ASSERT_EQ(map.variants.size(), 2U);
  EXPECT_EQ(map.variants[0].cases, 2U);
  EXPECT_EQ(map.variants[0].steps.size(), 3U);
}

TEST(ProcessMapTest, EventsOfOneMomentKeepTheirOrder) {
  EventLogBuilder builder;
  for (const auto* step : {"open", "assign", "close"}) builder.add("1", step, 5);
  const auto map = process_map_of(std::move(builder).build());
  EXPECT_EQ(edge_of(map, map.edges[0]), "open>assign");
  EXPECT_EQ(map.edges[0].median_wait, 0);
}

TEST(ProcessMapTest, OneEventIsACaseWithoutAWait) {
  EventLogBuilder builder;
  builder.add("1", "open", 5);
  const auto map = process_map_of(std::move(builder).build());
  EXPECT_EQ(map.cases, 1U);
  EXPECT_TRUE(map.edges.empty());
  EXPECT_EQ(map.steps[0].starts, 1U);
  EXPECT_EQ(map.steps[0].ends, 1U);
  EXPECT_EQ(map.median_duration, 0);
}

TEST(ProcessMapTest, NoEventNoMap) {
  const auto map = process_map_of(EventLogBuilder().build());
  EXPECT_EQ(map.cases, 0U);
  EXPECT_TRUE(map.steps.empty());
}

}  // namespace aftercare::insight
