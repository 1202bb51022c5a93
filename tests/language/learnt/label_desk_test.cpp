#include "language/learnt/label_desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aftercare::language {
namespace {

using testing::ElementsAre;

// Twenty complaints about parcels and twenty about refunds, no two alike.
std::vector<std::string> parcels_and_refunds() {
  const char* when[] = {"today", "since monday", "again", "for days", "this week"};
  const char* who[] = {"the courier", "your shop", "the driver", "the depot"};
  std::vector<std::string> texts;
  for (const auto* one : who)
    for (const auto* at : when) texts.push_back(std::string(one) + " lost my parcel " + at);
  for (const auto* one : who)
    for (const auto* at : when) texts.push_back(std::string(one) + " owes me a refund " + at);
  return texts;
}

LabelDesk desk_without_words() {
  return {parcels_and_refunds(), *TextTools::load(false)};
}

std::string truth(std::uint32_t text) {
  return text < 20 ? "parcel" : "refund";
}

}  // namespace

TEST(LabelDeskTest, NothingIsAskedTwiceAndWhatIsTakenBackIsAskedAgain) {
  auto desk = desk_without_words();
  const auto first = desk.next(3);
  ASSERT_EQ(first.size(), 3U);
  desk.give(first[0], "parcel");
  desk.skip(first[1]);
  EXPECT_EQ(desk.labelled(), 1U);
  EXPECT_EQ(desk.left(), 38U);
  for (const auto text : desk.next(50)) {
    EXPECT_NE(text, first[0]);
    EXPECT_NE(text, first[1]);
  }
  desk.take_back(first[0]);
  EXPECT_EQ(desk.labelled(), 0U);
  EXPECT_THAT(desk.next(50), testing::Contains(first[0]));
}

TEST(LabelDeskTest, LabelsStandInTheOrderTheyCame) {
  auto desk = desk_without_words();
  desk.offer("refund");
  desk.give(0, "parcel");
  desk.give(1, "refund");
  EXPECT_THAT(desk.names(), ElementsAre("refund", "parcel"));
}

TEST(LabelDeskTest, AHintIsProposedUntilAModelKnowsBetter) {
  auto desk = desk_without_words();
  for (std::uint32_t i = 0; i < 40; ++i) desk.hint(i, "parcel");
  EXPECT_EQ(desk.proposal(30).label, "parcel");
  EXPECT_EQ(desk.proposal(30).probability, 0);
  EXPECT_FALSE(desk.is_due());
  for (std::uint32_t i = 0; i < 12; ++i) {
    desk.give(i, truth(i));
    desk.give(39 - i, truth(39 - i));
  }
  ASSERT_TRUE(desk.is_due());
  desk.learn();
  EXPECT_FALSE(desk.is_due());
  EXPECT_EQ(desk.proposal(25).label, "refund") << "half of the hints were wrong";
  EXPECT_GT(desk.proposal(25).probability, 0.5F);
  EXPECT_EQ(desk.proposal(15).label, "parcel");
}

TEST(LabelDeskTest, HintsThatAreAlwaysRightStay) {
  auto desk = desk_without_words();
  for (std::uint32_t i = 0; i < 40; ++i) desk.hint(i, i % 2 == 0 ? "even" : "odd");
  for (std::uint32_t i = 0; i < 20; ++i) desk.give(i, i % 2 == 0 ? "even" : "odd");
  desk.learn();
  EXPECT_EQ(desk.proposal(33).label, "odd") << "which no word tells";
}

TEST(LabelDeskTest, OneLabelAloneTeachesNothing) {
  auto desk = desk_without_words();
  for (std::uint32_t i = 0; i < 15; ++i) desk.give(i, "parcel");
  desk.learn();
  EXPECT_EQ(desk.proposal(30).label, "");
  EXPECT_FALSE(desk.is_due()) << "not tried again before there is more";
}

}  // namespace aftercare::language
