#include "language/own_models.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/progress.hpp"
#include "language/analyser.hpp"
#include "language/learnt/text_trainer.hpp"

namespace aftercare::language {
namespace {

class OwnModelsTest : public testing::Test {
 protected:
  void SetUp() override {
    models_ = std::filesystem::temp_directory_path() /
              ("aftercare_own_models_" + std::to_string(::getpid()));
    auto taxonomy = Taxonomy::load({});
    ASSERT_TRUE(taxonomy) << taxonomy.error().message;
    taxonomy_ = std::move(*taxonomy);
  }
  void TearDown() override { std::filesystem::remove_all(models_); }

  void keep(const std::string& name, const std::string& bytes) const {
    std::filesystem::create_directories(models_ / name);
    std::ofstream(models_ / name / "model", std::ios::binary) << bytes;
  }

  // Machines of one name mean one label, those of the other name the other.
  static std::string learnt(const std::string& one, const std::string& other) {
    const char* rooms[] = {"kitchen", "office", "garage", "garden", "cellar", "attic", "hall"};
    std::vector<std::string> texts, labels;
    for (const auto* from : rooms)
      for (const auto* to : rooms)
        for (const auto* machine : {"blender", "mower"}) {
          texts.push_back(std::string("the ") + machine + " went from the " + from + " to the " +
                          to);
          labels.push_back(machine == std::string_view("mower") ? one : other);
        }
    const std::vector<std::string_view> seen(texts.begin(), texts.end());
    const std::vector<std::string_view> given(labels.begin(), labels.end());
    const auto labelled = label_texts(seen, given, {});
    const auto tools = TextTools::load(false);
    base::NoProgress quiet;
    return train_text_model(*labelled, *tools, {}, quiet)->model.to_bytes();
  }

  OwnAnswer asked(const OwnModels& models, const std::string& text) const {
    OwnScratch scratch;
    OwnAnswer answer;
    models.judge({}, text, scratch, answer);
    return answer;
  }

  std::filesystem::path models_;
  Taxonomy taxonomy_;
};

TEST_F(OwnModelsTest, WithoutAnyNothingIsSaid) {
  const auto models = OwnModels::load(models_, taxonomy_);
  ASSERT_TRUE(models) << models.error().message;
  EXPECT_TRUE(models->none());
  EXPECT_TRUE(OwnModels::load({}, taxonomy_)->none());
}

TEST_F(OwnModelsTest, WhatWasTaughtIsSaid) {
  keep("sentiment", learnt("positive", "negative"));
  keep("kind", learnt("praise", "complaint"));
  keep("topic", learnt("praise.product", "product_quality.defect"));
  const auto models = OwnModels::load(models_, taxonomy_);
  ASSERT_TRUE(models) << models.error().message;
  const auto answer = asked(*models, "the mower went from the hall to the moon");
  EXPECT_EQ(answer.sentiment, Sentiment::positive);
  EXPECT_GT(answer.sentiment_score, 0);
  EXPECT_EQ(answer.kind, "praise");
  ASSERT_TRUE(answer.topic.has_value());
  EXPECT_EQ(taxonomy_.topics[*answer.topic].code, "praise.product");
  Extra extra;
  extra.models = models_;
  const auto analyser = Analyser::load({}, extra);
  ASSERT_TRUE(analyser) << analyser.error().message;
  Scratch scratch;
  const auto found =
      (*analyser)->analyse("the blender went from the hall to the moon", {}, scratch);
  EXPECT_EQ(found.topic, "product_quality.defect");
  EXPECT_EQ(found.topic_group, "product_quality");
  EXPECT_TRUE(found.topics.starts_with("product_quality.defect")) << found.topics;
  EXPECT_EQ(found.sentiment, Sentiment::negative);
  EXPECT_EQ(found.kind, "complaint");
}

TEST_F(OwnModelsTest, AModelOfOtherLabelsIsAboutSomethingElse) {
  keep("topic", learnt("kitchenware", "tools"));
  EXPECT_TRUE(OwnModels::load(models_, taxonomy_)->none());
  keep("sentiment", learnt("positive", "angry"));
  EXPECT_TRUE(OwnModels::load(models_, taxonomy_)->none());
}

TEST_F(OwnModelsTest, ADamagedModelIsRefused) {
  auto bytes = learnt("positive", "negative");
  keep("sentiment", bytes.substr(0, bytes.size() / 2));
  EXPECT_FALSE(OwnModels::load(models_, taxonomy_));
  keep("sentiment", "no model at all");
  EXPECT_FALSE(OwnModels::load(models_, taxonomy_));
}

}  // namespace
}  // namespace aftercare::language
