// What is derived of an answer: compared, rolling, cumulative, shares, the rest.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "metrics/comparison.hpp"
#include "metrics/small_shop.hpp"

namespace aftercare::metrics {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ViewsTest : public ::testing::Test {
 protected:
  Answer answered(const Question& question) const {
    auto found = answer(shipped_model(), question, *shop_, records::Viewer::owner());
    if (!found) throw std::runtime_error(found.error().message);
    return std::move(*found);
  }
  std::string refused(const Question& question) const {
    const auto found = answer(shipped_model(), question, *shop_, records::Viewer::owner());
    return found ? "answered" : found.error().message;
  }
  std::vector<std::string> lines(const Question& question) const {
    return lines_of(answered(question));
  }
  static std::vector<std::string> before_lines(const Answer& answer) {
    std::vector<std::string> lines;
    for (const auto& row : answer.before->rows) lines.push_back(line_of(row));
    return lines;
  }

  std::unique_ptr<SmallShop> shop_ = filled_shop();
};

std::string period_text(const std::string& from, const std::string& to, Against against) {
  const auto period = period_against({records::parse_day(from), records::parse_day(to)}, against);
  return records::to_iso(*period.from) + ".." + records::to_iso(*period.to);
}

TEST_F(ViewsTest, ThePeriodBeforeIsAsLongAndWholeMonthsStayWhole) {
  EXPECT_EQ(period_text("2026-03-02", "2026-03-08", Against::previous), "2026-02-23..2026-03-01");
  EXPECT_EQ(period_text("2026-03-01", "2026-03-31", Against::previous), "2026-02-01..2026-02-28");
  EXPECT_EQ(period_text("2026-01-01", "2026-03-31", Against::previous), "2025-10-01..2025-12-31");
  EXPECT_EQ(period_text("2026-03-01", "2026-03-30", Against::previous), "2026-01-30..2026-02-28")
      << "a day less is no whole month";
  EXPECT_EQ(period_text("2026-03-02", "2026-03-08", Against::year), "2025-03-02..2025-03-08");
  EXPECT_EQ(period_text("2024-02-01", "2024-02-29", Against::year), "2023-02-01..2023-02-28");
  EXPECT_EQ(period_text("2025-02-01", "2025-02-28", Against::year), "2024-02-01..2024-02-29");
  EXPECT_EQ(period_text("2024-02-29", "2024-02-29", Against::year), "2023-02-28..2023-02-28");
}

TEST_F(ViewsTest, EachRowStandsBesideItsOwnBefore) {
  // March 5 to 7 has c4, c5 (reviews) and c8 (ticket); March 2 to 4 has c1, c2 (chats), c3 (email),
  // c9 (ticket).
  auto question = between(question_of({"cases", "csat"}, {"channel"}), "2026-03-05", "2026-03-07");
  question.compare = Against::previous;
  const auto answer = answered(question);
  EXPECT_THAT(lines_of(answer),
              ElementsAre("review | 2 | -", "ticket | 1 | -", "chat | 0 | -", "email | 0 | -"));
  EXPECT_THAT(before_lines(answer), ElementsAre("0 | -", "1 | -", "2 | 100", "1 | 0"));
  EXPECT_EQ(line_of(answer.total), "3 | -");
  EXPECT_EQ(line_of(answer.before->total), "4 | 50");
  EXPECT_EQ(records::to_iso(*answer.before->period.from), "2026-03-02");
}

TEST_F(ViewsTest, DaysStandBesideDaysAsFarFromTheBeginning) {
  auto question = between(question_of({"cases"}, {"day"}), "2026-03-05", "2026-03-07");
  question.compare = Against::previous;
  const auto answer = answered(question);
  EXPECT_THAT(lines_of(answer), ElementsAre("03-05 | 3", "03-06 | 0", "03-07 | 0"));
  EXPECT_THAT(before_lines(answer), ElementsAre("2", "2", "0"));
}

TEST_F(ViewsTest, ALineOfDaysAndTheOneBeforeAreOneScanAndTheNumbersOfTwo) {
  for (const auto* unit : {"day", "week", "month"}) {
    // Week and month begin inside a bucket for the last of them, which takes two scans.
    for (const auto& [from, to, scans] :
         {std::tuple{"2026-03-02", "2026-03-08", unit != std::string("month") ? 3 : 6},
          std::tuple{"2026-03-03", "2026-03-09", unit == std::string("day") ? 3 : 6}}) {
      const auto plain =
          between(question_of({"complaint_rate", "csat", "avg_rating", "sales"}, {unit}), from, to);
      auto compared = plain;
      compared.compare = Against::previous;
      shop_->queries = 0;
      const auto both = answered(compared);
      EXPECT_EQ(shop_->queries, scans) << unit << from << ": one of cases, of orders, of surveys";
      const auto now = answered(plain);
      const auto before = period_against({plain.from, plain.to}, Against::previous);
      const auto then = answered(question_before(plain, before));
      EXPECT_EQ(lines_of(both), lines_of(now)) << unit << from;
      EXPECT_EQ(line_of(both.total), line_of(now.total)) << unit << from;
      EXPECT_EQ(line_of(both.before->total), line_of(then.total)) << unit << from;
      EXPECT_EQ(line_of(both.before->total_n), line_of(then.total_n)) << unit << from;
      for (std::size_t row = 0; row < both.before->rows.size() && row < then.rows.size(); ++row)
        EXPECT_EQ(line_of(both.before->rows[row]),
                  line_of({then.rows[row].begin() + 1, then.rows[row].end()}))
            << unit << from << row;
    }
  }
}

TEST_F(ViewsTest, ALineOfMediansIsAskedForEachPeriod) {
  auto question =
      between(question_of({"first_response_median"}, {"day"}), "2026-03-03", "2026-03-03");
  question.compare = Against::previous;
  const auto answer = answered(question);
  EXPECT_EQ(line_of(answer.total), "210");
  EXPECT_EQ(line_of(answer.before->total), "60");
}

TEST_F(ViewsTest, AChangeOfNothingOrFromNothingIsNone) {
  EXPECT_FALSE(change_of(store::Cell{}, store::Cell{1.0}).absolute);
  EXPECT_FALSE(change_of(store::Cell{1.0}, store::Cell{}).absolute);
  EXPECT_EQ(change_of(store::Cell{1.0}, store::Cell{0.0}).absolute, 1.0);
  EXPECT_FALSE(change_of(store::Cell{1.0}, store::Cell{0.0}).relative);
  EXPECT_EQ(change_of(store::Cell{3.0}, store::Cell{4.0}).relative, -0.25);
  EXPECT_EQ(change_of(store::Cell{2.0}, store::Cell{-4.0}).relative, 1.5) << "it rose";
}

TEST_F(ViewsTest, ARollingRateIsThatOfAllRowsOfItsWindow) {
  // Ratings: March 5 has 5 and 1. Shares of negatives: c1 1/1 on 2 (c9 unscored), c2 1/2 on 3,
  // c5 of c4, c5, c8 on 5.
  auto question = between(question_of({"negative_share", "avg_rating", "cases"}, {"day"}),
                          "2026-03-02", "2026-03-06");
  question.rolling = 2;
  EXPECT_THAT(lines(question),
              ElementsAre("03-02 | 100 | - | 2", "03-03 | 66.666667 | - | 4", "03-04 | 50 | - | 2",
                          "03-05 | 33.333333 | 3 | 3", "03-06 | 33.333333 | 3 | 3"))
      << "not the mean of two days' shares";
}

TEST_F(ViewsTest, AWindowReachesBackBeforeTheFirstDay) {
  auto question = between(question_of({"cases"}, {"day"}), "2026-03-04", "2026-03-05");
  question.rolling = 3;
  EXPECT_THAT(lines(question), ElementsAre("03-04 | 4", "03-05 | 5"));
}

TEST_F(ViewsTest, MediansAndDistinctCountsOfWindowsAreAskedOfTheirRows) {
  // First responses: 60 on 2, 120 and 300 on 3, 600 on 5.
  auto question = between(question_of({"first_response_median", "repeat_complaint_rate"}, {"day"}),
                          "2026-03-02", "2026-03-05");
  question.cumulative = true;
  EXPECT_THAT(lines(question), ElementsAre("03-02 | 60 | 0", "03-03 | 120 | 100",
                                           "03-04 | 120 | 100", "03-05 | 210 | 50"))
      << "A complained twice: one customer";
}

TEST_F(ViewsTest, AMovingAverageIsWhatADayOfItsWindowHas) {
  // Cases of March 1 to 5: none, two (c1, c9), two (c2, c3), none, three.
  auto question =
      between(question_of({"cases", "avg_rating"}, {"day"}), "2026-03-02", "2026-03-05");
  question.rolling = 2;
  question.moving_average = true;
  EXPECT_THAT(lines(question),
              ElementsAre("03-02 | 1 | -", "03-03 | 2 | -", "03-04 | 1 | -", "03-05 | 1.5 | 3"));
  question.metrics = {"complaining_customers"};
  EXPECT_THAT(refused(question), HasSubstr("no moving average"));
  question.metrics = {"cases"};
  question.rolling.reset();
  EXPECT_THAT(refused(question), HasSubstr("of how many days"));
}

TEST_F(ViewsTest, CumulativeEndsAtTheTotal) {
  auto question = between(question_of({"complaints", "complaint_rate", "refund_amount"}, {"day"}),
                          "2026-03-01", "2026-03-09");
  question.cumulative = true;
  const auto answer = answered(question);
  EXPECT_EQ(line_of(answer.rows.back()), "03-09 | " + line_of(answer.total));
  EXPECT_EQ(line_of(answer.rows.front()), "03-01 | 0 | 0 | 30");
}

TEST_F(ViewsTest, ByAnotherDimensionEachValueRunsAlone) {
  auto question =
      between(question_of({"cases"}, {"day", "channel"}, {only("channel", {"chat", "email"})}),
              "2026-03-02", "2026-03-04");
  question.cumulative = true;
  EXPECT_THAT(lines(question),
              ElementsAre("03-02 | chat | 1", "03-02 | email | 0", "03-03 | chat | 2",
                          "03-03 | email | 1", "03-04 | chat | 2", "03-04 | email | 1"));
}

TEST_F(ViewsTest, WhatCannotRunIsRefused) {
  auto question = question_of({"cases"}, {"channel"});
  question.rolling = 7;
  EXPECT_THAT(refused(question), HasSubstr("ask by day, week or month"));
  question = question_of({"backlog"}, {"day"});
  question.cumulative = true;
  EXPECT_THAT(refused(question), HasSubstr("backlog is a level"));
  question.rolling = 7;
  EXPECT_THAT(refused(question), HasSubstr("exclude each other"));
  question = question_of({"cases"}, {"day"});
  question.rolling = 1;
  EXPECT_THAT(refused(question), HasSubstr("no length of a window: 1"));
}

TEST_F(ViewsTest, SharesAreOfTheTotalAndOnlyOfWhatAddsUp) {
  auto question = question_of({"cases", "csat"}, {"channel"});
  question.share = true;
  const auto answer = answered(question);
  EXPECT_EQ(lines_of(answer).front(), "review | 3 | -");
  EXPECT_NEAR(*answer.shares[0][0], 3.0 / 9, 1e-12);
  EXPECT_FALSE(answer.shares[0][1]);
  EXPECT_THAT(answer.notes.back().en, HasSubstr("csat has no share of a total"));
  double sum = 0;
  for (const auto& row : answer.shares) sum += *row[0];
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST_F(ViewsTest, BesideAnotherDimensionADayIsTheTotalOfItsRows) {
  auto question = between(question_of({"cases"}, {"day", "channel"}), "2026-03-05", "2026-03-06");
  question.share = true;
  const auto answer = answered(question);
  ASSERT_EQ(lines_of(answer).front(), "03-05 | review | 2");
  EXPECT_NEAR(*answer.shares[0][0], 2.0 / 3, 1e-12);
  EXPECT_FALSE(answer.shares.back()[0]) << "of a day without cases nothing is a share";
}

// Whatever it is ordered by, with ties and values that are not known.
TEST_F(ViewsTest, ALimitShowsTheFirstOfAllRows) {
  for (const auto* metric : {"cases", "avg_rating", "reply_rate", "backlog"})
    for (const auto& by : std::vector<std::vector<std::string>>{
             {"channel"}, {"province"}, {"day"}, {"channel", "province"}})
      for (const bool descending : {true, false})
        for (const auto& order : {std::string(metric), by.front()}) {
          auto question = question_of({metric}, by);
          question.order = {{order, descending}};
          const auto all = answered(question);
          const auto rows = lines_of(all);
          for (std::size_t limit = 1; limit <= rows.size(); ++limit) {
            question.limit = limit;
            const auto first = answered(question);
            EXPECT_EQ(lines_of(first),
                      std::vector<std::string>(rows.begin(),
                                               rows.begin() + static_cast<std::ptrdiff_t>(limit)))
                << metric << " by " << by.front() << ", ordered by " << order;
            EXPECT_EQ(first.all_rows, rows.size());
            EXPECT_EQ(line_of(first.total), line_of(all.total));
          }
        }
}

TEST_F(ViewsTest, TheRestIsThatOfItsRows) {
  // By channel: review 3, ticket 2, chat 2, email 1, phone 1.
  auto question = question_of({"cases", "reply_rate"}, {"channel"});
  question.limit = 2;
  question.other = true;
  const auto answer = answered(question);
  EXPECT_THAT(lines_of(answer), ElementsAre("review | 3 | -", "chat | 2 | 100", "other | 4 | 50"))
      << "c3 and c8 of c3, c6, c8, c9: no mean of the channels' rates";
  EXPECT_THAT(answer.other_rows, ElementsAre(2));
  EXPECT_EQ(line_of(answer.total), "9 | 66.666667");
}

TEST_F(ViewsTest, OfCountsTheRestIsWhatTheOtherRowsAddUpTo) {
  auto question = question_of({"cases", "complaints"}, {"channel"});
  question.limit = 2;
  question.other = true;
  const auto answer = answered(question);
  EXPECT_THAT(lines_of(answer), ElementsAre("review | 3 | 1", "chat | 2 | 2", "other | 4 | 0"));
  EXPECT_EQ(line_of(answer.n.back()), "4 | 0");
  EXPECT_EQ(answer.all_rows, 3U);
  EXPECT_EQ(line_of(answer.total), "9 | 3");
  question.having = {{"cases", FilterOperator::at_least, 2}};
  EXPECT_THAT(lines_of(answered(question)),
              ElementsAre("review | 3 | 1", "chat | 2 | 2", "other | 4 | 0"))
      << "what the condition leaves out is of the rest too";
}

TEST_F(ViewsTest, NoValueIsAValueAndNotTheRest) {
  auto question = question_of({"orders"}, {"province"});  // 湖南 3, 广东 1, none 1.
  question.limit = 2;
  question.other = true;
  EXPECT_THAT(lines(question), ElementsAre("湖南 | 3", "广东 | 1", "other | 1"));
  question.order = {{"province", true}};
  question.limit = 3;
  EXPECT_THAT(answered(question).other_rows, IsEmpty()) << "all are shown";
}

TEST_F(ViewsTest, TheSameValuesAreShownInEveryBucket) {
  auto question = between(question_of({"cases"}, {"week", "channel"}), "2026-03-02", "2026-03-15");
  question.limit = 1;
  question.other = true;
  const auto answer = answered(question);
  std::vector<std::string> all = lines_of(answer);
  EXPECT_THAT(all, ElementsAre("03-02 | chat | 2", "03-09 | chat | 0", "03-02 | other | 5",
                               "03-09 | other | 1"));
  question.compare = Against::previous;
  const auto compared = answered(question);
  EXPECT_THAT(before_lines(compared), ElementsAre("0", "0", "0", "0"));
}

TEST_F(ViewsTest, TheRestNeedsALimitAndOneDimension) {
  auto question = question_of({"cases"}, {"channel"});
  question.other = true;
  EXPECT_THAT(refused(question), HasSubstr("say how many rows are shown"));
  question.limit = 1;
  question.by = {"channel", "kind"};
  EXPECT_THAT(refused(question), HasSubstr("exactly one dimension"));
}

TEST_F(ViewsTest, OneDivisionOfABaseIsSharedByItsTopics) {
  EXPECT_THAT(lines(question_of({"share_of_voice"}, {"topic"})),
              ElementsAre("logistics.late | 40", "praise.product | 20",
                          "product_quality.defect | 20", "refund_return.refund | 20"));
  EXPECT_THAT(
      lines(question_of({"share_of_voice"}, {"topic"}, {only("topic", {"logistics.late"})})),
      ElementsAre("logistics.late | 40"))
      << "asked for one topic it is the same share";
  EXPECT_THAT(lines(question_of({"share_of_voice"}, {"topic"}, {only("channel", {"chat"})})),
              ElementsAre("logistics.late | 100"))
      << "of the chats";
}

TEST_F(ViewsTest, WhatNeedsTimeLeavesOutWhatIsTooYoung) {
  auto question = between(question_of({"fcr_no_contact_7d"}, {"day"}), "2026-03-01", "2026-03-09");
  const auto answer = answered(question);
  EXPECT_EQ(lines_of(answer)[1], "03-02 | 0");
  EXPECT_EQ(lines_of(answer)[2], "03-03 | -") << "less than seven days before the last";
  EXPECT_THAT(answer.notes.front().en, HasSubstr("only rows up to 2026-03-02 count"));
}

}  // namespace aftercare::metrics
