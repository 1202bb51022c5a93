#include "language/learnt/model_registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace aftercare::language {
using testing::ElementsAre;

class ModelRegistryTest : public testing::Test {
 protected:
  ModelRegistryTest()
      : folder_(std::filesystem::temp_directory_path() / ("models_" + std::to_string(::getpid()))),
        registry_(folder_) {}
  ~ModelRegistryTest() override { std::filesystem::remove_all(folder_); }

  std::string in_use() const {
    std::ifstream in(registry_.model_file("topic"));
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
  }

  std::filesystem::path folder_;
  ModelRegistry registry_;
};

namespace {

ModelTrial trial(double accuracy, std::optional<double> before = {}) {
  ModelTrial made;
  made.at = "2026-01-01T00:00:00Z";
  made.accuracy = made.macro_f1 = accuracy;
  made.before_accuracy = made.before_macro_f1 = before;
  return made;
}

}  // namespace

TEST_F(ModelRegistryTest, AWorseModelIsKeptAsideAnEqualOneIsUsed) {
  auto first = trial(0.8), worse = trial(0.7, 0.8), equal = trial(0.8, 0.8);
  ASSERT_TRUE(registry_.offer("topic", "one", first).has_value());
  EXPECT_TRUE(first.used);
  ASSERT_TRUE(registry_.offer("topic", "two", worse).has_value());
  EXPECT_FALSE(worse.used);
  EXPECT_EQ(in_use(), "one");
  ASSERT_TRUE(registry_.offer("topic", "three", equal).has_value());
  EXPECT_EQ(in_use(), "three");
  const auto story = registry_.story("topic");
  ASSERT_EQ(story.size(), 3U);
  EXPECT_FALSE(story[1].used);
  EXPECT_EQ(story[1].before_accuracy, 0.8);
  EXPECT_THAT(registry_.names(), ElementsAre("topic"));
}

TEST_F(ModelRegistryTest, NamesThatAreNoNamesAreRefused) {
  for (const auto* bad : {"", ".", "..", "a/b", "a b", "a.b", "x\n"})
    EXPECT_FALSE(ModelRegistry::check_name(bad).has_value()) << bad;
  for (const auto* good : {"topic", "Topic_2-b", "情感"})
    EXPECT_TRUE(ModelRegistry::check_name(good).has_value()) << good;
  auto any = trial(1);
  EXPECT_FALSE(registry_.offer("../out", "x", any).has_value());
}

TEST_F(ModelRegistryTest, ABrokenLineOfTheStoryIsPassedOver) {
  auto first = trial(0.8);
  ASSERT_TRUE(registry_.offer("topic", "one", first).has_value());
  std::ofstream(folder_ / "topic" / "story.jsonl", std::ios::app) << "{oops\n[]\n{\"at\":1}\n";
  EXPECT_EQ(registry_.story("topic").size(), 1U);
  EXPECT_TRUE(registry_.story("none").empty());
}

}  // namespace aftercare::language
