// What is found about a record whose value somebody decided.

#include "pipeline/judged_again.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/progress.hpp"
#include "fresh_workspace.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/value_review.hpp"
#include "standard/mapping_file.hpp"
#include "store/duckdb/overview.hpp"

namespace aftercare::pipeline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class JudgedAgainTest : public testing::Test {
 protected:
  void SetUp() override {
    auto workspace = fresh_.open();
    ASSERT_TRUE(workspace) << workspace.error().message;
    const auto rules = fresh_.folder.path / "shop/catalog/rules";
    std::filesystem::create_directories(rules);
    std::ofstream(rules / "own.yaml")
        << "rules:\n"
           "  - {name: closed_was_paid, table: order, holds: \"status != 'completed' or "
           "paid_amount "
           "> 0\", label: {zh: 完成而未付, en: Completed but not paid}}\n"
           "  - {name: has_status, table: order, column: status, present: true, label: {zh: "
           "缺状态, en: No status}}\n"
           "  - {name: receiver_named, table: order, holds: \"status != 'completed' or "
           "length(receiver_name) > 1\", label: {zh: 收货人, en: Receiver}}\n";
    auto opened = Session::open(std::move(*workspace));
    ASSERT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
    const auto described = fresh_.folder.path / "orders.yaml";
    std::ofstream(described) << "name: orders\nlabel: {zh: 订单, en: Orders}\nentities:\n  - "
                                "entity: order\n    fields: {order_id: no, customer_id: who, "
                                "ordered_at: ordered, shipped_at: shipped, status: state, "
                                "paid_amount: paid, receiver_name: to}\n";
    const auto known = standard::load_mapping(described, session_->dictionary());
    ASSERT_TRUE(known) << known.error().message;
    session_->catalog().add(*known);
    const auto file = fresh_.folder.path / "orders.csv";
    std::ofstream(file) << "no,who,ordered,shipped,state,paid,to\n"
                           "A1,C1,03/04/2026,2026-03-02 08:00:00,allesfein,10,Ann\n"
                           "A2,C2,2026-03-01,2026-03-02 08:00:00,allesfein,0,Ben\n"
                           "A3,C3,2026-03-05,2026-03-04 08:00:00,completed,0,Z\n";
    IngestOptions options;
    options.as = "orders";
    const auto report = ingest(*session_, {file}, options, std::nullopt, progress_);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_EQ(report->total.stored, 3U);
  }

  std::vector<std::string> kinds_of(const std::string& order, const std::string& rule) const {
    const auto frame = session_->store().read(
        "SELECT n.kind FROM finding n JOIN \"order\" o ON o.record_key = n.record_key WHERE "
        "o.order_id = ? AND n.rule = ? ORDER BY 1",
        {order, rule});
    EXPECT_TRUE(frame) << frame.error().message;
    std::vector<std::string> kinds;
    if (frame)
      for (const auto& row : frame->rows) kinds.push_back(std::get<std::string>(row[0]));
    return kinds;
  }
  void expect_the_ledger_holds() const {
    const auto ledger = store::ledger(session_->store(), records::Viewer::owner());
    ASSERT_TRUE(ledger);
    EXPECT_TRUE(ledger->balanced && ledger->total.balanced());
  }

  base::NoProgress progress_;
  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
};

const std::string kShipped = "order_shipped_not_before_ordered";

TEST_F(JudgedAgainTest, ADecidedValueIsHeldAgainstTheOtherColumnsOfItsRecord) {
  EXPECT_THAT(kinds_of("A1", kShipped), IsEmpty()) << "when it was ordered is not known";
  const auto proposed = proposed_meanings(*session_);
  ASSERT_TRUE(proposed) << proposed.error().message;
  const auto about = std::ranges::find(*proposed, "ordered_at",
                                       [](const ProposedMeaning& one) { return one.about.field; });
  ASSERT_NE(about, proposed->end());
  const Meaning meaning{"order", "ordered_at", {"03/04/2026"}, about->code};
  const auto decided = decide(*session_, meaning, std::nullopt);
  ASSERT_TRUE(decided) << decided.error().message;
  EXPECT_THAT(kinds_of("A1", kShipped), ElementsAre("flagged")) << "two days before";
  EXPECT_THAT(kinds_of("A3", kShipped), ElementsAre("flagged")) << "of others nothing changes";
  expect_the_ledger_holds();
  ASSERT_TRUE(undo(*session_, decided->decisions[0].id));
  EXPECT_THAT(kinds_of("A1", kShipped), ElementsAre("resolved"));
}

TEST_F(JudgedAgainTest, WhatIsTrueNoMoreIsResolvedAndWhatIsNewIsTold) {
  EXPECT_THAT(kinds_of("A1", "has_status"), ElementsAre("flagged"));
  EXPECT_THAT(kinds_of("A2", "closed_was_paid"), IsEmpty());
  const auto decided =
      decide(*session_, {"order", "status", {"allesfein"}, "completed"}, std::nullopt);
  ASSERT_TRUE(decided) << decided.error().message;
  EXPECT_EQ(decided->changed, 2U);
  EXPECT_THAT(kinds_of("A1", "has_status"), ElementsAre("resolved")) << "kept, but true no more";
  EXPECT_THAT(kinds_of("A2", "has_status"), ElementsAre("resolved"));
  EXPECT_THAT(kinds_of("A1", "closed_was_paid"), IsEmpty());
  EXPECT_THAT(kinds_of("A2", "closed_was_paid"), ElementsAre("flagged"));
  EXPECT_THAT(kinds_of("A3", "closed_was_paid"), ElementsAre("flagged")) << "nobody decided it";
  EXPECT_THAT(kinds_of("A1", "receiver_named"), IsEmpty()) << "names are judged in clear";
  EXPECT_THAT(kinds_of("A1", "decided_value"), ElementsAre("repaired"));
  expect_the_ledger_holds();

  const auto undone = undo(*session_, decided->decisions[0].id);
  ASSERT_TRUE(undone) << undone.error().message;
  EXPECT_THAT(kinds_of("A1", "has_status"), ElementsAre("flagged"));
  EXPECT_THAT(kinds_of("A2", "closed_was_paid"), ElementsAre("resolved"));
  EXPECT_THAT(kinds_of("A1", "not_in_code_list"), ElementsAre("flagged"));
  expect_the_ledger_holds();
  // The other way again: nothing is told twice.
  ASSERT_TRUE(decide(*session_, {"order", "status", {"allesfein"}, "completed"}, std::nullopt));
  EXPECT_THAT(kinds_of("A2", "closed_was_paid"), ElementsAre("flagged"));
  EXPECT_THAT(kinds_of("A1", "has_status"), ElementsAre("resolved"));
}

TEST_F(JudgedAgainTest, ARejectedProposalChangesNothing) {
  ASSERT_TRUE(decide(*session_, {"order", "status", {"allesfein"}, ""}, std::nullopt));
  EXPECT_THAT(kinds_of("A1", "has_status"), ElementsAre("flagged"));
  EXPECT_THAT(kinds_of("A2", "closed_was_paid"), IsEmpty());
}

}  // namespace
}  // namespace aftercare::pipeline
