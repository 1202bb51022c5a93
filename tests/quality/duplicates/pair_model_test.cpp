#include "quality/duplicates/pair_model.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "table_of.hpp"

namespace aftercare::quality {
namespace {

// Pairs of invented products: the same one told twice, or its neighbour with another model number.
records::RawBatch products(int from, int count) {
  const char* kinds[] = {"kettle", "toaster", "speaker", "camera", "printer", "blender"};
  const char* brands[] = {"Norwick", "Tallis", "Brenna", "Oriel"};
  std::vector<std::vector<std::string>> rows;
  for (int i = from; i < from + count; ++i) {
    const auto* brand = brands[i % 4];
    const auto* kind = kinds[i * 5 % 6];
    const auto code = fmt::format("{}-{}{}", "QXRZ"[i % 4], 100 + i * 37 % 900, "ab"[i % 2]);
    const auto other =
        fmt::format("{}-{}{}", "QXRZ"[i % 4], 100 + (i * 37 + 13) % 900, "ba"[i % 2]);
    const bool same = i % 3 == 0;
    rows.push_back({fmt::format("{} {} {} stainless steel", brand, kind, code),
                    fmt::format("{}.00", 20 + i % 80),
                    fmt::format("{} {} by {}", same ? code : other, kind, brand),
                    fmt::format("{}.99", 19 + i % 80 + (same ? 0 : i % 5)), same ? "1" : "0"});
  }
  return table_of({"left_title", "left_price", "right_title", "right_price", "label"},
                  std::move(rows));
}

std::filesystem::path model_file(const std::string& bytes) {
  const auto file = std::filesystem::temp_directory_path() /
                    fmt::format("pair_model_{}.json",
                                ::testing::UnitTest::GetInstance()->current_test_info()->name());
  std::ofstream(file, std::ios::binary) << bytes;
  return file;
}

std::string trained() {
  const auto table = products(0, 240);
  const auto pairs = PairTable::make(table, true);
  EXPECT_TRUE(pairs.has_value());
  const auto model = PairModel::train(*pairs, nullptr, 2);
  EXPECT_TRUE(model.has_value());
  return model->to_json();
}

}  // namespace

TEST(PairModelTest, LearnsThatAnotherModelNumberIsAnotherProduct) {
  const auto file = model_file(trained());
  const auto model = PairModel::load(file);
  ASSERT_TRUE(model.has_value()) << model.error().message;
  const auto table = products(1000, 120);
  const auto pairs = PairTable::make(table, true);
  ASSERT_TRUE(pairs.has_value());
  const auto asked = model->ask(*pairs, 2);
  ASSERT_TRUE(asked.has_value());
  const auto scores = score_pairs(*asked, pairs->labels(), model->threshold());
  EXPECT_EQ(scores.pairs, 120U);
  EXPECT_GT(scores.f1, 0.95);
}

TEST(PairModelTest, AskingNeedsNoLabelAndAnyOrderOfColumns) {
  const auto file = model_file(trained());
  const auto model = PairModel::load(file);
  ASSERT_TRUE(model.has_value());
  const auto table = table_of({"right_price", "left_price", "right_title", "left_title"},
                              {{"30", "30", "Q-100a kettle by Norwick", "Norwick kettle Q-100a"}});
  const auto pairs = PairTable::make(table, false);
  ASSERT_TRUE(pairs.has_value());
  EXPECT_TRUE(model->ask(*pairs, 1).has_value());
  const auto without = table_of({"left_title", "right_title"}, {{"a", "b"}});
  const auto fewer = PairTable::make(without, false);
  ASSERT_TRUE(fewer.has_value());
  const auto refused = model->ask(*fewer, 1);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message,
            "the model knows a field that the table lacks: left_price, right_price");
}

TEST(PairModelTest, RefusesTablesItCannotLearnFrom) {
  const std::vector<std::pair<records::RawBatch, std::string>> tables = {
      {table_of({"a", "b", "label"}, {{"x", "y", "1"}}),
       "no field with both sides: a table of pairs has columns left_NAME and right_NAME"},
      {table_of({"left_a", "right_a"}, {{"x", "y"}}),
       "missing: column label, with 1 for the same and 0 for different"},
      {table_of({"left_a", "right_a", "label"}, {{"x", "y", "maybe"}}),
       "a label is 0 or 1, not 'maybe', in row 2"}};
  for (const auto& [table, message] : tables) {
    const auto pairs = PairTable::make(table, true);
    ASSERT_FALSE(pairs.has_value());
    EXPECT_EQ(pairs.error().message, message);
  }
  const auto few = products(0, 9);
  const auto pairs = PairTable::make(few, true);
  ASSERT_TRUE(pairs.has_value());
  const auto model = PairModel::train(*pairs, nullptr, 1);
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().kind, base::ErrorKind::input);
}

TEST(PairModelTest, RefusesFilesThatAreNoModelWhateverTheyHold) {
  const auto json = nlohmann::json::parse(trained());
  const auto refuses = [](const nlohmann::json& changed) {
    return !PairModel::load(model_file(changed.dump())).has_value();
  };
  EXPECT_FALSE(refuses(json));
  for (const char* part :
       {"format", "version", "threshold", "width", "texts", "scale", "fields", "words", "trees"}) {
    auto without = json;
    without.erase(part);
    EXPECT_TRUE(refuses(without)) << part;
    auto text = json;
    text[part] = "text";
    EXPECT_TRUE(refuses(text)) << part;
    auto nested = json;
    nested[part] = nlohmann::json::array({nlohmann::json::array({nlohmann::json::array()})});
    EXPECT_TRUE(refuses(nested)) << part;
  }
  // A branch back to its own beginning, one out of the tree, a feature that is not there.
  for (const auto& node :
       {nlohmann::json{0, 0.5, 0, 1, 1}, nlohmann::json{0, 0.5, 1, 9'000'000, 1},
        nlohmann::json{900'000, 0.5, 1, 2, 1}, nlohmann::json{-4, 0.5, 1, 2, 1}}) {
    auto changed = json;
    changed["trees"][0][0] = node;
    EXPECT_TRUE(refuses(changed)) << node;
  }
  for (const std::string bytes : {"", "{", "\xff\xfe", "[]", "null", "{\"format\":1}"})
    EXPECT_FALSE(PairModel::load(model_file(bytes)).has_value()) << bytes;
  EXPECT_FALSE(PairModel::load(model_file(std::string(100'000, '['))).has_value());
  EXPECT_FALSE(PairModel::load("/nowhere/at/all").has_value());
}

TEST(PairWordsTest, KnowsModelNumbersAndNumbers) {
  const auto words = words_of("Sony DSC-1032B, 7.2 Megapixel 无线鼠标");
  std::vector<std::string> letters;
  std::vector<std::string> codes;
  for (const auto& word : words) {
    letters.push_back(word.letters);
    if (word.is_code) codes.push_back(word.letters);
  }
  EXPECT_EQ(letters, (std::vector<std::string>{"sony", "dsc1032b", "7.2", "megapixel", "无", "线",
                                               "鼠", "标"}));
  EXPECT_EQ(codes, (std::vector<std::string>{"dsc1032b"}));
  EXPECT_EQ(numbers_of("12 x 7.50 and 12."), (std::vector<double>{12, 7.5}));
}

TEST(PairScoresTest, CountsWhatWasFoundAndMissed) {
  const auto scores = score_pairs({0.9F, 0.8F, 0.4F, 0.1F}, {1, 0, 1, 0}, 0.5F);
  EXPECT_DOUBLE_EQ(scores.precision, 0.5);
  EXPECT_DOUBLE_EQ(scores.recall, 0.5);
  EXPECT_DOUBLE_EQ(scores.f1, 0.5);
  const float threshold = best_threshold({0.9F, 0.8F, 0.2F, 0.1F}, {1, 1, 0, 0});
  EXPECT_GT(threshold, 0.2F);
  EXPECT_LT(threshold, 0.8F);
}

}  // namespace aftercare::quality
