#include "simulate/shop.hpp"

#include <gtest/gtest.h>

namespace aftercare::simulate {
namespace {

TEST(Shop, RefusesAPlanOutOfBounds) {
  base::NoProgress quiet;
  ShopPlan plan;
  plan.end = records::Day{std::chrono::days{20'000}};
  plan.days = 29;
  EXPECT_FALSE(simulate_shop(plan, testing::TempDir() + "/none", quiet));
}

}  // namespace
}  // namespace aftercare::simulate
