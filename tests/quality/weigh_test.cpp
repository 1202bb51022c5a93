#include "quality/weigh.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "quality/check.hpp"
#include "small_dictionary.hpp"

namespace aftercare::quality {
namespace {

using records::Finding;
using records::FindingKind;
using records::RowState;
using testing::HasSubstr;

const char* const kCodes =
    "findings:\n"
    "  - {code: sure, label: {zh: 稳, en: Sure}, confidence: 0.9, why: {zh: 稳, en: It is sure}}\n"
    "  - {code: guess, label: {zh: 猜, en: Guess}, confidence: 0.6, why: {zh: 猜, en: A guess}}\n"
    "  - {code: bytes, label: {zh: 字节, en: Bytes}, confidence: 0.1, always: true,\n"
    "     why: {zh: 无, en: None}}\n"
    "  - {code: impossible_value, label: {zh: 空, en: Gone}, confidence: 0.95,\n"
    "     why: {zh: 规则, en: A rule says so}}\n"
    "rules:\n"
    "  - {name: r, table: ticket, column: rating, in_range: [1, 5], repair: null,\n"
    "     label: {zh: 规, en: R}}\n";

class WeighTest : public testing::Test {
 protected:
  WeighTest() : file_(kCodes), labels_(FindingLabels::load_files({file_.path}).value()) {}

  // A ticket per finding, already repaired to "after".
  records::Batch repaired(const std::string& field, const std::vector<Finding>& findings) {
    auto batch = batch_of(*dictionary_.entity("ticket"), findings.size());
    put_texts(batch, "channel", std::vector<const char*>(findings.size(), "chat"));
    put_texts(batch, field.c_str(), std::vector<const char*>(findings.size(), "after"));
    batch.findings = findings;
    return batch;
  }
  static Finding by(std::uint32_t row, const std::string& field, const std::string& rule,
                    double confidence = records::kNoConfidence) {
    return {row, FindingKind::repaired, field, rule, "before", "after", confidence};
  }

  DefinitionFile file_;
  FindingLabels labels_;
  records::Dictionary dictionary_ = small_dictionary();
};

TEST_F(WeighTest, ARepairHasTheConfidenceOfItsCodeUnlessItKnowsBetter) {
  auto batch = repaired("currency", {by(0, "currency", "sure"), by(1, "currency", "sure", 0.75)});
  weigh_repairs(batch, labels_, 0.7);
  EXPECT_DOUBLE_EQ(batch.findings[0].confidence, 0.9);
  EXPECT_DOUBLE_EQ(batch.findings[1].confidence, 0.75);
  EXPECT_EQ(batch.findings[1].kind, FindingKind::repaired);
  EXPECT_EQ(batch.column("currency")->text(0), "after");
}

TEST_F(WeighTest, WhatIsBelowTheThresholdIsProposedAndTheTextStaysAsItStood) {
  auto batch = repaired("currency", {by(0, "currency", "guess"), by(1, "currency", "guess", 0.7)});
  weigh_repairs(batch, labels_, 0.7);
  EXPECT_EQ(batch.findings[0].kind, FindingKind::proposed);
  EXPECT_EQ(batch.findings[0].before, "before");
  EXPECT_EQ(batch.findings[0].after, "after");
  EXPECT_EQ(batch.column("currency")->text(0), "before");
  EXPECT_EQ(batch.findings[1].kind, FindingKind::repaired) << "just as sure as asked for";
  EXPECT_EQ(batch.column("currency")->text(1), "after");
  EXPECT_EQ(batch.states[0], RowState::good);
}

TEST_F(WeighTest, AWordOfNoListCannotBeStoredAndANeededFieldWaits) {
  auto batch = repaired("currency", {by(0, "channel", "guess")});
  put_texts(batch, "channel", {"chat"});
  weigh_repairs(batch, labels_, 0.7);
  EXPECT_EQ(batch.column("channel")->present[0], 0);
  EXPECT_EQ(batch.states[0], RowState::quarantined);
  ASSERT_EQ(batch.findings.size(), 2U);
  EXPECT_EQ(batch.findings[1].rule, "required_missing");
  EXPECT_EQ(batch.findings[1].kind, FindingKind::quarantined);
}

TEST_F(WeighTest, BytesThatCouldNotBeStoredAreMendedWhateverTheThreshold) {
  auto batch = repaired("currency", {by(0, "", "bytes")});
  weigh_repairs(batch, labels_, 1);
  EXPECT_EQ(batch.findings[0].kind, FindingKind::repaired);
  EXPECT_DOUBLE_EQ(batch.findings[0].confidence, 0.1);
}

TEST_F(WeighTest, ARuleThatRemovesAValueOnlyProposesItWhereItIsTooUnsure) {
  const auto rules = RuleSet::load_files({file_.path}, dictionary_);
  ASSERT_TRUE(rules) << rules.error().message;
  for (const auto& [threshold, kind] :
       {std::pair(0.95, FindingKind::repaired), std::pair(0.96, FindingKind::proposed)}) {
    auto batch = repaired("currency", {by(0, "currency", "sure", 1)});
    batch.findings.clear();
    batch.column_or_add("rating", records::FieldType::real).set(0, 9.0);
    check(batch, *rules, {{}, &labels_, threshold});
    const auto told = std::ranges::find(batch.findings, "r", &Finding::rule);
    ASSERT_NE(told, batch.findings.end());
    EXPECT_EQ(told->kind, kind) << threshold;
    EXPECT_DOUBLE_EQ(told->confidence, 0.95);
    EXPECT_EQ(batch.column("rating")->present[0], kind == FindingKind::repaired ? 0 : 1);
  }
}

TEST(RepairTrustTest, TheShippedCodesOfRepairsSayHowSureAndWhy) {
  const auto labels = FindingLabels::load({}).value();
  for (const auto* const code :
       {"code_variant", "code_slip", "code_in_words", "phone_form", "phone_letters",
        "tracking_form", "unit_form", "moment_order", "place_from_address", "province_from_place",
        "impossible_value", "decided_value", "double_encoding", "replaced_invalid",
        "case_rating_possible", "survey_score_within_scale"}) {
    const auto* const trust = labels.trust(code);
    ASSERT_NE(trust, nullptr) << code;
    EXPECT_GT(trust->confidence, 0) << code;
    EXPECT_FALSE(trust->why.zh.empty() || trust->why.en.empty()) << code;
  }
  EXPECT_EQ(labels.trust("not_in_code_list"), nullptr) << "it repairs nothing";
  for (const auto* const guess : {"code_in_words", "phone_letters"})
    EXPECT_LT(labels.trust(guess)->confidence, 0.7) << guess << ": a guess stays one";
}

TEST(RepairTrustTest, NonsenseIsRefusedWithFileAndLine) {
  const std::pair<const char*, const char*> cases[] = {
      {"confidence: 1.2, why: {zh: 一, en: One}", "no number from 0 to 1: a"},
      {"confidence: -0.1, why: {zh: 一, en: One}", "no number from 0 to 1: a"},
      {"confidence: much, why: {zh: 一, en: One}", "no number from 0 to 1: a"},
      {"confidence: .nan, why: {zh: 一, en: One}", "no number from 0 to 1: a"},
      {"confidence: 0.5", "needs a 'why' in zh and en: a"},
      {"confidence: 0.5, why: {en: One}", "needs a 'why' in zh and en: a"},
  };
  for (const auto& [words, message] : cases) {
    const DefinitionFile file("findings:\n  - {code: a, label: {zh: 一, en: One}, " +
                              std::string(words) + "}\n");
    const auto labels = FindingLabels::load_files({file.path});
    ASSERT_FALSE(labels) << words;
    EXPECT_THAT(labels.error().message, HasSubstr(message));
    EXPECT_THAT(labels.error().message, HasSubstr(":2"));
  }
}

TEST(RepairTrustTest, ARuleSaysItselfHowSureItsRepairIs) {
  const DefinitionFile good(
      "rules:\n  - {name: r, table: ticket, column: rating, in_range: [1, 5], repair: null, "
      "confidence: 0.5, label: {zh: 规, en: R}}\n");
  EXPECT_DOUBLE_EQ(FindingLabels::load_files({good.path}).value().trust("r")->confidence, 0.5);
  const auto dictionary = small_dictionary();
  EXPECT_TRUE(RuleSet::load_files({good.path}, dictionary));
  const DefinitionFile bad(
      "rules:\n  - {name: r, table: ticket, column: rating, in_range: [1, 5], confidence: 0.5, "
      "label: {zh: 规, en: R}}\n");
  const auto refused = RuleSet::load_files({bad.path}, dictionary);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("a confidence is of a repair"));
}

}  // namespace
}  // namespace aftercare::quality
