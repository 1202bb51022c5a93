#include "metrics/answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "small_shop.hpp"

namespace aftercare::metrics {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Lines = std::vector<std::string>;

TEST(AnswerTest, WhatIsNotYetDueIsInNoPeriodThatTheDataReach) {
  const auto shop = filled_shop();
  const auto missed = [&](const std::string& from, const std::string& to) {
    return total_of(between(question_of({"sla_first_response_missed", "sla_resolution_missed",
                                         "sla_first_response_rate"}),
                            from, to),
                    *shop);
  };
  EXPECT_EQ(missed("2026-03-01", "2026-03-31"), "2 | 2 | 50") << "the whole month is no more";
  EXPECT_EQ(missed("2026-03-09", "2026-03-31"), "0 | 0 | -") << "the last day is not over";
  EXPECT_EQ(missed("2026-03-05", "2026-03-05"), "1 | 0 | 0") << "by the day due: c8";
  EXPECT_EQ(missed("2026-03-03", "2026-03-03"), "1 | 1 | 50");
  // The next day there are data, and what was not solved by then is missed.
  shop->execute(
      "INSERT INTO order_fact BY NAME SELECT 'o9' AS order_key, '2026-03-11'::DATE AS "
      "ordered_day");
  EXPECT_EQ(missed("2026-03-01", "2026-03-31"), "3 | 3 | 40");
  EXPECT_THAT(asked(between(question_of({"sla_first_response_rate"}, {"channel"}), "2026-03-01",
                            "2026-03-31"),
                    *shop),
              ElementsAre("chat | 100", "email | 0", "ticket | 0"));
}

TEST(AnswerTest, APeriodWithoutAnEndStopsWithTheData) {
  const auto shop = filled_shop();
  const auto answered = answer(shipped_model(), question_of({"sla_resolution_missed"}, {"week"}),
                               *shop, records::Viewer::owner());
  ASSERT_TRUE(answered) << answered.error().message;
  EXPECT_EQ(answered->period.to, records::parse_day("2026-03-09")) << "c9 falls due on the 10th";
  EXPECT_THAT(lines_of(answered), ElementsAre("03-02 | 2", "03-09 | 0"));
}

TEST(AnswerTest, PopulationStandsBesideEachNumber) {
  const auto shop = filled_shop();
  const auto answered =
      answer(shipped_model(),
             question_of({"complaints", "complaint_rate", "csat", "avg_rating", "refund_amount",
                          "first_response_median", "repeat_complaint_rate"}),
             *shop, records::Viewer::owner());
  ASSERT_TRUE(answered) << answered.error().message;
  EXPECT_EQ(line_of(answered->total_n), "3 | 5 | 2 | 3 | 2 | 4 | 2");
  EXPECT_THAT(answered->n, ElementsAre(answered->total_n));
}

TEST(AnswerTest, CountsAreNotAskedASecondTimeForTheirTotal) {
  const auto shop = filled_shop();
  const auto question =
      between(question_of({"cases", "negative_share"}, {"channel"}), "2026-03-02", "2026-03-05");
  const auto answered = answer(shipped_model(), question, *shop, records::Viewer::owner());
  ASSERT_TRUE(answered);
  EXPECT_EQ(shop->queries, 1);
  EXPECT_EQ(line_of(answered->total), total_of(question, *shop));
  auto whole = question;
  whole.by.clear();
  EXPECT_EQ(line_of(answered->total), total_of(whole, *shop)) << "asked alone it is the same";
  const auto orders = question_of({"orders"}, {"product"});
  EXPECT_EQ(total_of(orders, *shop), "5") << "o1 stands in two rows and is one order";
}

TEST(AnswerTest, MetricsOfOneFactShareOneQuery) {
  const auto shop = filled_shop();
  const auto question = between(
      question_of({"cases", "complaints", "csat_by_case", "avg_rating", "first_response_p90"},
                  {"channel"}),
      "2026-03-01", "2026-03-31");
  ASSERT_THAT(asked(question, *shop), SizeIs(5));
  EXPECT_EQ(shop->queries, 1);  // By channel and the total at once, though p90 does not add up.
  auto whole = question;
  whole.by.clear();
  ASSERT_THAT(asked(whole, *shop), SizeIs(1));
  EXPECT_EQ(shop->queries, 2);
}

TEST(AnswerTest, TheTotalOfARowedAnswerIsTheAnswerWithoutRows) {
  const auto shop = filled_shop();
  int compared = 0;
  for (const auto& metric : shipped_model().metrics()) {
    const auto whole =
        total_of(between(question_of({metric.name}), "2026-03-02", "2026-03-09"), *shop);
    for (const auto& dimension : shipped_model().dimensions_of(metric)) {
      const auto rowed =
          between(question_of({metric.name}, {dimension}), "2026-03-02", "2026-03-09");
      EXPECT_EQ(total_of(rowed, *shop), whole) << metric.name << " by " << dimension;
      ++compared;
    }
  }
  EXPECT_GT(compared, 500);
}

TEST(AnswerTest, AMedianOrADistinctCountOfNoRowsHasNoTotal) {
  const auto shop = filled_shop();
  const auto empty = between(
      question_of({"first_response_median", "complaining_customers", "avg_rating"}, {"channel"}),
      "2031-01-01", "2031-01-31");
  EXPECT_THAT(asked(empty, *shop), SizeIs(0));
  EXPECT_EQ(total_of(empty, *shop), "- | 0 | -");
}

TEST(AnswerTest, APeriodHoldsBothItsDaysAndOnlyRowsWithADay) {
  const auto shop = filled_shop();
  const auto question = question_of({"cases", "complaints", "rated", "avg_rating"});
  EXPECT_EQ(total_of(between(question, "2026-03-02", "2026-03-09"), *shop), "8 | 3 | 2 | 3");
  EXPECT_EQ(total_of(between(question, "2026-03-05", "2026-03-05"), *shop), "3 | 1 | 2 | 3");
  EXPECT_EQ(total_of(question, *shop), "9 | 3 | 3 | 3.333333");
  auto since = question;
  since.from = records::parse_day("2026-03-05");
  EXPECT_EQ(total_of(since, *shop), "4 | 1 | 2 | 3");
}

TEST(AnswerTest, AnEmptyPeriodCountsZeroAndHasNoRatios) {
  const auto shop = filled_shop();
  const auto question =
      between(question_of({"cases", "sales", "complaint_rate", "csat", "avg_rating",
                           "first_response_median", "repeat_complaint_rate"}),
              "2027-01-01", "2027-01-31");
  EXPECT_EQ(total_of(question, *shop), "0 | 0 | - | - | - | - | -");
  SmallShop empty;
  EXPECT_EQ(total_of(question_of({"cases", "backlog", "avg_rating"}), empty), "0 | 0 | -");
  EXPECT_THAT(asked(question_of({"cases"}, {"channel"}), empty), IsEmpty());
  EXPECT_THAT(asked(question_of({"cases"}, {"day"}), empty), IsEmpty());
}

TEST(AnswerTest, WithoutATimeTheLargestComesFirstAndTiesFollowTheValue) {
  const auto shop = filled_shop();
  EXPECT_EQ(asked(question_of({"cases", "complaints"}, {"channel"}), *shop),
            (Lines{"review | 3 | 1", "chat | 2 | 2", "ticket | 2 | 0", "email | 1 | 0",
                   "phone | 1 | 0"}));
  auto question = question_of({"cases"}, {"channel"});
  question.order = {{"channel", true}};
  question.limit = 2;
  EXPECT_EQ(asked(question, *shop), (Lines{"ticket | 2", "review | 3"}));
  question.limit = 0;
  EXPECT_EQ(asked(question, *shop), Lines{});
}

TEST(AnswerTest, UnknownValuesAreARowOfTheirOwnAndComeLast) {
  const auto shop = filled_shop();
  auto question = question_of({"avg_rating"}, {"province"});
  EXPECT_EQ(asked(question, *shop), (Lines{"- | 4.5", "广东 | 1"}));
  question.order = {{"province", true}};
  EXPECT_EQ(asked(question, *shop), (Lines{"广东 | 1", "- | 4.5"}));
}

TEST(AnswerTest, GapsInTimeAreFilled) {
  const auto shop = filled_shop();
  const auto question =
      between(question_of({"complaints", "avg_rating"}, {"day"}), "2026-03-02", "2026-03-06");
  EXPECT_EQ(asked(question, *shop), (Lines{"03-02 | 1 | -", "03-03 | 1 | -", "03-04 | 0 | -",
                                           "03-05 | 1 | 3", "03-06 | 0 | -"}));
  EXPECT_EQ(
      asked(between(question_of({"orders", "complaints"}, {"week"}), "2026-02-20", "2026-03-10"),
            *shop),
      (Lines{"02-16 | 0 | 0", "02-23 | 1 | 0", "03-02 | 3 | 3", "03-09 | 1 | 0"}));
  EXPECT_EQ(asked(between(question_of({"orders"}, {"month"}), "2026-01-15", "2026-04-01"), *shop),
            (Lines{"01-01 | 0", "02-01 | 0", "03-01 | 5", "04-01 | 0"}));
  // Each channel that has any row gets every day.
  EXPECT_EQ(
      asked(between(question_of({"complaints"}, {"day", "channel"}), "2026-03-02", "2026-03-03"),
            *shop),
      (Lines{"03-02 | chat | 1", "03-03 | chat | 1"}));
}

TEST(AnswerTest, WithoutAPeriodTimeRunsOverAllDataAndRowsWithoutADayStandLast) {
  const auto shop = filled_shop();
  EXPECT_EQ(asked(question_of({"cases"}, {"day"}), *shop),
            (Lines{"03-02 | 2", "03-03 | 2", "03-04 | 0", "03-05 | 3", "03-06 | 0", "03-07 | 0",
                   "03-08 | 0", "03-09 | 1", "- | 1"}));
  const auto answered =
      answer(shipped_model(), question_of({"cases", "orders"}), *shop, records::Viewer::owner());
  EXPECT_EQ(records::to_iso(*answered->period.from), "2026-03-01");
  EXPECT_EQ(records::to_iso(*answered->period.to), "2026-03-09");
  const auto data = data_period(shipped_model(), *shop, records::Viewer::owner());
  EXPECT_EQ(records::to_iso(*data->from), "2026-03-01");
  SmallShop empty;
  EXPECT_FALSE(data_period(shipped_model(), empty, records::Viewer::owner())->from.has_value());
}

TEST(AnswerTest, BacklogIsWhatWasOpenAtTheEndOfEachDay) {
  const auto shop = filled_shop();
  EXPECT_EQ(asked(between(question_of({"backlog"}, {"day"}), "2026-03-01", "2026-03-10"), *shop),
            (Lines{"03-01 | 0", "03-02 | 1", "03-03 | 2", "03-04 | 2", "03-05 | 1", "03-06 | 1",
                   "03-07 | 1", "03-08 | 1", "03-09 | 1", "03-10 | 1"}));
  // What came before the period still counts.
  EXPECT_EQ(asked(between(question_of({"backlog"}, {"day"}), "2026-03-04", "2026-03-05"), *shop),
            (Lines{"03-04 | 2", "03-05 | 1"}));
  EXPECT_EQ(asked(between(question_of({"backlog"}, {"week"}), "2026-03-02", "2026-03-04"), *shop),
            (Lines{"03-02 | 2"}));  // A week cut by the period ends with it.
  EXPECT_EQ(
      asked(between(question_of({"backlog"}, {"channel"}), "2026-03-03", "2026-03-04"), *shop),
      (Lines{"chat | 1", "email | 1"}));
  EXPECT_EQ(total_of(between(question_of({"backlog"}), "2026-03-03", "2026-03-04"), *shop), "2");
  EXPECT_EQ(asked(between(question_of({"backlog"}, {"day", "channel"}), "2026-03-05", "2026-03-05"),
                  *shop),
            (Lines{"03-05 | chat | 1", "03-05 | email | 0"}));
}

// c1 was opened on the 2nd, c2 and c3 on the 3rd; c1 ended on the 3rd, c3 on the 5th.
TEST(AnswerTest, TheAgeOfTheBacklogIsThatAtTheEndOfEachDay) {
  const auto shop = filled_shop();
  EXPECT_EQ(
      asked(between(question_of({"backlog_age_mean"}, {"day"}), "2026-03-01", "2026-03-05"), *shop),
      (Lines{"03-01 | -", "03-02 | 0", "03-03 | 0", "03-04 | 86400", "03-05 | 172800"}));
  EXPECT_EQ(asked(between(question_of({"backlog_age_mean"}, {"week"}), "2026-03-02", "2026-03-04"),
                  *shop),
            (Lines{"03-02 | 86400"}));  // A week cut by the period ends with it.
  EXPECT_EQ(
      asked(between(question_of({"backlog_age_mean"}, {"channel"}), "2026-03-03", "2026-03-04"),
            *shop),
      (Lines{"chat | 86400", "email | 86400"}));
  EXPECT_EQ(
      total_of(between(question_of({"backlog", "backlog_age_mean"}), "2026-03-01", "2026-03-12"),
               *shop),
      "1 | 777600");
  EXPECT_EQ(
      total_of(between(question_of({"backlog", "backlog_age_mean"}), "2026-03-01", "2026-03-01"),
               *shop),
      "0 | -");
}

TEST(AnswerTest, AnotherFactAnswersWhatTheFirstDoesNotKnow) {
  const auto shop = filled_shop();
  const auto orders = question_of({"orders", "return_rate", "refund_amount"}, {"product"});
  EXPECT_EQ(asked(orders, *shop), (Lines{"fan | 3 | 100 | 30", "kettle | 2 | 0 | 0"}));
  EXPECT_EQ(total_of(orders, *shop), "5 | 66.666667 | 110");  // As without product.
  const auto answered = answer(shipped_model(), orders, *shop, records::Viewer::owner());
  EXPECT_THAT(answered->notes, SizeIs(2));
  EXPECT_EQ(total_of(question_of({"orders"}, {}, {only("product", {"kettle"})}), *shop), "2");
}

// o1 and o5 hold the fan, o1 and o2 the kettle, o3 is not delivered; the motor fails once (c5).
TEST(AnswerTest, APartIsCountedOnTheOrdersOfGoodsThatHaveIt) {
  const auto shop = filled_shop();
  shop->execute("UPDATE case_fact SET topic_group = 'product_quality' WHERE case_key = 'c5'");
  const auto by_part = question_of({"delivered_orders", "quality_complaint_rate"}, {"component"});
  EXPECT_EQ(asked(by_part, *shop), (Lines{"battery | 3 | 0", "lid | 2 | 0", "motor | 2 | 50"}));
  EXPECT_EQ(total_of(by_part, *shop), "3 | 33.333333");
  // Of all orders where the metric does not look at what was delivered.
  EXPECT_EQ(
      asked(question_of({"complaint_rate"}, {"component"}, {only("component", {"motor"})}), *shop),
      (Lines{"motor | 20"}));
}

TEST(AnswerTest, AShopIsToldApartWhereverItIsKnown) {
  const auto shop = filled_shop();
  shop->execute(
      "UPDATE order_fact SET shop = CASE WHEN province = '湖南' THEN '南店' ELSE '北店' END");
  shop->execute(
      "UPDATE case_fact SET shop = CASE WHEN province = '湖南' THEN '南店' ELSE '北店' END");
  EXPECT_EQ(asked(question_of({"orders", "complaints", "complaint_rate"}, {"shop"}), *shop),
            (Lines{"南店 | 3 | 0 | 0", "北店 | 2 | 3 | 150"}));
}

TEST(AnswerTest, ABaseThatLacksTheDimensionIsTheWholeAndSaysSo) {
  const auto shop = filled_shop();
  const auto by_topic = question_of({"complaint_rate"}, {"topic"});
  EXPECT_EQ(asked(by_topic, *shop), (Lines{"logistics.late | 40", "product_quality.defect | 20"}));
  const auto answered = answer(shipped_model(), by_topic, *shop, records::Viewer::owner());
  ASSERT_THAT(answered->notes, SizeIs(1));
  EXPECT_THAT(answered->notes[0].en, HasSubstr("no topic"));
  EXPECT_THAT(answered->notes[0].zh, HasSubstr("主题"));
  // The base is still narrowed by what it has.
  EXPECT_EQ(asked(question_of({"complaint_rate"}, {"topic"}, {only("province", {"广东"})}), *shop),
            (Lines{"logistics.late | 200", "product_quality.defect | 100"}));
  EXPECT_EQ(asked(question_of({"complaint_rate"}, {"province"}), *shop),
            (Lines{"广东 | 300", "湖南 | 0", "- | 0"}));
  EXPECT_EQ(total_of(question_of({"complaint_rate"}, {}, {only("channel", {"chat"})}), *shop),
            "40");
}

TEST(AnswerTest, ANullBaseIsNotZero) {
  const auto shop = filled_shop();
  EXPECT_EQ(asked(between(question_of({"complaint_rate", "complaints", "orders"}, {"day"}),
                          "2026-03-02", "2026-03-03"),
                  *shop),
            (Lines{"03-02 | 100 | 1 | 1", "03-03 | - | 1 | 0"}));
}

TEST(AnswerTest, FiltersNarrowAndNegationKeepsTheUnknown) {
  const auto shop = filled_shop();
  const auto count = [&](Filter filter) {
    return total_of(question_of({"cases"}, {}, {std::move(filter)}), *shop);
  };
  EXPECT_EQ(count(only("channel", {"chat", "email"})), "3");
  EXPECT_EQ(count(only("渠道", {"chat"})), "2");
  EXPECT_EQ(count({"severity", FilterOperator::at_least, {"2"}}), "3");
  EXPECT_EQ(count({"severity", FilterOperator::below, {"1"}}), "2");
  EXPECT_EQ(count(only("province", {std::nullopt})), "2");
  EXPECT_EQ(count(only("province", {std::nullopt, "湖南"})), "6");
  EXPECT_EQ(count({"topic", FilterOperator::not_in, {"logistics.late"}}), "7");
  EXPECT_EQ(count({"topic", FilterOperator::not_in, {"logistics.late", std::nullopt}}), "3");
  EXPECT_EQ(count({"rating", FilterOperator::not_in, {std::nullopt}}), "3");
  EXPECT_EQ(count({"day", FilterOperator::at_least, {"2026-03-05"}}), "4");
  EXPECT_EQ(count(only("week", {"2026-03-02"})), "7");
}

TEST(AnswerTest, AttacksInValuesAreOnlyValues) {
  const auto shop = filled_shop();
  for (const auto* attack : {"x' OR '1'='1", "'; DROP TABLE case_fact; --", "\\' OR 1=1 --",
                             "\" OR \"\"=\"", "x') UNION SELECT 1 --"})
    EXPECT_EQ(total_of(question_of({"cases"}, {}, {only("province", {attack})}), *shop), "0");
  EXPECT_EQ(total_of(question_of({"cases"}), *shop), "9");
  EXPECT_THAT(total_of(question_of({"cases\"; DROP TABLE x"}), *shop), HasSubstr("no such metric"));
  EXPECT_THAT(total_of(question_of({"cases"}, {"channel\""}), *shop), HasSubstr("did you mean"));
}

TEST(AnswerTest, RefusesWithTheNamesThatWouldDo) {
  const auto shop = filled_shop();
  auto ordered = question_of({"cases"}, {"channel"});
  ordered.order = {{"complaints", true}};
  const std::pair<Question, std::string> cases[] = {
      {question_of({}), "name at least one metric"},
      {question_of({"complants"}), "did you mean complaints"},
      {question_of({"zzzzzzzzzzzz"}), "the least unlike are "},
      {question_of({"cases"}, {"provnce"}), "did you mean province"},
      {question_of({"cases", "cases"}), "asked twice: 'cases'"},
      {question_of({"cases"}, {"day", "week"}), "ask by one of them"},
      {question_of({"orders"}, {"channel"}), "orders is not known by channel; it can be asked by "},
      {question_of({"csat"}, {}, {only("promotion", {"x"})}), "csat is not known by promotion"},
      {question_of({"orders"}, {"product", "city"}), "ask by fewer dimensions"},
      {question_of({"cases"}, {}, {only("channel", {"chta"})}), "did you mean chat"},
      {question_of({"cases"}, {}, {only("severity", {"high"})}), "no number: 'high'"},
      {question_of({"cases"}, {}, {only("day", {"2026-02-30"})}), "no day (YYYY-MM-DD)"},
      {question_of({"cases"}, {}, {{"channel", FilterOperator::at_least, {"a"}}}),
       "not a number or day"},
      {question_of({"cases"}, {}, {only("channel", {})}), "no value for dimension channel"},
      {between(question_of({"cases"}), "2026-03-09", "2026-03-01"), "ends before it begins"},
      {ordered, "cannot order by what is not asked: 'complaints'"},
  };
  for (const auto& [question, reason] : cases) {
    const auto answered = answer(shipped_model(), question, *shop, records::Viewer::owner());
    ASSERT_FALSE(answered) << reason;
    EXPECT_THAT(answered.error().message, HasSubstr(reason));
    EXPECT_FALSE(answered.error().message_zh.empty());
    EXPECT_EQ(answered.error().kind, base::ErrorKind::usage);
  }
  EXPECT_EQ(shop->queries, 0);
}

TEST(AnswerTest, AHugePeriodByDayStaysSmall) {
  const auto shop = filled_shop();
  const auto question = between(question_of({"cases"}, {"day"}), "0001-01-01", "9999-12-31");
  const auto answered = answer(shipped_model(), question, *shop, records::Viewer::owner());
  ASSERT_TRUE(answered);
  EXPECT_THAT(answered->rows, SizeIs(4));
  EXPECT_THAT(answered->notes, SizeIs(1));
}

TEST(AnswerTest, AShareHasWilsonsIntervalARateOneOfCountsAMeanOnlyWhenAsked) {
  const auto shop = filled_shop();
  auto question = question_of({"csat", "complaint_rate", "avg_rating", "complaints"});
  const auto plain = answer(shipped_model(), question, *shop, records::Viewer::owner());
  ASSERT_TRUE(plain.has_value());
  // One of two answers: 9.5 to 90.5 %. Three complaints on five orders: 0.60, exact 0.124 to 1.753.
  EXPECT_NEAR(plain->total_intervals[0]->low, 9.45, 0.01);
  EXPECT_NEAR(plain->total_intervals[0]->high, 90.55, 0.01);
  EXPECT_NEAR(plain->total_intervals[1]->low, 12.4, 0.3);
  EXPECT_NEAR(plain->total_intervals[1]->high, 175.3, 0.6);
  EXPECT_FALSE(plain->total_intervals[2]);
  EXPECT_FALSE(plain->total_intervals[3]);
  question.mean_intervals = true;
  const auto asked = answer(shipped_model(), question, *shop, records::Viewer::owner());
  ASSERT_TRUE(asked.has_value());
  EXPECT_EQ(line_of(asked->total), line_of(plain->total));
  // Ratings 5, 1 and 4: mean 3.333, standard deviation 2.082, t(2) = 4.303.
  EXPECT_NEAR(asked->total_intervals[2]->low, 3.333 - 5.171, 0.05);
  EXPECT_NEAR(asked->total_intervals[2]->high, 3.333 + 5.171, 0.05);
}

TEST(AnswerTest, KeepsTheRowsWhoseMetricIsSo) {
  const auto shop = filled_shop();
  auto question = question_of({"complaints"}, {"channel"});
  question.having = {{"complaints", FilterOperator::at_least, 1}};
  EXPECT_EQ(asked(question, *shop), (std::vector<std::string>{"chat | 2", "review | 1"}));
  question.having = {{"complaints", FilterOperator::above, 1}};
  EXPECT_EQ(asked(question, *shop), (std::vector<std::string>{"chat | 2"}));
  EXPECT_EQ(total_of(question, *shop), "3");  // Of all rows.
  question.having = {{"complaints", FilterOperator::below, 1}};
  EXPECT_TRUE(asked(question, *shop).empty());  // A channel without any is no row.
  // A mean of nothing is never so.
  auto rating = question_of({"avg_rating"}, {"channel"});
  rating.having = {{"avg_rating", FilterOperator::at_most, 5}};
  EXPECT_EQ(asked(rating, *shop).size(), 1U);
  question.having = {{"cases", FilterOperator::above, 1}};
  EXPECT_FALSE(answer(shipped_model(), question, *shop, records::Viewer::owner()));
  question.having = {{"complaints", FilterOperator::in, 1}};
  EXPECT_FALSE(answer(shipped_model(), question, *shop, records::Viewer::owner()));
}

}  // namespace aftercare::metrics
