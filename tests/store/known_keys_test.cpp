#include "store/duckdb/known_keys.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace aftercare::store {
namespace {

TEST(KnownKeysTest, FindsEveryKeyAddedAndHardlyAnyOther) {
  KnownKeys keys;
  EXPECT_FALSE(keys.may_contain("SO1"));
  constexpr int count = 300'000;  // Several tables of the chain.
  for (int i = 0; i < count; ++i) keys.add(fmt::format("SO{}", i));
  int missed = 0, mistaken = 0;
  for (int i = 0; i < count; ++i) {
    missed += !keys.may_contain(fmt::format("SO{}", i));
    mistaken += keys.may_contain(fmt::format("so{}", i));
  }
  EXPECT_EQ(missed, 0);
  EXPECT_EQ(mistaken, 0);  // 1 of 100 million is expected.
  EXPECT_LE(keys.bytes(), 12U * count);
}

TEST(KnownKeysTest, TakesTheSameKeyAndTheEmptyOneAsAnyOther) {
  KnownKeys keys;
  for (int i = 0; i < 100'000; ++i) keys.add("again");
  EXPECT_LE(keys.bytes(), 1U << 20);
  keys.add("");
  EXPECT_TRUE(keys.may_contain("again"));
  EXPECT_TRUE(keys.may_contain(""));
  EXPECT_FALSE(keys.may_contain("agaim"));
}

}  // namespace
}  // namespace aftercare::store
