#include "pipeline/wish_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/progress.hpp"
#include "fresh_workspace.hpp"
#include "pipeline/ingest.hpp"
#include "standard/mapping_file.hpp"

namespace aftercare::pipeline {
namespace {

using testing::Contains;
using testing::ElementsAre;

store::StoredWish wish_of(std::string key, std::vector<std::string> words, bool unmet = false) {
  return {std::move(key), unmet, {}, std::move(words), std::nullopt};
}

TEST(WishGroupsTest, WhatMostShareGathersThemAndACaseCountsOnce) {
  const auto groups = group_wishes(
      {wish_of("1", {"black", "version"}), wish_of("2", {"black", "colour"}, true),
       wish_of("2", {"black", "strap"}), wish_of("3", {"black", "version"}),
       wish_of("4", {"refill"}), wish_of("5", {"refill", "pack"}), wish_of("6", {"manual"})},
      2);
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_THAT(groups[0].words, ElementsAre("black", "version", "colour"))
      << "of equals the first in the alphabet";
  EXPECT_EQ(groups[0].cases, 3U);
  EXPECT_EQ(groups[0].samples.size(), 2U);
  EXPECT_EQ(groups[0].samples[0].first, "3") << "the newest first";
  EXPECT_EQ(groups[1].words.front(), "refill");
  EXPECT_EQ(groups[1].cases, 2U);
  EXPECT_THAT(groups[2].words, ElementsAre("manual"));
  EXPECT_TRUE(group_wishes({}, 3).empty());
}

class WishListTest : public testing::Test {
 protected:
  void SetUp() override {
    auto workspace = fresh_.open();
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto opened = Session::open(std::move(*workspace));
    ASSERT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
  }

  void take_in(const std::string& rows) {
    const auto file = fresh_.folder.path / "said.csv";
    std::ofstream(file) << "no,via,at,said\n" << rows;
    const auto described = fresh_.folder.path / "said.yaml";
    std::ofstream(described)
        << "name: said\nlabel: {zh: 话, en: Said}\nentities:\n  - entity: case\n    fields: "
           "{case_id: no, channel: via, opened_at: at, text: said}\n";
    const auto known = standard::load_mapping(described, session_->dictionary());
    ASSERT_TRUE(known) << known.error().message;
    session_->catalog().add(*known);
    IngestOptions options;
    options.as = "said";
    const auto report = ingest(*session_, {file}, options, std::nullopt, progress_);
    ASSERT_TRUE(report) << report.error().message;
  }

  WishList listed(std::optional<records::Day> from = std::nullopt) {
    const auto read = collect_wishes(*session_, progress_);
    EXPECT_TRUE(read) << read.error().message;
    auto list = wish_list(*session_, from, std::nullopt, 20, 3);
    EXPECT_TRUE(list) << list.error().message;
    return std::move(*list);
  }

  base::NoProgress progress_;
  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
};

TEST_F(WishListTest, TheListGrowsWithTheCasesAndSaysWhatWasWished) {
  take_in(
      "1,review,2026-03-01 09:00:00,质量不错，希望能出替换装\n"
      "2,review,2026-03-05 09:00:00,什么时候出替换装呢\n"
      "3,review,2026-03-06 09:00:00,很好用，没什么要说的\n");
  auto list = listed();
  EXPECT_EQ(list.cases, 2U);
  ASSERT_FALSE(list.told.empty());
  EXPECT_EQ(list.told[0].cases, 2U);
  EXPECT_THAT(list.told[0].words, Contains(testing::HasSubstr("替换")));
  EXPECT_EQ(records::to_iso(*list.told[0].first), "2026-03-01");
  EXPECT_EQ(records::to_iso(*list.told[0].last), "2026-03-05");
  ASSERT_EQ(list.told[0].samples.size(), 2U);
  EXPECT_EQ(list.told[0].samples[0].second, "什么时候出替换装呢");
  take_in("4,chat,2026-03-09 10:00:00,建议增加替换装，电话13912345678\n");
  list = listed();
  EXPECT_EQ(list.cases, 3U);
  EXPECT_EQ(list.told[0].cases, 3U);
  for (const auto& [key, clause] : list.told[0].samples)
    EXPECT_EQ(clause.find("139"), std::string::npos) << clause;
  EXPECT_EQ(listed(records::parse_day("2026-03-05").value()).cases, 2U);
  EXPECT_EQ(*collect_wishes(*session_, progress_), 0U) << "nothing is read twice";
}

TEST_F(WishListTest, ACaseThatChangesChangesTheList) {
  take_in("1,review,2026-03-01 09:00:00,希望出大容量\n");
  EXPECT_EQ(listed().cases, 1U);
  take_in("1,review,2026-03-01 09:00:00,已经买到了，谢谢\n");
  EXPECT_EQ(listed().cases, 0U);
}

}  // namespace
}  // namespace aftercare::pipeline
