// Topics that were merged, renamed or moved: stored cases keep the code they were given, numbers
// count them as what it is now.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "metrics/plan.hpp"
#include "metrics/rows.hpp"
#include "place/place.hpp"
#include "small_shop.hpp"
#include "store/render.hpp"

namespace aftercare::metrics {
namespace {

using ::testing::ElementsAre;

// 'shipping.slow' became 'logistics.late', 'quality.broken' moved to another group.
constexpr const char* kMerged = R"(topics:
  - {code: logistics.late, label: {zh: 物流慢, en: Late}, was: [shipping.slow], any: [{phrases: [慢]}]}
  - {code: product_quality.defect, label: {zh: 坏, en: Defect}, was: [quality.broken],
     any: [{phrases: [坏]}]}
)";

class FormerTopicsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::temp_directory_path() / ("aftercare_former_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_ / "catalog");
    shop_ = filled_shop();
    shop_->execute("UPDATE case_fact SET topic_group = string_split(topic, '.')[1]");
    shop_->execute(
        "UPDATE case_fact SET topic = 'shipping.slow', topic_group = 'shipping' WHERE case_key = "
        "'c1'");
    shop_->execute(
        "UPDATE case_fact SET topic = 'quality.broken', topic_group = 'quality' WHERE case_key = "
        "'c5'");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Model with(const std::string& topics) const {
    std::ofstream(folder_ / "catalog" / "topics.yaml") << topics;
    const auto dictionary = records::Dictionary::load({});
    auto model = Model::load(folder_, *dictionary);
    EXPECT_TRUE(model) << model.error().message;
    return std::move(*model);
  }
  std::vector<std::string> asked_of(const Model& model, const Question& question) const {
    return lines_of(answer(model, question, *shop_, records::Viewer::owner()));
  }

  std::filesystem::path folder_;
  std::unique_ptr<SmallShop> shop_;
};

TEST_F(FormerTopicsTest, StoredCodesCountAsWhatTheyAreNow) {
  const auto model = with(kMerged);
  EXPECT_THAT(asked_of(model, question_of({"complaints"}, {"topic"})),
              ElementsAre("logistics.late | 2", "product_quality.defect | 1"));
  EXPECT_THAT(asked_of(model, question_of({"complaints"}, {"topic_group"})),
              ElementsAre("logistics | 2", "product_quality | 1"));
}

TEST_F(FormerTopicsTest, WithoutAHeirACodeStaysAsItIs) {
  const auto model = with("topics: []\n");
  EXPECT_THAT(asked_of(model, question_of({"complaints"}, {"topic"})),
              ElementsAre("logistics.late | 1", "quality.broken | 1", "shipping.slow | 1"));
}

TEST_F(FormerTopicsTest, FiltersMeanTheSameAndMayNameACodeOfOld) {
  const auto model = with(kMerged);
  for (const auto* code : {"logistics.late", "shipping.slow"}) {
    EXPECT_THAT(asked_of(model, question_of({"complaints"}, {}, {only("topic", {code})})),
                ElementsAre("2"))
        << code;
    const auto listed = rows(model, question_of({"complaints"}, {}, {only("topic", {code})}),
                             {1, 50, std::nullopt}, *shop_, records::Viewer::owner());
    ASSERT_TRUE(listed) << listed.error().message;
    EXPECT_EQ(listed->total, 2U) << "rows agree with the number";
    for (const auto& row : listed->rows)
      for (const auto& cell : row) EXPECT_NE(cell_text(cell), "shipping.slow");
  }
  EXPECT_THAT(
      asked_of(model, question_of({"complaints"}, {}, {only("topic_group", {"logistics"})})),
      ElementsAre("2"));
}

TEST_F(FormerTopicsTest, ATopicMergedTwiceLeadsToTheLast) {
  // What had become shipping.slow in an earlier file is logistics.late now.
  shop_->execute("UPDATE case_fact SET topic = 'shipping.waiting' WHERE case_key = 'c1'");
  const auto model = with(
      "topics:\n"
      "  - {code: logistics.late, label: {zh: 慢, en: Late}, was: [shipping.slow, "
      "shipping.waiting], "
      "any: [{phrases: [慢]}]}\n"
      "  - {code: logistics.lost, label: {zh: 丢, en: Lost}, was: [quality.broken], any: "
      "[{phrases: "
      "[丢]}]}\n");
  EXPECT_THAT(asked_of(model, question_of({"complaints"}, {"topic"})),
              ElementsAre("logistics.late | 2", "logistics.lost | 1"));
  EXPECT_THAT(asked_of(model, question_of({"complaints"}, {"topic_group"})),
              ElementsAre("logistics | 3"));
}

TEST_F(FormerTopicsTest, IsWrittenAsItsSnapshot) {
  const auto model = with(kMerged);
  const auto resolved = resolve(model, between(question_of({"complaints"}, {"topic", "topic_group"},
                                                           {only("topic", {"shipping.slow"})}),
                                               "2026-03-01", "2026-03-31"));
  ASSERT_TRUE(resolved) << resolved.error().message;
  const auto plan = compile(model, *resolved);
  ASSERT_TRUE(plan) << plan.error().message;
  ASSERT_EQ(plan->parts.size(), 1U);
  const auto sql = store::render(plan->parts[0].query, store::Dialect::duckdb);
  ASSERT_TRUE(sql) << sql.error().message;
  const auto file = place::root() / "tests/snapshots/duckdb/complaints_by_former_topic.sql";
  if (std::getenv("AFTERCARE_UPDATE_SNAPSHOTS") != nullptr) std::ofstream(file) << *sql << ";\n";
  std::ifstream in(file);
  const std::string stored((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  EXPECT_EQ(stored, *sql + ";\n") << file;
}

}  // namespace
}  // namespace aftercare::metrics
