// What somebody has to decide about, at the terminal.

#include <gtest/gtest.h>

#include <string>

#include "program.hpp"

namespace aftercare::scenario {

// A date of two readings: March 4 or April 3, in a shop in Shanghai.
TEST(ReviewTest, ADayIsToldAndNamedAsItIsReadInTheShop) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  shop.write("cases.csv", "case_id,channel,opened_at,text\n1,email,03/04/2026,坏了\n");
  ASSERT_EQ(shop.run({"ingest", "cases.csv", "--as", "case"}).code, 0);
  const auto has = [](const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
  };
  const auto review = shop.run({"quality", "review"});
  EXPECT_TRUE(has(review.out, "'2026-03-04 00:00:00'")) << review.out;
  EXPECT_FALSE(has(review.out, "2026-03-03")) << "that is the day in London";
  EXPECT_TRUE(has(shop.run({"quality", "findings"}).out, "03/04/2026 → 2026-03-04 00:00:00"));
  const auto other = shop.run(
      {"quality", "accept", "case.opened_at", "03/04/2026", "--as", "2026-04-03 00:00:00"});
  EXPECT_EQ(other.code, 2) << other.out;
  EXPECT_TRUE(has(other.err, "nothing of the kind is proposed")) << other.err;
  const auto accepted = shop.run(
      {"quality", "accept", "case.opened_at", "03/04/2026", "--as", "2026-03-04 00:00:00"});
  ASSERT_EQ(accepted.code, 0) << accepted.err;
  EXPECT_TRUE(has(accepted.out, "becomes '2026-03-04 00:00:00'")) << accepted.out;
  const auto day = shop.run({"query", "cases", "--by", "day", "--json"}).json();
  EXPECT_EQ(day.at("rows").at(0).at(0), "2026-03-04");
  // Once more, by what programs call it, changes nothing.
  const auto again = shop.run(
      {"quality", "accept", "case.opened_at", "03/04/2026", "--as", "2026-03-03T16:00:00Z"});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_TRUE(has(again.out, "0 records changed")) << again.out;
  ASSERT_EQ(shop.run({"quality", "undo", "1"}).code, 0);
  EXPECT_TRUE(has(shop.run({"quality", "review"}).out, "'2026-03-04 00:00:00'"));
}

}  // namespace aftercare::scenario
