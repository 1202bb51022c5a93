#include "access/throttle.hpp"

#include <gtest/gtest.h>

namespace aftercare::access {
namespace {

using std::chrono::seconds;
// Whoever turns the clock of the machine shortens no wait.
static_assert(Throttle::Clock::is_steady);

const Throttle::Clock::time_point kStart{std::chrono::hours(1000)};

TEST(ThrottleTest, AFewMistakesCostNothingThenEachCostsMore) {
  Throttle throttle({.free_failures = 3, .first_wait = seconds(2), .longest_wait = seconds(60)});
  for (int i = 0; i < 2; ++i) throttle.failed("li", kStart);
  EXPECT_EQ(throttle.wait("li", kStart), seconds(0));
  throttle.failed("li", kStart);
  EXPECT_EQ(throttle.wait("li", kStart), seconds(2));
  EXPECT_EQ(throttle.wait("li", kStart + seconds(2)), seconds(0));
  throttle.failed("li", kStart + seconds(2));
  EXPECT_EQ(throttle.wait("li", kStart + seconds(2)), seconds(4));
  EXPECT_EQ(throttle.wait("wang", kStart), seconds(0)) << "somebody else waits not";
  for (int i = 0; i < 100; ++i) throttle.failed("li", kStart + seconds(2));
  EXPECT_EQ(throttle.wait("li", kStart + seconds(2)), seconds(60)) << "never for ever";
}

TEST(ThrottleTest, TheRightPasswordEndsTheWaiting) {
  Throttle throttle({.free_failures = 1});
  throttle.failed("li", kStart);
  EXPECT_GT(throttle.wait("li", kStart), seconds(0));
  throttle.succeeded("li");
  EXPECT_EQ(throttle.wait("li", kStart), seconds(0));
}

TEST(ThrottleTest, MistakesOfLongAgoAreForgotten) {
  Throttle throttle({.free_failures = 2, .forgotten_after = seconds(100)});
  throttle.failed("li", kStart);
  throttle.failed("li", kStart + seconds(101));
  EXPECT_EQ(throttle.wait("li", kStart + seconds(101)), seconds(0));
}

TEST(ThrottleTest, NamesMadeUpDoNotFillTheMemory) {
  Throttle throttle({.free_failures = 1, .most_keys = 100});
  for (int i = 0; i < 10'000; ++i)
    throttle.failed("made up " + std::to_string(i), kStart + std::chrono::milliseconds(i));
  EXPECT_EQ(throttle.keys(), 100U);
}

}  // namespace
}  // namespace aftercare::access
