#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "language/learnt/text_trainer.hpp"
#include "place/place.hpp"

namespace aftercare::language {
namespace {

using testing::HasSubstr;

const TextTools& plain_tools() {
  static const TextTools loaded = TextTools::load(false).value();
  return loaded;
}

TextModel small_model() {
  const std::vector<std::string_view> texts = {"good lamp", "fine lamp",   "good desk",
                                               "bad lamp",  "broken lamp", "bad desk"};
  const std::vector<std::string_view> labels = {"yes", "yes", "yes", "no", "no", "no"};
  base::NoProgress quiet;
  TrainSettings settings;
  settings.least_texts = 1;
  settings.text_column = "said";
  return train_text_model(label_texts(texts, labels, {}).value(), plain_tools(), settings, quiet)
      .value()
      .model;
}

std::string refusal(const std::string& bytes) {
  const auto parsed = TextModel::parse(bytes, "m.model");
  return parsed ? "" : parsed.error().message;
}

}  // namespace

TEST(TextModelFileTest, SaysTheSameAfterReading) {
  const auto model = small_model();
  const auto bytes = model.to_bytes();
  const auto again = TextModel::parse(bytes, "m.model");
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_EQ(again->to_bytes().size(), bytes.size());
  EXPECT_EQ(again->story().text_column, "said");
  ModelScratch scratch;
  LabelAnswer one, other;
  for (const auto* text : {"good lamp", "bad chair", "", "\xFF"}) {
    model.ask(text, plain_tools().reader(), scratch, one);
    again->ask(text, plain_tools().reader(), scratch, other);
    EXPECT_EQ(one.labels, other.labels) << text;
    EXPECT_NEAR(one.probabilities[0], other.probabilities[0], 0.02) << text;
  }
}

TEST(TextModelFileTest, EveryTruncationAndFlippedByteIsRefused) {
  const auto bytes = small_model().to_bytes();
  for (std::size_t size = 0; size < bytes.size(); size += size < 64 ? 1 : 97)
    EXPECT_FALSE(refusal(bytes.substr(0, size)).empty()) << size;
  for (std::size_t at = 0; at < bytes.size(); at += at < 64 ? 1 : 53) {
    auto changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    EXPECT_FALSE(refusal(changed).empty()) << at;
  }
  EXPECT_THAT(refusal(bytes + "x"), HasSubstr("damaged"));
}

TEST(TextModelFileTest, EachRefusalSaysWhy) {
  const auto bytes = small_model().to_bytes();
  EXPECT_THAT(refusal(""), HasSubstr("no model of 'text train'"));
  EXPECT_THAT(refusal("{\"format\":\"aftercare pair matcher\"}"), HasSubstr("no model"));
  auto newer = bytes;
  newer[8] = 9;
  EXPECT_THAT(refusal(newer), HasSubstr("of version 9"));
  EXPECT_THAT(refusal(bytes.substr(0, bytes.size() - 1)), HasSubstr("cut off"));
  const auto missing = TextModel::load("/no/such/file.model");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().kind, base::ErrorKind::input);
  EXPECT_THAT(missing.error().message, HasSubstr("/no/such/file.model"));
}

}  // namespace aftercare::language
