#include "insight/association/next_problem.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace aftercare::insight {
namespace {

TEST(NextProblemTest, TellsWhatFollowsMoreThanAfterAnythingElse) {
  // After "late" comes "refund" three days later for half; others have one problem each.
  NextProblemBuilder builder;
  for (int i = 0; i < 40; ++i) {
    const auto who = "p" + std::to_string(i);
    builder.add(who, i % 2 == 0 ? "refund" : "late", 13);
    if (i % 2 == 0) builder.add(who, "late", 10);
    builder.add("q" + std::to_string(i), "defect", 10);
  }
  const auto next = std::move(builder).build(100, 30);
  EXPECT_EQ(next.problems, 100U);
  EXPECT_EQ(next.followed, 20U);
  ASSERT_EQ(next.pairs.size(), 1U);
  const auto& one = next.pairs[0];
  EXPECT_EQ(next.names[one.from], "late");
  EXPECT_EQ(next.names[one.to], "refund");
  EXPECT_EQ(one.count, 20U);
  EXPECT_EQ(one.with_from, 40U);
  EXPECT_DOUBLE_EQ(one.share, 0.5);
  EXPECT_DOUBLE_EQ(one.lift, 0.5 / 0.2);
  EXPECT_EQ(one.median_days, 3);
  EXPECT_LT(one.low, 0.5);
  EXPECT_GT(one.high, 0.5);
}

TEST(NextProblemTest, WhatCouldNotBeFollowedBeginsNothing) {
  NextProblemBuilder builder;
  for (int i = 0; i < 10; ++i) {
    builder.add("p" + std::to_string(i), "late", 95);  // Too near the end ...
    builder.add("p" + std::to_string(i), "refund", 96);
    builder.add("q" + std::to_string(i), "late", 20);
    builder.add("q" + std::to_string(i), "refund", 70);  // ... and too long after.
  }
  const auto next = std::move(builder).build(100, 30);
  EXPECT_EQ(next.problems, 20U);
  EXPECT_EQ(next.followed, 0U);
  EXPECT_TRUE(next.pairs.empty());
}

TEST(NextProblemTest, ShuffledProblemsFollowEachOtherByChanceOnly) {
  std::mt19937 random(11);
  int alarms = 0;
  for (int run = 0; run < 60; ++run) {
    NextProblemBuilder builder;
    for (int i = 0; i < 1500; ++i)
      builder.add(std::to_string(random() % 500), std::to_string(random() % 8),
                  static_cast<int>(random() % 170));
    alarms += std::move(builder).build(180, 30).pairs.empty() ? 0 : 1;
  }
  EXPECT_LE(alarms, 4);
}

}  // namespace
}  // namespace aftercare::insight
