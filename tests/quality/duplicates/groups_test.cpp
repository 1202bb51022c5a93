#include "quality/duplicates/groups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aftercare::quality {

using testing::ElementsAre;

TEST(GroupsTest, PairsJoinByWayOfOthers) {
  const std::vector<RowPair> pairs = {{3, 1}, {0, 4}, {4, 3}};
  EXPECT_THAT(settle_groups(5, {}, pairs).firsts(), ElementsAre(0, 0, 2, 0, 0));
}

TEST(GroupsTest, WhatPeopleCallTwoIsJoinedNeitherBeforeNorByWayOfAThird) {
  const KnownSame apart{{{{0, 2}, false}}, {}, {}};
  const std::vector<RowPair> around = {{0, 2}, {0, 1}, {1, 2}};
  EXPECT_THAT(settle_groups(3, apart, around).firsts(), ElementsAre(0, 0, 2));
}

TEST(GroupsTest, WhatPeopleCallOneNeedsNoPair) {
  const KnownSame one{{{{0, 2}, true}}, {}, {}};
  EXPECT_THAT(settle_groups(3, one, {}).firsts(), ElementsAre(0, 1, 0));
}

TEST(GroupsTest, TheNewestVerdictWins) {
  EXPECT_THAT(settle_groups(2, {{{{0, 1}, true}, {{0, 1}, false}}, {}, {}}, {}).firsts(),
              ElementsAre(0, 0));
  EXPECT_THAT(settle_groups(2, {{{{0, 1}, false}, {{0, 1}, true}}, {}, {}}, {}).firsts(),
              ElementsAre(0, 1));
}

TEST(GroupsTest, SourcesSayWhoIsOneAndWhoIsNot) {
  const KnownSame given{{}, {7, 0, 7, 9}, {}};
  const std::vector<RowPair> pairs = {{0, 1}, {1, 3}};
  EXPECT_THAT(settle_groups(4, given, pairs).firsts(), ElementsAre(0, 0, 0, 3));
}

TEST(GroupsTest, AVerdictIsStrongerThanASource) {
  EXPECT_THAT(settle_groups(2, {{{{0, 1}, false}}, {7, 7}, {}}, {}).firsts(), ElementsAre(0, 1));
  EXPECT_THAT(settle_groups(2, {{{{0, 1}, true}}, {7, 9}, {}}, {}).firsts(), ElementsAre(0, 0));
}

TEST(GroupsTest, ANamelessRowDoesNotJoinTwoThatDiffer) {
  const KnownSame persons{{}, {}, {{5, 0, 6}}};
  const std::vector<RowPair> pairs = {{0, 1}, {1, 2}};
  EXPECT_THAT(settle_groups(3, persons, pairs).firsts(), ElementsAre(0, 0, 2));
}

TEST(GroupsTest, MembersStandWithTheirFirst) {
  const std::vector<RowPair> pairs = {{1, 3}};
  const auto groups = settle_groups(4, {}, pairs);
  EXPECT_THAT(groups.members(1), ElementsAre(1, 3));
  EXPECT_THAT(groups.members(2), ElementsAre(2));
}

}  // namespace aftercare::quality
