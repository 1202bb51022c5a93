// A question in plain words at the terminal.

#include <gtest/gtest.h>

#include "sold_goods.hpp"

namespace aftercare::scenario {

TEST(AskTest, WhatCannotBeCountedSoIsRefusedBesideHowItWasUnderstood) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  ingest_sold(shop, {{"P1", "2026-03-01", "", "2026-03-05"}, {"P2", "2026-03-01"}});
  const std::string question = "top 5 products by return rate in March 2026, chat only";
  const auto run = shop.run({"ask", question});
  EXPECT_EQ(run.code, 2);
  EXPECT_NE(run.out.find("Return rate, by Product, Channel Chat"), std::string::npos) << run.out;
  EXPECT_NE(run.err.find("return_rate is not known by channel"), std::string::npos) << run.err;
  const auto json = shop.run({"ask", question, "--json"}).json();
  EXPECT_EQ(json.at("answerable"), false);
  EXPECT_EQ(json.at("query").at("metrics").at(0), "return_rate");
  EXPECT_NE(json.at("problem").at("zh").get<std::string>().find("退货率"), std::string::npos);
  // The same without what returns do not know.
  const auto answered = shop.run({"ask", "top 5 products by return rate in March 2026", "--json"});
  ASSERT_EQ(answered.code, 0) << answered.err;
  const auto answer = answered.json();
  EXPECT_EQ(answer.at("answer").at("rows"),
            nlohmann::json::parse(R"([["P1", 100.0], ["P2", 0.0]])"));
}

}  // namespace aftercare::scenario
