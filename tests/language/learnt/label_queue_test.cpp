#include "language/learnt/label_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aftercare::language {
namespace {

using testing::ElementsAre;
using Texts = std::vector<std::string_view>;

LabelAnswer doubt(float best) {
  return {{0}, {best, 1 - best}};
}

const FeatureReader& reader() {
  static const FeatureReader made(nullptr, nullptr);
  return made;
}

}  // namespace

TEST(LabelQueueTest, TheLeastSureComesFirst) {
  const Texts texts = {"screen broke", "parcel late", "refund please", "all fine"};
  const std::vector<LabelAnswer> answers = {doubt(0.99F), doubt(0.55F), doubt(0.8F), doubt(0.95F)};
  EXPECT_THAT(next_to_label(texts, answers, std::vector<bool>(4, false), reader(), 2),
              ElementsAre(1U, 2U));
}

TEST(LabelQueueTest, WhatIsLikeTheLastWaits) {
  const Texts texts = {"parcel is very late", "parcel is very late again", "refund please",
                       "parcel is very late"};
  const std::vector<LabelAnswer> answers = {doubt(0.5F), doubt(0.5F), doubt(0.7F), doubt(0.5F)};
  // Equal texts are asked once.
  EXPECT_THAT(next_to_label(texts, answers, std::vector<bool>(4, false), reader(), 9),
              ElementsAre(0U, 2U, 1U));
}

TEST(LabelQueueTest, WhatIsDoneOrEmptyIsPassedOver) {
  const Texts texts = {"one text", "", "two texts", "third thing"};
  const auto next = next_to_label(texts, {}, {true, false, false, false}, reader(), 9);
  EXPECT_EQ(next.size(), 2U);
  EXPECT_THAT(next, testing::Not(testing::Contains(0U)));
  EXPECT_TRUE(next_to_label({}, {}, {}, reader(), 9).empty());
}

}  // namespace aftercare::language
