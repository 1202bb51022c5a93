#include "insight/rootcause/cause_samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "metrics/small_shop.hpp"

namespace aftercare::insight {

class CauseSamplesTest : public testing::Test {
 protected:
  void SetUp() override {
    shop_.fill();
    auto counted = counted_causes(workspace(), "complaint_rate", {"topic", "channel", "province"},
                                  metrics::Language::en, {});
    ASSERT_TRUE(counted) << counted.error().message;
    counted_ = std::move(*counted);
  }

  Workspace workspace() const { return {metrics::shipped_model(), shop_, viewer_}; }

  // The condition that a dimension has this code.
  std::pair<std::size_t, std::uint32_t> is(const std::string& dimension, const std::string& code) {
    for (std::size_t d = 0; d < counted_.dimensions.size(); ++d)
      for (std::uint32_t v = 0; v < counted_.codes[d].size(); ++v)
        if (counted_.dimensions[d]->name == dimension && text_in(counted_.codes[d][v]) == code)
          return {d, v};
    ADD_FAILURE() << dimension << " " << code;
    return {0, 0};
  }

  std::vector<std::string> keys(const CauseConditions& path,
                                const std::vector<CauseConditions>& taken) {
    const auto samples = cause_samples(workspace(), counted_, path, taken);
    std::vector<std::string> keys;
    EXPECT_TRUE(samples) << samples.error().message;
    if (samples)
      for (const auto& one : *samples) keys.push_back(one.key);
    return keys;
  }

  metrics::SmallShop shop_;
  records::Viewer viewer_ = records::Viewer::owner();
  CountedCauses counted_;
};

// Complaints: c1 on March 2 and c2 on the 3rd, late parcels by chat; c5, a defect told in a review.
TEST_F(CauseSamplesTest, OfEventsThatMeetThePathTheNewestComeFirst) {
  EXPECT_EQ(keys({}, {}), (std::vector<std::string>{"c5", "c2", "c1"}));
  EXPECT_EQ(keys({is("topic", "logistics.late")}, {}), (std::vector<std::string>{"c2", "c1"}));
  EXPECT_EQ(keys({is("topic", "logistics.late"), is("channel", "review")}, {}),
            std::vector<std::string>{});
}

TEST_F(CauseSamplesTest, WhatASiblingToldBeforeIsNotShownAgain) {
  EXPECT_EQ(keys({}, {{is("topic", "logistics.late")}}), std::vector<std::string>{"c5"});
  // Both conditions together: c5 has the province, and not the channel.
  EXPECT_EQ(keys({}, {{is("channel", "chat"), is("province", "广东")}}),
            std::vector<std::string>{"c5"});
}

TEST_F(CauseSamplesTest, WhatIsNotKnownIsNotTheSibling) {
  shop_.execute("UPDATE case_fact SET province = NULL WHERE case_key = 'c5'");
  EXPECT_EQ(keys({}, {{is("province", "广东")}}), std::vector<std::string>{"c5"});
}

}  // namespace aftercare::insight
