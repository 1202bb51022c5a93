#include "metrics/question_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace aftercare::metrics {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(QuestionJsonTest, ReadsAFullQuestion) {
  const auto question = question_from_json(nlohmann::json::parse(R"({
    "metrics": ["complaints"], "by": ["topic"],
    "where": [{"dimension": "channel", "op": "not_in", "values": ["chat", null]},
              {"dimension": "severity", "op": ">=", "values": [2]}],
    "from": "2026-10-24", "to": "2026-11-22",
    "order": [{"name": "complaints", "descending": true}], "limit": 50, "page": 3})"));
  ASSERT_TRUE(question) << question.error().message;
  EXPECT_THAT(question->metrics, ElementsAre("complaints"));
  EXPECT_THAT(question->by, ElementsAre("topic"));
  ASSERT_EQ(question->where.size(), 2U);
  EXPECT_EQ(question->where[0].op, FilterOperator::not_in);
  EXPECT_THAT(question->where[0].values,
              ElementsAre(std::optional<std::string>("chat"), std::nullopt));
  EXPECT_EQ(question->where[1].values[0], "2");
  EXPECT_EQ(records::to_iso(*question->to), "2026-11-22");
  EXPECT_TRUE(question->order[0].descending);
  EXPECT_EQ(question->limit, 50U);
}

TEST(QuestionJsonTest, MissingAndNullAreTheSame) {
  const auto question = question_from_json(
      nlohmann::json::parse(R"({"metric": "cases", "by": null, "from": null, "limit": null})"));
  ASSERT_TRUE(question);
  EXPECT_THAT(question->metrics, ElementsAre("cases"));
  EXPECT_FALSE(question->from.has_value());
}

TEST(QuestionJsonTest, NamesTheKeyThatIsWrong) {
  const std::pair<std::string, std::string> cases[] = {
      {R"([])", "no question"},
      {R"({"metrics": "cases"})", "no list of names: 'metrics'"},
      {R"({"metrics": [1]})", "no list of names: 'metrics'"},
      {R"({"metric": 1})", "no name: 'metric'"},
      {R"({"where": {}})", "no list of conditions: 'where'"},
      {R"({"where": [{"op": "in", "values": []}]})", "no name: 'dimension'"},
      {R"({"where": [{"dimension": "a", "op": "like", "values": []}]})", "no such op"},
      {R"({"where": [{"dimension": "a", "op": "in", "values": "x"}]})", "no list of values"},
      {R"({"where": [{"dimension": "a", "op": "in", "values": [{}]}]})", "no text, number or null"},
      {R"({"from": "yesterday"})", "no day (YYYY-MM-DD): 'from'"},
      {R"({"to": 20260101})", "no day (YYYY-MM-DD): 'to'"},
      {R"({"limit": -1})", "no whole number from 0: 'limit'"},
      {R"({"limit": "50"})", "no whole number from 0: 'limit'"},
      {R"({"order": [{"descending": true}]})", "no name: 'order'"},
  };
  for (const auto& [json, reason] : cases) {
    const auto question = question_from_json(nlohmann::json::parse(json));
    ASSERT_FALSE(question) << json;
    EXPECT_THAT(question.error().message, HasSubstr(reason));
    EXPECT_FALSE(question.error().message_zh.empty());
  }
}

TEST(QuestionJsonTest, ReadsAPage) {
  const auto page = page_from_json(nlohmann::json::parse(
      R"({"page": 2, "page_size": 20, "order": [{"name": "severity", "descending": true}]})"));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->number, 2U);
  EXPECT_EQ(page->size, 20U);
  EXPECT_EQ(page->order->name, "severity");
  EXPECT_EQ(page_from_json(nlohmann::json::object())->size, 50U);
  EXPECT_FALSE(page_from_json(nlohmann::json::parse(R"({"page": -1})")));
}

TEST(QuestionJsonTest, WhatIsDerivedIsReadAndWrongWordsAreNamed) {
  const auto question = question_from_json({{"metric", "cases"},
                                            {"compare", "year"},
                                            {"rolling", 7U},
                                            {"share", true},
                                            {"other", true}});
  ASSERT_TRUE(question) << question.error().message;
  EXPECT_EQ(question->compare, Against::year);
  EXPECT_EQ(question->rolling, 7U);
  EXPECT_TRUE(question->share && question->other && !question->cumulative);
  const auto told = [](const char* key, const nlohmann::json& value) {
    const auto wrong = question_from_json({{"metric", "cases"}, {key, value}});
    return wrong ? "" : wrong.error().message;
  };
  EXPECT_EQ(told("compare", "week"), "nothing to compare with; one of previous, year: 'week'");
  EXPECT_EQ(told("compare", 7), "neither previous nor year: 'compare'");
  EXPECT_EQ(told("rolling", -1), "no whole number from 0: 'rolling'");
  EXPECT_EQ(told("cumulative", "yes"), "neither true nor false: 'cumulative'");
}

}  // namespace aftercare::metrics
