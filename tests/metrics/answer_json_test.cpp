#include "metrics/answer_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "small_shop.hpp"

namespace aftercare::metrics {

TEST(AnswerJsonTest, AnAnswerHasTheShapeOfTheApi) {
  const auto shop = filled_shop();
  const auto answered =
      answer(shipped_model(),
             between(question_of({"complaints", "csat"}, {"day"}), "2026-03-02", "2026-03-03"),
             *shop, records::Viewer::owner());
  auto json = to_json(*answered);
  // One answer of one is 21 to 100 % (Wilson); a count has no interval.
  EXPECT_TRUE(json["intervals"]["complaints"].is_null());
  EXPECT_NEAR(json["rows_intervals"][0][1][0].get<double>(), 20.65, 0.01);
  EXPECT_NEAR(json["rows_intervals"][0][1][1].get<double>(), 100, 1e-9);
  json.erase("intervals");
  json.erase("rows_intervals");
  EXPECT_EQ(
      json.dump(),
      R"({"columns":[{"name":"day","kind":"dimension"},{"name":"complaints","kind":"metric"},)"
      R"({"name":"csat","kind":"metric"}],"rows":[["2026-03-02",1,100.0],["2026-03-03",1,0.0]],)"
      R"("total":{"complaints":2,"csat":50.0},"n":{"complaints":2,"csat":2},)"
      R"("rows_n":[[1,1],[1,1]],"all_rows":2,"notes":[],)"
      R"("period":{"from":"2026-03-02","to":"2026-03-03"}})");
}

TEST(AnswerJsonTest, WhatIsNotKnownIsNull) {
  SmallShop empty;
  const auto answered =
      answer(shipped_model(), question_of({"avg_rating"}), empty, records::Viewer::owner());
  const auto json = to_json(*answered);
  EXPECT_TRUE(json["total"]["avg_rating"].is_null());
  EXPECT_TRUE(json["rows"][0][0].is_null());
  EXPECT_EQ(json["period"].dump(), R"({"from":null,"to":null})");
}

TEST(AnswerJsonTest, TheCatalogTellsAllThatCanBeAsked) {
  const auto json = catalog_json(shipped_model());
  EXPECT_EQ(json["metrics"].size(), shipped_model().metrics().size());
  EXPECT_EQ(json["dimensions"].size(), shipped_model().dimensions().size());
  const auto& first = json["metrics"][0];
  EXPECT_EQ(first["name"], "cases");
  EXPECT_EQ(first["format"], "count");
  EXPECT_EQ(first["direction"], "neutral");
  EXPECT_FALSE(first["formula"]["zh"].get<std::string>().empty());
}

TEST(AnswerJsonTest, RowsAndChangesCarryLabelsAndShares) {
  RowsAnswer rows{"case_fact", "population", {{"a", {"A", "甲"}, "s"}}, {{std::int64_t{1}}}, 7};
  EXPECT_EQ(
      to_json(rows).dump(),
      R"({"fact":"case_fact","columns":[{"name":"a","label":{"zh":"甲","en":"A"},"unit":"s"}],)"
      R"("rows":[[1]],"total":7,"of":"population"})");
  Changes changes;
  changes.current = 5;
  changes.drivers = {{{{"topic", std::string("t")}}, 5, 0, 5, std::nullopt}};
  EXPECT_EQ(to_json(changes)["drivers"].dump(),
            R"([{"values":{"topic":"t"},"current":5,"before":0,"change":5,"share":null}])");
}

}  // namespace aftercare::metrics
