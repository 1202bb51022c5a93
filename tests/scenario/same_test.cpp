// aftercare dedupe without a file: customers and cases of the workspace, looked at and decided.

#include <gtest/gtest.h>

#include <string>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

class SameTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(shop_.run({"init", shop_.workspace().string()}).code, 0);
    std::string customers = "customer id,name,phone,email\n";
    for (int i = 0; i < 150; ++i) customers += person(i, "a");
    for (int i = 0; i < 150; i += 10) customers += person(i, "b");
    shop_.write("customers.csv", customers);
    shop_.write("tickets.csv",
                "ticket id,channel,ticket type,customer id,created at,description\n"
                "t1,email,complaint,a10,2026-03-01 09:00:00,The kettle leaks from its base and "
                "nobody answered my three calls about a refund\n"
                "t2,chat,complaint,b10,2026-03-03 09:00:00,The kettle leaks from its base and "
                "nobody answered my three calls about a refund\n"
                "t3,chat,complaint,a11,2026-03-03 09:00:00,My parcel stood in the rain for two "
                "days and both books in it are ruined\n");
    ASSERT_EQ(shop_.run({"ingest", "customers.csv", "--as", "customer"}).code, 0);
    ASSERT_EQ(shop_.run({"ingest", "tickets.csv", "--as", "case"}).code, 0);
  }

  static std::string person(int i, const std::string& source) {
    const auto number = std::to_string(i);
    return source + number + ",Nia" + std::to_string(i * 3) + " Oak" + std::to_string(i * 7) +
           ",0400" + std::to_string(100000 + i * 7919) + ",nia" + number + "@mail" +
           std::to_string(i % 7) + ".example\n";
  }

  Shop shop_;
};

TEST_F(SameTest, CustomersOfTwoSourcesBecomePersonsInNumbers) {
  const auto run = shop_.run({"dedupe", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.json()["customer"]["records"], 165);
  EXPECT_EQ(run.json()["customer"]["repeated"], 15);
  EXPECT_EQ(run.json()["case"]["fresh"], 3);
  // Their complaints became one person's, so the later says the same as the earlier.
  EXPECT_EQ(run.json()["case"]["repeated"], 1);
  const auto shown = shop_.run({"dedupe", "show", "t1,t2", "--json"});
  EXPECT_EQ(shown.json()["state"], "joined") << shown.err;
}

TEST_F(SameTest, DecisionsStandAndAreUndone) {
  ASSERT_EQ(shop_.run({"dedupe", "--customers"}).code, 0);
  const auto listed = shop_.run({"dedupe", "list", "--customers", "--json"});
  EXPECT_EQ(listed.json()["lists"][0]["total"], 15);
  const auto split = shop_.run({"dedupe", "split", "a10,b10", "--json"});
  ASSERT_EQ(split.code, 0) << split.err;
  const auto again = shop_.run({"dedupe", "--customers", "--json"});
  EXPECT_EQ(again.json()["customer"]["repeated"], 14);
  const auto apart = shop_.run({"dedupe", "list", "--state", "apart", "--customers", "--json"});
  EXPECT_EQ(apart.json()["lists"][0]["total"], 1);
  const auto undo =
      shop_.run({"dedupe", "undo", std::to_string(split.json()["verdict"].get<int>())});
  EXPECT_EQ(undo.code, 0) << undo.err;
  EXPECT_EQ(shop_.run({"dedupe", "show", "a10,b10", "--json"}).json()["state"], "joined");
  EXPECT_EQ(shop_.run({"dedupe", "accept", "a1,a2"}).code, 0);
  EXPECT_EQ(shop_.run({"dedupe", "merge", "a3", "a4", "a5"}).code, 0);
  EXPECT_EQ(shop_.run({"dedupe", "split", "a4"}).code, 0);
  EXPECT_EQ(shop_.run({"dedupe", "show", "a3,a5", "--json"}).json()["state"], "joined");
  EXPECT_EQ(shop_.run({"dedupe", "show", "a3,a4", "--json"}).json()["state"], "apart");
}

TEST_F(SameTest, BothLanguagesAndPlainWords) {
  ASSERT_EQ(shop_.run({"dedupe"}).code, 0);
  const auto en = shop_.run({"dedupe", "show", "a10,b10"});
  EXPECT_NE(en.out.find("equal"), std::string::npos) << en.out;
  EXPECT_EQ(en.out.find("0400179190"), std::string::npos) << en.out;
  const auto zh = shop_.run({"dedupe", "show", "a10,b10", "--language", "zh"});
  EXPECT_NE(zh.out.find("相同"), std::string::npos) << zh.out;
  const auto wrong = shop_.run({"dedupe", "accept", "a10,zzz"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("no two records of these keys"), std::string::npos) << wrong.err;
  EXPECT_EQ(shop_.run({"dedupe", "undo", "77"}).code, 2);
  EXPECT_EQ(shop_.run({"dedupe", "--people"}).code, 2);  // Of a file that is not named.
}

}  // namespace
}  // namespace aftercare::scenario
