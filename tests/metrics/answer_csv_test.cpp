#include "metrics/answer_csv.hpp"

#include <gtest/gtest.h>

#include "small_shop.hpp"

namespace aftercare::metrics {

TEST(AnswerCsvTest, FieldsAreQuotedAndDefused) {
  const std::pair<std::string, std::string> cases[] = {
      {"plain", "plain"},
      {"", ""},
      {"a,b", "\"a,b\""},
      {"say \"hi\"", "\"say \"\"hi\"\"\""},
      {"two\nlines", "\"two\nlines\""},
      {"=1+1", "'=1+1"},
      {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
      {"@SUM(A1,A2)", "\"'@SUM(A1,A2)\""},
      {"-2+3", "'-2+3"},
      {"+86", "'+86"},
      {"\tx", "'\tx"},
      {"\rx", "\"'\rx\""},
      {"a=b", "a=b"},
      {"广东", "广东"},
  };
  for (const auto& [text, field] : cases) EXPECT_EQ(csv_field(text), field);
}

TEST(AnswerCsvTest, NumbersAreNumbersAndTheUnknownIsEmpty) {
  Answer answer;
  answer.columns = {{"channel", false}, {"cases", true}, {"avg_rating", true}};
  answer.rows = {{std::string("chat"), std::int64_t{-2}, 3.5},
                 {std::string("=evil"), std::int64_t{12000}, store::Cell{}},
                 {store::Cell{}, std::int64_t{0}, 1.0 / 3}};
  EXPECT_EQ(
      to_csv(shipped_model(), answer, {}),
      "channel,cases,avg_rating\r\nchat,-2,3.5\r\n'=evil,12000,\r\n,0,0.3333333333333333\r\n");
}

TEST(AnswerCsvTest, LabelsAndByteOrderMarkOnRequest) {
  Answer answer;
  answer.columns = {{"severity", false}, {"cases", true}};
  answer.rows = {{std::int64_t{3}, std::int64_t{1}}, {store::Cell{}, std::int64_t{2}}};
  EXPECT_EQ(to_csv(shipped_model(), answer, {true, true, Language::zh}),
            "\xEF\xBB\xBF严重程度,案例量\r\n危急,1\r\n,2\r\n");
  EXPECT_EQ(to_csv(shipped_model(), answer, {false, true, Language::en}),
            "Severity,Cases\r\nCritical,1\r\n,2\r\n");
}

TEST(AnswerCsvTest, RowsBehindANumberAreExportedTheSameWay) {
  RowsAnswer rows;
  rows.columns = {{"case_key", {"Case", "案例"}, ""}, {"opened_day", {"Opened", "创建"}, ""}};
  rows.rows = {{std::string("@a"), *records::parse_day("2026-03-01")}};
  EXPECT_EQ(to_csv(rows, {}), "case_key,opened_day\r\n'@a,2026-03-01\r\n");
  EXPECT_EQ(to_csv(rows, {false, true, Language::zh}), "案例,创建\r\n'@a,2026-03-01\r\n");
}

TEST(AnswerCsvTest, WhatIsDerivedStandsBesideItsNumbers) {
  const auto shop = filled_shop();
  auto question = between(question_of({"cases"}, {"channel"}), "2026-03-05", "2026-03-07");
  question.compare = Against::previous;
  question.share = true;
  question.limit = 1;
  question.other = true;
  const auto answered = answer(shipped_model(), question, *shop, records::Viewer::owner());
  ASSERT_TRUE(answered) << answered.error().message;
  EXPECT_EQ(to_csv(shipped_model(), *answered, {}),
            "channel,cases,cases_before,cases_change,cases_relative,cases_share\r\n"
            "review,2,0,2,,0.6666666666666666\r\n"
            "other,1,4,-3,-0.75,0.3333333333333333\r\n");
}

}  // namespace aftercare::metrics
