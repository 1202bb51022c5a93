#include "language/learnt/label_scores.hpp"

#include <gtest/gtest.h>

namespace aftercare::language {
namespace {

LabelAnswer single(std::uint16_t label, float probability, std::size_t labels) {
  LabelAnswer answer{{label}, std::vector<float>(labels, 0)};
  answer.probabilities[label] = probability;
  return answer;
}

}  // namespace

TEST(LabelScoresTest, CountsByHand) {
  // Given 0 0 0 1 1 2, predicted 0 0 1 1 0 0.
  const std::vector<std::vector<std::uint16_t>> given = {{0}, {0}, {0}, {1}, {1}, {2}};
  std::vector<LabelAnswer> answers;
  const float sure[] = {0.9F, 0.8F, 0.4F, 0.9F, 0.6F, 0.3F};
  const std::uint16_t predicted[] = {0, 0, 1, 1, 0, 0};
  for (int i = 0; i < 6; ++i) answers.push_back(single(predicted[i], sure[i], 3));
  const auto scores = score_labels(given, answers, 3, false, 0.5F);
  EXPECT_NEAR(scores.accuracy, 0.5, 1e-9);
  EXPECT_NEAR(scores.labels[0].precision(), 0.5, 1e-9);
  EXPECT_NEAR(scores.labels[0].recall(), 2.0 / 3, 1e-9);
  EXPECT_NEAR(scores.labels[1].f1(), 0.5, 1e-9);
  EXPECT_EQ(scores.labels[2].f1(), 0);  // Given, never predicted: counts as nought.
  EXPECT_NEAR(scores.macro_f1, (4.0 / 7 + 0.5 + 0) / 3, 1e-9);
  EXPECT_EQ(scores.answered, 4U);
  EXPECT_NEAR(scores.answered_accuracy, 0.75, 1e-9);
  ASSERT_EQ(scores.confused.size(), 3U);
  EXPECT_EQ(scores.confused[0].texts, 1U);
}

TEST(LabelScoresTest, LabelsTheModelDoesNotKnowAreMissed) {
  const std::vector<std::vector<std::uint16_t>> given = {{0}, {5}};
  const std::vector<LabelAnswer> answers = {single(0, 1, 2), single(1, 1, 2)};
  const auto scores = score_labels(given, answers, 2, false, 0.5F);
  EXPECT_NEAR(scores.accuracy, 0.5, 1e-9);
  EXPECT_EQ(scores.labels[5].given, 1U);
  EXPECT_NEAR(scores.macro_f1, 1.0 / 3, 1e-9);  // Of 0, 1 (predicted) and 5 (given).
}

TEST(LabelScoresTest, SeveralLabelsAreRightOnlyTogether) {
  const std::vector<std::vector<std::uint16_t>> given = {{0, 1}, {}, {1}};
  std::vector<LabelAnswer> answers = {
      {{1, 0}, {0.9F, 0.95F}}, {{}, {0.1F, 0.1F}}, {{0}, {0.7F, 0.2F}}};
  const auto scores = score_labels(given, answers, 2, true, 0.5F);
  EXPECT_NEAR(scores.accuracy, 2.0 / 3, 1e-9);
  EXPECT_NEAR(scores.micro_f1, 4.0 / 6, 1e-9);
}

TEST(LabelScoresTest, CalibrationErrorIsTheGapOfProbabilityAndTruth) {
  std::vector<std::vector<std::uint16_t>> given;
  std::vector<LabelAnswer> answers;
  for (int i = 0; i < 100; ++i) {
    given.push_back({static_cast<std::uint16_t>(i < 75 ? 0 : 1)});
    answers.push_back(single(0, 0.95F, 2));
  }
  EXPECT_NEAR(score_labels(given, answers, 2, false, 0.5F).calibration_error, 0.2, 1e-6);
}

TEST(LabelScoresTest, WilsonsInterval) {
  double low = 0, high = 0;
  wilson_interval(90, 100, low, high);  // 0.8256 to 0.9448: tables of the interval.
  EXPECT_NEAR(low, 0.8256, 5e-4);
  EXPECT_NEAR(high, 0.9448, 5e-4);
  wilson_interval(0, 0, low, high);
  EXPECT_EQ(low, 0);
  EXPECT_EQ(high, 1);
}

}  // namespace aftercare::language
