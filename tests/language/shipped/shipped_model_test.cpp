#include "language/shipped/shipped_model.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <numeric>

#include "base/share.hpp"
#include "language/analyser.hpp"

namespace aftercare::language {
namespace {

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST(ShippedModelTest, JudgesWhatNoWordOfTheLexiconsTells) {
  const auto rules = Analyser::load({}, {.products = {}, .rules_alone = true});
  const auto both = Analyser::load({});
  ASSERT_TRUE(rules.has_value() && both.has_value());
  Scratch scratch;
  const std::string text = "Took one sip and poured the rest down the sink";
  const auto alone = (*rules)->analyse(text, {}, scratch);
  const auto joined = (*both)->analyse(text, {}, scratch);
  EXPECT_NE(alone.sentiment, Sentiment::negative);
  EXPECT_EQ(joined.sentiment, Sentiment::negative);
  EXPECT_EQ(joined.kind, "complaint");
  EXPECT_LT(joined.sentiment_score, 0);
}

TEST(ShippedModelTest, WhatTheSourceSaysOfItsKindStands) {
  const auto analyser = Analyser::load({});
  ASSERT_TRUE(analyser.has_value());
  Scratch scratch;
  const std::string question = "请问这款支持无线充电吗";
  EXPECT_EQ((*analyser)->analyse(question, {}, scratch).kind, "pre_sale");
  EXPECT_EQ((*analyser)->analyse(question, {.kind = "suggestion"}, scratch).kind, "suggestion");
  EXPECT_EQ((*analyser)->analyse(question, {.channel = "complaint"}, scratch).kind, "complaint");
}

TEST(ShippedModelTest, ProbabilitiesAreSuchForAnyInput) {
  const auto model = ShippedModel::load();
  ASSERT_TRUE(model.has_value()) << model.error().message;
  ShippedAnswer answer;
  for (const std::size_t keys : {0, 1, 3, 5000}) {
    ShippedInput input;
    for (std::size_t at = 0; at < keys; ++at)
      input.keys.push_back(static_cast<std::uint32_t>(at * 2654435761U) | 1U);
    model->judge(input, answer);
    EXPECT_NEAR(std::accumulate(answer.moods.begin(), answer.moods.end(), 0.0), 1, 1e-5);
    EXPECT_NEAR(std::accumulate(answer.kinds.begin(), answer.kinds.end(), 0.0), 1, 1e-5);
  }
}

TEST(ShippedModelTest, ADamagedFileIsRefused) {
  const std::filesystem::path shipped = AFTERCARE_SHIPPED_MODEL;
  const auto bytes = bytes_of(shipped);
  ASSERT_GT(bytes.size(), 1000U);
  const auto file =
      std::filesystem::temp_directory_path() / ("shipped_model_test." + std::to_string(getpid()));
  for (auto damaged : {bytes.substr(0, bytes.size() / 2), std::string("no model"), std::string()}) {
    std::ofstream(file, std::ios::binary) << damaged;
    EXPECT_FALSE(ShippedModel::open(file).has_value());
  }
  auto turned = bytes;
  turned[turned.size() / 2] = static_cast<char>(turned[turned.size() / 2] ^ 1);
  std::ofstream(file, std::ios::binary) << turned;
  EXPECT_FALSE(ShippedModel::open(file).has_value());
  std::filesystem::remove(file);
  EXPECT_FALSE(ShippedModel::open(file).has_value());
}

// The tests' own sentences are never learnt from.
TEST(ShippedModelTest, NoSentenceOfTheTestsIsLearntFrom) {
  const auto files = base::catalog_files("training", {});
  ASSERT_TRUE(files.has_value());
  std::string learnt;
  for (const auto& file : *files) learnt += bytes_of(file);
  ASSERT_FALSE(learnt.empty());
  const auto folder = std::filesystem::path(__FILE__).parent_path().parent_path();
  for (const auto* name : {"sentences.tsv", "sentences_held_out.tsv"}) {
    std::ifstream file(folder / name);
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with('#')) continue;
      const auto from = line.find('\t', line.find('\t') + 1) + 1;
      const auto sentence = line.substr(from, line.find('\t', from) - from);
      if (sentence.size() <= 12) continue;
      EXPECT_EQ(learnt.find(sentence), learnt.npos) << sentence;
    }
  }
}

}  // namespace aftercare::language
