#include "insight/flow/stored_events.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "insight/flow/conformance.hpp"
#include "insight/flow/handovers.hpp"
#include "metrics/small_shop.hpp"

namespace aftercare::insight {

class StoredEventsTest : public testing::Test {
 protected:
  void SetUp() override { shop_.fill(); }
  base::Result<StoredEvents> events(const std::string& metric) {
    return stored_events({metrics::shipped_model(), shop_, viewer_}, metric, metrics::Language::zh,
                         {});
  }
  metrics::SmallShop shop_;
  records::Viewer viewer_ = records::Viewer::owner();
};

// c4 and c5 are reviews; c7 is one too and has no day.
TEST_F(StoredEventsTest, AReviewIsInTheFlowAndNotHeldAgainstIt) {
  const auto stored = events("cases");
  ASSERT_TRUE(stored) << stored.error().message;
  EXPECT_EQ(stored->log.cases.size(), 8U);
  EXPECT_EQ(stored->held.cases.size(), 6U);
  EXPECT_EQ(stored->without_answer, 2U);
  EXPECT_EQ(std::ranges::count(stored->held.cases, "c4"), 0);
  EXPECT_EQ(std::ranges::count(stored->held.cases, "c1"), 1);
}

TEST_F(StoredEventsTest, WhoWaitsForWhomIsSaidInBothLanguages) {
  auto stored = events("cases");
  ASSERT_TRUE(stored);
  const auto flow = declared_flow("case", {});
  ASSERT_TRUE(flow) << flow.error().message;
  name_parties(stored->log, *flow);
  const auto handovers = handovers_of(stored->log);
  ASSERT_FALSE(handovers.empty());
  const auto from = stored->log.actor_label(handovers[0].from),
             to = stored->log.actor_label(handovers[0].to);
  EXPECT_EQ(from.en, "customer");
  EXPECT_EQ(from.zh, "客户");
  EXPECT_EQ(to.en, "shop");
  EXPECT_EQ(to.zh, "商家");
}

TEST_F(StoredEventsTest, AnActorThatNoFlowNamesKeepsItsName) {
  EventLog log;
  log.actors = {"Wang"};
  EXPECT_EQ(log.actor_label(0).zh, "Wang");
}

}  // namespace aftercare::insight
