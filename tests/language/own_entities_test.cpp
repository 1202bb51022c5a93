#include "language/own_entities.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "language/analyser.hpp"

namespace aftercare::language {
namespace {

class OwnEntitiesTest : public testing::Test {
 protected:
  void SetUp() override {
    models_ = std::filesystem::temp_directory_path() /
              ("aftercare_own_entities_" + std::to_string(::getpid()));
  }
  void TearDown() override { std::filesystem::remove_all(models_); }

  // A model for which what stands between "the" and "of" is of this type.
  void keep_learnt(const std::string& type) const {
    std::vector<MarkedText> texts;
    const char* names[] = {"glimmer", "sprocket", "flange", "dongle", "bezel", "gasket", "widget"};
    const char* owners[] = {"lamp", "bike", "stove", "clock", "chair", "radio"};
    for (const std::string name : names)
      for (const std::string owner : owners) {
        const auto end = static_cast<std::uint32_t>(4 + name.size());
        texts.push_back({"the " + name + " of my " + owner + " came loose", {{4, end, type}}});
        texts.push_back({"my " + owner + " came loose today", {}});
      }
    const auto model = SpanModel::train(texts, SpanReader(nullptr), {});
    ASSERT_TRUE(model) << model.error().message;
    std::filesystem::create_directories(models_ / kOwnEntities);
    std::ofstream(models_ / kOwnEntities / "model", std::ios::binary) << model->to_bytes();
  }

  std::vector<Entity> found_in(const std::string& text) const {
    Extra extra;
    extra.models = models_;
    const auto analyser = Analyser::load({}, extra);
    EXPECT_TRUE(analyser) << analyser.error().message;
    Scratch scratch;
    std::vector<Entity> found;
    if (analyser) (*analyser)->find_entities(text, {}, scratch, found);
    return found;
  }

  std::filesystem::path models_;
};

TEST_F(OwnEntitiesTest, ATypeIsTheKindOfItsName) {
  EXPECT_EQ(kind_of_type("component"), records::SpanKind::component);
  EXPECT_EQ(kind_of_type("Person-Name"), records::SpanKind::person_name);
  EXPECT_EQ(kind_of_type("account"), records::SpanKind::account);
  EXPECT_FALSE(kind_of_type("thing"));
  EXPECT_FALSE(kind_of_type(""));
}

TEST_F(OwnEntitiesTest, WithoutAModelNothingIsAdded) {
  EXPECT_TRUE(OwnEntities::load(models_)->none());
  EXPECT_TRUE(OwnEntities::load({})->none());
  EXPECT_TRUE(found_in("the flubber of my lamp came loose").empty());
}

TEST_F(OwnEntitiesTest, WhatTheModelLearntIsFoundBesideWhatTheRulesKnow) {
  keep_learnt("component");
  const std::string text = "é １２ the flubber of my lamp came loose, call 13912345678";
  const auto found = found_in(text);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].kind, records::SpanKind::component);
  EXPECT_EQ(found[0].text, "flubber");
  EXPECT_EQ(found[0].begin, 9U);  // Characters of the text as given.
  EXPECT_EQ(found[0].reason, "model");
  EXPECT_GT(found[0].score, 0);
  EXPECT_LE(found[0].score, 1);
  EXPECT_EQ(found[1].kind, records::SpanKind::phone);
  EXPECT_EQ(found[1].text, "13912345678");
}

TEST_F(OwnEntitiesTest, ANamePersonallyLearntIsMaskedAsOne) {
  keep_learnt("person_name");
  Extra extra;
  extra.models = models_;
  const auto analyser = Analyser::load({}, extra);
  ASSERT_TRUE(analyser) << analyser.error().message;
  Scratch scratch;
  const auto found = (*analyser)->analyse("the flubber of my lamp came loose", {}, scratch);
  ASSERT_EQ(found.text_spans.size(), 1U);
  EXPECT_EQ(found.text_spans[0].kind, records::SpanKind::person_name);
  EXPECT_EQ(found.text_spans[0].begin, 4U);
  EXPECT_EQ(found.text_spans[0].end, 11U);
  EXPECT_EQ(found.entities.find("flubber"), std::string::npos);  // No personal value is told.
  EXPECT_EQ(found.keywords.find("flubber"), std::string::npos);
}

TEST_F(OwnEntitiesTest, ATypeOfAnotherNameIsPassedOver) {
  keep_learnt("thing");
  EXPECT_TRUE(OwnEntities::load(models_)->none());
  EXPECT_TRUE(found_in("the flubber of my lamp came loose").empty());
}

TEST_F(OwnEntitiesTest, ADamagedModelIsRefused) {
  keep_learnt("component");
  std::filesystem::resize_file(models_ / kOwnEntities / "model", 400);
  EXPECT_FALSE(OwnEntities::load(models_));
}

}  // namespace
}  // namespace aftercare::language
