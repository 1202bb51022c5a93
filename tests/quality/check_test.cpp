#include "quality/check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "small_dictionary.hpp"

namespace aftercare::quality {
namespace {

using records::Finding;
using records::FindingKind;
using records::RowState;
using testing::ElementsAre;

// "row rule field before" of each finding.
std::vector<std::string> told_of(const records::Batch& batch) {
  std::vector<std::string> told;
  for (const auto& finding : batch.findings)
    told.push_back(std::to_string(finding.row) + " " + finding.rule + " " + finding.field + " " +
                   finding.before);
  return told;
}

}  // namespace

class CheckTest : public testing::Test {
 protected:
  RuleSet rules(const std::string& written) const {
    const DefinitionFile file("rules:\n" + written);
    return RuleSet::load_files({file.path}, dictionary_).value();
  }
  RuleSet rule(std::string_view condition) const {
    return rules("  - {name: r, table: ticket, label: {zh: 规, en: R}, " + std::string(condition) +
                 "}\n");
  }
  records::Batch tickets(std::size_t rows) const {
    auto batch = batch_of(*dictionary_.entity("ticket"), rows);
    put_texts(batch, "channel", std::vector<const char*>(rows, "chat"));
    return batch;
  }

  const records::Dictionary dictionary_ = small_dictionary();
};

TEST_F(CheckTest, BoundsBelongToTheRangeAndNullBreaksNothing) {
  auto batch = tickets(5);
  put_numbers(batch, "paid", {kNull, -1, 0, 10'0000, 10'0001});  // Money: 1/10000.
  check(batch, rule("column: paid, in_range: [0, 10]"));
  EXPECT_THAT(told_of(batch), ElementsAre("1 r paid -0.0001", "4 r paid 10.0001"));
  EXPECT_EQ(batch.findings[0].kind, FindingKind::flagged);
  EXPECT_EQ(batch.states, std::vector(5, RowState::good));
  EXPECT_EQ(batch.column("paid")->number(4), 10'0001);  // Flagged, not changed.
}

TEST_F(CheckTest, AnImpossibleValueIsRemovedAndKeptInTheFinding) {
  auto batch = tickets(3);
  put_reals(batch, "rating", {9, 5, 0.5});
  check(batch, rule("column: rating, in_range: [1, 5], repair: null"));
  EXPECT_THAT(told_of(batch), ElementsAre("0 r rating 9", "2 r rating 0.5"));
  EXPECT_EQ(batch.findings[0].kind, FindingKind::repaired);
  EXPECT_EQ(batch.findings[0].after, "");
  EXPECT_EQ(batch.column("rating")->present, (std::vector<std::uint8_t>{0, 1, 0}));
}

TEST_F(CheckTest, ARejectingRuleQuarantinesTheRow) {
  auto batch = tickets(2);
  put_texts(batch, "text", {"退款", nullptr});
  check(batch, rule("column: text, present: true, severity: reject"));
  EXPECT_THAT(told_of(batch), ElementsAre("1 r text "));
  EXPECT_EQ(batch.findings[0].kind, FindingKind::quarantined);
  EXPECT_EQ(batch.states, (std::vector{RowState::good, RowState::quarantined}));
}

TEST_F(CheckTest, MomentsMayBeEqualButNotBefore) {
  auto batch = tickets(4);
  put_numbers(batch, "opened_at", {1'000'000, 1'000'000, 1'000'000, kNull});
  put_numbers(batch, "closed_at", {1'000'000, 999'999, kNull, 1});
  check(batch, rule("column: closed_at, not_before: opened_at"));
  EXPECT_THAT(told_of(batch), ElementsAre("1 r closed_at 1970-01-01T00:00:00.999999Z"));
}

TEST_F(CheckTest, NumbersOfDifferentKindsAreComparedByValue) {
  auto batch = tickets(3);
  put_numbers(batch, "paid", {5'0000, 5'0001, 4'9999});
  put_numbers(batch, "count", {5, 5, 5});
  check(batch, rule("column: paid, at_most: count"));
  EXPECT_THAT(told_of(batch), ElementsAre("1 r paid 5.0001"));
}

TEST_F(CheckTest, TheFutureBeginsAfterTheGivenMomentOnly) {
  const auto set = rules(
      "  - {name: moment, table: ticket, column: opened_at, not_future: true, label: {zh: 规, en: "
      "R}}\n"
      "  - {name: day, table: ticket, column: due, not_future: true, label: {zh: 规, en: R}}\n");
  const auto fill = [&] {
    auto batch = tickets(2);
    put_numbers(batch, "opened_at", {1'000'000, 1'000'001});
    put_numbers(batch, "due", {0, 1});
    return batch;
  };
  auto without = fill();
  check(without, set);
  EXPECT_TRUE(without.findings.empty());
  auto with = fill();
  check(with, set, {.as_of = records::Moment(std::chrono::microseconds(1'000'000))});
  EXPECT_THAT(told_of(with), ElementsAre("1 moment opened_at 1970-01-01T00:00:01.000001Z",
                                         "1 day due 1970-01-02"));
}

TEST_F(CheckTest, APatternIsAboutTheWholeValue) {
  auto batch = tickets(4);
  put_texts(batch, "currency", {"CNY", "CNYX", "cny", ""});
  check(batch, rules(""));
  EXPECT_THAT(told_of(batch),
              ElementsAre("1 pattern_mismatch currency CNYX", "2 pattern_mismatch currency cny"));
}

TEST_F(CheckTest, TheDictionaryJudgesCodesRangesAndWhatIsRequired) {
  auto batch = batch_of(*dictionary_.entity("ticket"), 3);
  put_texts(batch, "channel", {"chat", "fax", nullptr});
  put_numbers(batch, "paid", {-1'0000, 0, 1});
  check(batch, rules(""));
  EXPECT_THAT(told_of(batch),
              ElementsAre("2 required_missing channel ", "1 not_in_code_list channel fax",
                          "0 out_of_range paid -1"));
  EXPECT_EQ(batch.states, (std::vector{RowState::good, RowState::good, RowState::quarantined}));
}

TEST_F(CheckTest, ARequiredColumnThatIsNotThereQuarantinesEveryRow) {
  auto batch = batch_of(*dictionary_.entity("ticket"), 2);
  check(batch, rules(""));
  EXPECT_THAT(told_of(batch),
              ElementsAre("0 required_missing channel ", "1 required_missing channel "));
  EXPECT_EQ(batch.states, std::vector(2, RowState::quarantined));
}

TEST_F(CheckTest, AnOptionalColumnThatIsNotThereBreaksNothing) {
  auto batch = tickets(2);
  check(batch, rule("column: text, present: true"));
  EXPECT_TRUE(batch.findings.empty());
}

TEST_F(CheckTest, AnExpressionIsJudgedOnEveryRowAndWhatIsNotKnownBreaksNothing) {
  auto batch = tickets(4);
  put_numbers(batch, "paid", {10'0000, 10'0001, kNull, 20'0000});  // Money: 1/10000.
  put_texts(batch, "text", {"退款", "好", "好", nullptr});
  check(batch, rule("holds: \"paid <= 10 or length(text) >= 2 and text matches '[退换]款'\""));
  EXPECT_THAT(told_of(batch), ElementsAre("1 r paid 10.0001"));
  EXPECT_EQ(batch.states, std::vector(4, RowState::good));
}

TEST_F(CheckTest, AnExpressionMayRejectNameItsColumnAndReadMoments) {
  auto batch = tickets(3);
  put_numbers(batch, "opened_at", {1'767'225'599'000'000, 1'767'225'600'000'000, kNull});
  check(batch, rule("holds: \"opened_at < '2026-01-01 00:00:00'\", column: channel, "
                    "severity: reject"));
  EXPECT_THAT(told_of(batch), ElementsAre("1 r channel chat"));
  EXPECT_EQ(batch.states[0], RowState::good);
  EXPECT_EQ(batch.states[1], RowState::quarantined);
  EXPECT_EQ(batch.states[2], RowState::good);
  EXPECT_EQ(batch.findings[0].kind, FindingKind::quarantined);
}

TEST_F(CheckTest, AColumnThatTheSourceDoesNotHaveIsNullToAnExpression) {
  auto batch = tickets(1);
  check(batch, rule("holds: \"paid is not null\", column: channel"));
  EXPECT_THAT(told_of(batch), ElementsAre("0 r channel chat"));
  check(batch, rule("holds: \"paid > 3\""));
  EXPECT_EQ(batch.findings.size(), 1U);
}

TEST_F(CheckTest, TellsNothingTwice) {
  auto batch = batch_of(*dictionary_.entity("ticket"), 2);
  put_texts(batch, "channel", {nullptr, nullptr});
  batch.findings.push_back({0, FindingKind::quarantined, "channel", "required_missing", {}, {}});
  check(batch, rules(""));
  EXPECT_THAT(told_of(batch),
              ElementsAre("0 required_missing channel ", "1 required_missing channel "));
}

}  // namespace aftercare::quality
