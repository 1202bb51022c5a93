// Repairs too unsure to be made: proposed, decided cluster by cluster, undone, remembered.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proposing_shop.hpp"

namespace aftercare::pipeline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using ProposedRepairTest = ProposingShop;

const std::vector<std::string> kCase = {"case_id", "channel", "status", "text"};
const std::string kGuesses =
    "1,email,已解决（待回访）,充电器坏了\n"
    "2,email,已解决（待回访）,屏幕碎了\n"
    "3,email,Resolvedd,The box was wet\n"
    "4,email,resolved,Well done\n";

TEST_F(ProposedRepairTest, AGuessIsProposedAndASureRepairMade) {
  open();
  ingest_rows("a.csv", "case", kCase, kGuesses);
  EXPECT_EQ(stored("case", "status", "case_id = '1'"), "null");
  EXPECT_EQ(stored("case", "status", "case_id = '3'"), "resolved");
  EXPECT_THAT(findings_of("case", "status"),
              ElementsAre("proposed code_in_words 已解决（待回访） -> resolved 0.60",
                          "proposed code_in_words 已解决（待回访） -> resolved 0.60",
                          "repaired code_slip Resolvedd -> resolved 0.97"));
  EXPECT_THAT(proposals(), ElementsAre("已解决（待回访） -> resolved code_in_words 2+0"));
}

TEST_F(ProposedRepairTest, TheThresholdIsTheWorkspaces) {
  open("0.6");
  ingest_rows("a.csv", "case", kCase, kGuesses);
  EXPECT_EQ(stored("case", "status", "case_id = '1'"), "resolved") << "just as sure as asked for";
  EXPECT_THAT(proposals(), IsEmpty());
}

TEST_F(ProposedRepairTest, AClusterIsAcceptedOnceAndUndone) {
  open();
  ingest_rows("a.csv", "case", kCase, kGuesses);
  const auto before = total();
  const auto findings = findings_of("case", "status");
  const auto done = decide_one("case", "status", "已解决（待回访）", "resolved", Verdict::accept);
  EXPECT_EQ(done.changed, 2U);
  EXPECT_EQ(stored("case", "status", "case_id = '2'"), "resolved");
  EXPECT_EQ(total().repaired, before.repaired + 2);
  EXPECT_EQ(findings_of("case", "status")[0],
            "repaired decided_value 已解决（待回访） -> resolved 1.00");
  EXPECT_THAT(proposals(), IsEmpty());
  // Once more the same changes nothing; something else is refused.
  EXPECT_EQ(decide_one("case", "status", "已解决（待回访）", "resolved", Verdict::accept).changed,
            0U);
  EXPECT_FALSE(decide(*session_, {"case", "status", {"已解决（待回访）"}, "closed"}, {}));
  EXPECT_EQ(stored("audit", "number", "subject LIKE 'value/%'"), "1");
  EXPECT_EQ(stored("audit", "number", "number > 1"), "no row") << "what changes nothing is no act";
  undo_all(done);
  EXPECT_EQ(stored("case", "status", "case_id = '2'"), "null");
  EXPECT_EQ(total(), before);
  EXPECT_EQ(findings_of("case", "status"), findings);
  EXPECT_THAT(proposals(), ElementsAre("已解决（待回访） -> resolved code_in_words 2+0"));
}

TEST_F(ProposedRepairTest, AClusterIsRejectedAndThatIsUndoneToo) {
  open();
  ingest_rows("a.csv", "case", kCase, kGuesses);
  const auto findings = findings_of("case", "status");
  const auto done = decide_one("case", "status", "已解决（待回访）", "", Verdict::reject);
  EXPECT_EQ(done.changed, 0U);
  EXPECT_THAT(proposals(), IsEmpty());
  EXPECT_EQ(findings_of("case", "status")[0],
            "flagged code_in_words 已解决（待回访） -> resolved 0.60");
  ingest_rows("b.csv", "case", kCase, "9,email,已解决（待回访）,又坏了\n");
  EXPECT_THAT(proposals(), IsEmpty()) << "what comes later is left too";
  EXPECT_EQ(stored("case", "status", "case_id = '9'"), "null");
  undo_all(done);
  EXPECT_THAT(proposals(), ElementsAre("已解决（待回访） -> resolved code_in_words 3+0"));
}

TEST_F(ProposedRepairTest, WhatIsReadAgainIsReadAsDecided) {
  open();
  ingest_rows("a.csv", "case", kCase, kGuesses);
  decide_one("case", "status", "已解决（待回访）", "resolved", Verdict::accept);
  const auto ledger =
      ingest_rows("b.csv", "case", kCase, kGuesses + "5,email,已解决（待回访）,没有发票\n");
  EXPECT_EQ(ledger.stored, 1U);
  EXPECT_EQ(ledger.duplicates, 4U) << "the same rows are the same records, decided or not";
  EXPECT_EQ(stored("case", "status", "case_id = '1'"), "resolved");
  EXPECT_EQ(stored("case", "status", "case_id = '5'"), "resolved");
  EXPECT_THAT(proposals(), IsEmpty());
}

TEST_F(ProposedRepairTest, ANeededFieldWaitsInQuarantineForIt) {
  open();
  const auto ledger = ingest_rows("a.csv", "case", kCase,
                                  "1,email（备用）,resolved,充电器坏了\n2,email,resolved,好\n");
  EXPECT_EQ(ledger.quarantined, 1U);
  EXPECT_THAT(proposals(), ElementsAre("email（备用） -> email code_in_words 0+1"));
  const auto done = decide_one("case", "channel", "email（备用）", "email", Verdict::accept);
  EXPECT_EQ(done.replayed, 1U);
  EXPECT_EQ(stored("case", "channel", "case_id = '1'"), "email");
  EXPECT_EQ(total().quarantined, 0U);
  const auto undone = undo(*session_, done.decisions[0].id);
  ASSERT_FALSE(undone);
  EXPECT_THAT(undone.error().message, HasSubstr("cannot be undone"));
}

TEST_F(ProposedRepairTest, ADateOfTwoReadingsIsProposed) {
  open();
  ingest_rows("a.csv", "case", {"case_id", "channel", "opened_at", "text"},
              "1,email,03/04/2026,坏了\n2,email,2026-03-05 10:00,坏了\n");
  EXPECT_EQ(stored("case", "opened_at", "case_id = '1'"), "null");
  const std::string local = "2026-03-03T16:00:00Z";  // The fourth of March in Shanghai.
  EXPECT_THAT(proposals(), ElementsAre("03/04/2026 -> " + local + " moment_order 1+0"));
  const auto done = decide_one("case", "opened_at", "03/04/2026", local, Verdict::accept);
  EXPECT_EQ(done.changed, 1U);
  EXPECT_EQ(stored("case", "opened_at", "case_id = '1'"), "2026-03-03 16:00:00");
  ingest_rows("b.csv", "case", {"case_id", "channel", "opened_at", "text"},
              "3,email,03/04/2026,又坏了\n");
  EXPECT_EQ(stored("case", "opened_at", "case_id = '3'"), "2026-03-03 16:00:00");
  undo_all(done);
  EXPECT_EQ(stored("case", "opened_at", "case_id = '1'"), "null");
  EXPECT_EQ(stored("case", "opened_at", "case_id = '3'"), "null");
}

TEST_F(ProposedRepairTest, ADateIsReadAsTheOthersOfItsColumn) {
  open();
  ingest_rows("a.csv", "case", {"case_id", "channel", "opened_at", "text"},
              "1,email,03/04/2026,a\n2,email,23/04/2026,b\n3,email,24/04/2026,c\n"
              "4,email,25/04/2026,d\n");
  EXPECT_EQ(stored("case", "opened_at", "case_id = '1'"), "2026-04-02 16:00:00");
  EXPECT_EQ(findings_of("case", "opened_at")[0],
            "repaired moment_order 03/04/2026 -> 2026-04-02T16:00:00Z 0.80");
}

TEST_F(ProposedRepairTest, OneDateOfTwoFilesMayBeTwoDays) {
  open("0.9");
  const std::vector<std::string> fields = {"case_id", "channel", "opened_at", "text"};
  ingest_rows("us.csv", "case", fields, "1,email,03/04/2026,a\n");
  ingest_rows("uk.csv", "case", fields, "2,email,03/04/2026,b\n3,email,23/04/2026,c\n");
  const std::string march = "2026-03-03T16:00:00Z", april = "2026-04-02T16:00:00Z";
  EXPECT_THAT(proposals(),
              testing::UnorderedElementsAre("03/04/2026 -> " + march + " moment_order 1+0",
                                            "03/04/2026 -> " + april + " moment_order 1+0"));
  const auto accepted = decide_one("case", "opened_at", "03/04/2026", april, Verdict::accept);
  EXPECT_EQ(accepted.changed, 1U);
  EXPECT_EQ(stored("case", "opened_at", "case_id = '1'"), "null");
  EXPECT_EQ(stored("case", "opened_at", "case_id = '2'"), "2026-04-02 16:00:00");
  const auto rejected = decide_one("case", "opened_at", "03/04/2026", "", Verdict::reject, march);
  EXPECT_THAT(proposals(), IsEmpty());
  undo_all(accepted);
  undo_all(rejected);
  EXPECT_EQ(stored("case", "opened_at", "case_id = '2'"), "null");
  EXPECT_EQ(proposals().size(), 2U);
}

TEST_F(ProposedRepairTest, ATextStaysAsItStoodAndIsSoAgain) {
  open("0.97");
  ingest_rows("a.csv", "order", {"order_id", "tracking_number"}, "1,sf 1000000000001\n");
  EXPECT_EQ(stored("order", "tracking_number", "order_id = '1'"), "sf 1000000000001");
  const auto done = decide_one("order", "tracking_number", "sf 1000000000001", "SF1000000000001",
                               Verdict::accept);
  EXPECT_EQ(done.changed, 1U);
  EXPECT_EQ(stored("order", "tracking_number", "order_id = '1'"), "SF1000000000001");
  ingest_rows("b.csv", "order", {"order_id", "tracking_number"}, "2,sf 1000000000001\n");
  EXPECT_EQ(stored("order", "tracking_number", "order_id = '2'"), "SF1000000000001");
  undo_all(done);
  for (const auto* const id : {"1", "2"})
    EXPECT_EQ(stored("order", "tracking_number", "order_id = '" + std::string(id) + "'"),
              "sf 1000000000001");
}

TEST_F(ProposedRepairTest, AKeyWaitsBecauseItCannotBeChangedLater) {
  open("0.97");
  const std::vector<std::string> fields = {"shipment_id", "carrier"};
  EXPECT_EQ(
      ingest_rows("a.csv", "shipment", fields, "sf 1000000000001,顺丰\nsf 1000000000002,顺丰\n")
          .quarantined,
      2U);
  const auto done =
      decide_one("shipment", "shipment_id", "sf 1000000000001", "SF1000000000001", Verdict::accept);
  EXPECT_EQ(done.replayed, 1U);
  EXPECT_EQ(stored("shipment", "shipment_id", "true"), "SF1000000000001");
  EXPECT_FALSE(undo(*session_, done.decisions[0].id));
  const auto left = decide_one("shipment", "shipment_id", "sf 1000000000002", "", Verdict::reject,
                               "SF1000000000002");
  EXPECT_EQ(left.replayed, 1U);
  EXPECT_EQ(stored("shipment", "shipment_id", "shipment_id LIKE 'sf%'"), "sf 1000000000002")
      << "left as it is, it is stored as it stands";
  EXPECT_EQ(total().quarantined, 0U);
}

TEST_F(ProposedRepairTest, AnImpossibleValueStaysUntilItsRemovalIsAccepted) {
  open("0.99");
  ingest_rows("a.csv", "case", {"case_id", "channel", "rating", "text"},
              "1,email,7,坏了\n2,email,5,好\n");
  EXPECT_EQ(stored("case", "rating", "case_id = '1'"), "7.0");
  EXPECT_THAT(proposals(), ElementsAre("7 ->  case_rating_possible 1+0"));
  const auto done = decide_one("case", "rating", "7", "", Verdict::accept);
  EXPECT_EQ(done.changed, 1U);
  EXPECT_EQ(stored("case", "rating", "case_id = '1'"), "null");
  EXPECT_EQ(findings_of("case", "rating")[0], "repaired decided_value 7 ->  1.00");
  undo_all(done);
  EXPECT_EQ(stored("case", "rating", "case_id = '1'"), "7.0");
}

TEST_F(ProposedRepairTest, WhatFillsAnEmptyFieldIsDecidedByWhatItWouldPutThere) {
  open("0.99");
  ingest_rows("a.csv", "order", {"order_id", "city", "receiver_address"},
              "1,,广东省深圳市南山区科技路1号\n2,,浙江省杭州市西湖区文三路2号\n");
  EXPECT_EQ(stored("order", "city", "order_id = '1'"), "null");
  EXPECT_THAT(proposals(),
              ElementsAre(" -> 杭州 place_from_address 1+0", " -> 深圳 place_from_address 1+0"));
  const auto done = decide_one("order", "city", "", "深圳", Verdict::accept, "深圳");
  decide_one("order", "city", "", "", Verdict::reject, "杭州");
  EXPECT_EQ(stored("order", "city", "order_id = '1'"), "深圳");
  EXPECT_EQ(stored("order", "city", "order_id = '2'"), "null");
  EXPECT_THAT(proposals(), IsEmpty());
  undo_all(done);
  EXPECT_EQ(stored("order", "city", "order_id = '1'"), "null");
  EXPECT_THAT(proposals(), ElementsAre(" -> 深圳 place_from_address 1+0"));
}

TEST_F(ProposedRepairTest, OnlyWhatWasProposedCanBePutWhereNoListIs) {
  open("0.97");
  ingest_rows("a.csv", "order", {"order_id", "tracking_number"}, "1,sf 1000000000001\n");
  for (const auto& [value, code] : {std::pair("sf 1000000000001", "SF9"), std::pair("x", "y")}) {
    const auto done =
        decide(*session_, {"order", "tracking_number", {value}, code, "", Verdict::accept}, {});
    ASSERT_FALSE(done) << value;
    EXPECT_THAT(done.error().message, HasSubstr("nothing of the kind is proposed"));
    EXPECT_THAT(done.error().message_zh, HasSubstr("没有这样的建议"));
  }
  EXPECT_EQ(stored("order", "tracking_number", "order_id = '1'"), "sf 1000000000001");
}

TEST_F(ProposedRepairTest, APersonalValueIsNeverToldInClear) {
  open("1");
  ingest_rows("a.csv", "customer", {"customer_id", "phone"}, "1,+86 138-0013-8000\n");
  const auto findings = findings_of("customer", "phone");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0], testing::StartsWith("proposed phone_form"));
  for (const auto& text : {findings[0], stored("customer", "phone", "true")}) {
    EXPECT_THAT(text, Not(HasSubstr("13800138000")));
    EXPECT_THAT(text, Not(HasSubstr("0013-8000")));
  }
}

}  // namespace
}  // namespace aftercare::pipeline
