#include "store/duckdb/hand_labels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tiny_shop.hpp"

namespace aftercare::store {
namespace {

using records::Viewer;

class HandLabelsTest : public testing::Test {
 protected:
  void SetUp() override {
    shop_.ingest("first", {"case",
                           {"case_id", "channel", "category", "topic", "title", "text", "noise"},
                           {{"c1", "email", "", "logistics.late", "Late", "My parcel is late", ""},
                            {"c2", "email", "shoes", "", "", "Where is the refund", ""},
                            {"c3", "email", "hats", "", "", "Where is the refund", ""},
                            {"c4", "email", "", "", "", "", ""},
                            {"c5", "email", "", "", "", "!!!!", "no_words"}}});
  }
  Database& database() { return shop_.database(); }

  void give(const std::string& key, const std::string& label, const std::string& by = "anna") {
    std::vector<HandLabel> rows(1);
    rows[0].set = "topic";
    rows[0].case_key = key;
    rows[0].label = label;
    rows[0].act = label.empty() ? LabelAct::skipped : LabelAct::given;
    rows[0].by = by;
    const auto added = add_hand_labels(database(), rows);
    ASSERT_TRUE(added) << added.error().message;
    EXPECT_GT(rows[0].id, 0);
  }

  std::string in_force(const std::string& key) {
    const auto found = label_in_force(database(), Viewer::owner(), "topic", key);
    EXPECT_TRUE(found) << found.error().message;
    return found->skipped ? "skipped" : found->label;
  }

  Shop shop_;
};

TEST_F(HandLabelsTest, TheNewestAnswerCountsAndNothingIsLost) {
  give("c1", "late");
  give("c1", "lost", "ben");
  give("c2", "");
  EXPECT_EQ(in_force("c1"), "lost");
  EXPECT_EQ(in_force("c2"), "skipped");
  EXPECT_EQ(in_force("c3"), "");
  const auto all = hand_labels(database(), Viewer::owner(), "topic");
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 3U);
  EXPECT_EQ((*all)[2].label, "late");
  EXPECT_EQ((*all)[2].by, "anna");
  EXPECT_GT((*all)[2].at, records::Moment{});
  const auto sets = label_sets(database(), Viewer::owner());
  ASSERT_TRUE(sets);
  ASSERT_EQ(sets->size(), 1U);
  EXPECT_EQ(sets->front().people, 2U);
  EXPECT_EQ(sets->front().skipped, 1U);
  EXPECT_THAT(sets->front().labels, testing::ElementsAre(std::pair("lost", 1U)));
}

TEST_F(HandLabelsTest, TakingBackGoesStepByStepAndOnlyOnesOwn) {
  give("c1", "late");
  give("c1", "lost");
  give("c2", "refund", "ben");
  auto taken = take_back_label(database(), "topic", "anna");
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(taken->label, "lost");
  EXPECT_EQ(in_force("c1"), "late") << "as it was before";
  EXPECT_EQ(in_force("c2"), "refund");
  taken = take_back_label(database(), "topic", "anna");
  ASSERT_TRUE(taken);
  EXPECT_EQ(in_force("c1"), "");
  EXPECT_FALSE(take_back_label(database(), "topic", "anna"));
  give("c1", "damaged");
  EXPECT_EQ(in_force("c1"), "damaged");
  const auto all = hand_labels(database(), Viewer::owner(), "topic");
  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), 6U) << "every step is a row";
}

TEST_F(HandLabelsTest, EachTextIsAskedOnceAndNoNoise) {
  const auto before = texts_to_label(database(), Viewer::owner(), "topic", "topic", 10);
  ASSERT_TRUE(before) << before.error().message;
  ASSERT_EQ(before->size(), 2U) << "c3 says what c2 says, c4 nothing, c5 is noise";
  for (const auto& one : *before)
    if (one.key == "c1") {
      EXPECT_EQ(one.text, "Late\nMy parcel is late");
      EXPECT_EQ(one.judged, "logistics.late");
    }
  give("c1", "lost");
  const auto after = texts_to_label(database(), Viewer::owner(), "topic", "", 1);
  ASSERT_TRUE(after);
  ASSERT_EQ(after->size(), 2U) << "those labelled come besides";
  EXPECT_EQ(after->front().key, "c1");
  EXPECT_EQ(after->front().label, "lost");
  EXPECT_EQ(after->front().judged, "");
}

TEST_F(HandLabelsTest, WhatIsNoLabelIsRefusedWhole) {
  std::vector<HandLabel> rows(2);
  for (auto& row : rows) row = {0, "topic", "c1", "late", LabelAct::given, "anna", {}, 0};
  rows[1].case_key = "unknown";
  EXPECT_FALSE(add_hand_labels(database(), rows));
  EXPECT_EQ(in_force("c1"), "") << "all or none";
  rows.resize(1);
  rows[0].label = std::string(300, 'x');
  EXPECT_FALSE(add_hand_labels(database(), rows));
  rows[0].label = "";
  EXPECT_FALSE(add_hand_labels(database(), rows));
  rows[0].label = "late'; DROP TABLE hand_label; --";
  EXPECT_TRUE(add_hand_labels(database(), rows));
  EXPECT_EQ(in_force("c1"), "late'; DROP TABLE hand_label; --");
}

TEST_F(HandLabelsTest, TheStampTellsWhatIsNew) {
  const auto stamp = [this] { return *label_stamp(database(), Viewer::owner(), "topic"); };
  const auto before = stamp();
  EXPECT_EQ(before, stamp());
  give("c1", "late");
  const auto labelled = stamp();
  EXPECT_FALSE(before == labelled);
  shop_.ingest("second", {"case", {"case_id", "channel", "text"}, {{"c9", "email", "One more"}}});
  EXPECT_FALSE(labelled == stamp());
}

}  // namespace
}  // namespace aftercare::store
