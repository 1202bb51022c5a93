// How sure a repair has to be is said by the source, else by the workspace; and what a row is does
// not depend on it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proposing_shop.hpp"

namespace aftercare::pipeline {
namespace {

using testing::HasSubstr;

// Two sources under their own thresholds, and a third under the workspace's.
const char* const kSources =
    "  - {name: strict, path: strict, mapping: own_case, repair_threshold: 1}\n"
    "  - {name: loose, path: loose, mapping: own_case, repair_threshold: 0.3}\n"
    "  - {name: usual, path: usual, mapping: own_case}\n";

class RepairThresholdTest : public ProposingShop {
 protected:
  void SetUp() override { open_with(kSources); }

  const std::vector<std::string> fields_ = {"case_id",   "channel", "status",
                                            "opened_at", "rating",  "text"};
  // A status with more words, a date of two readings, a rating that cannot be.
  const std::string rows_ =
      "1,email,已解决（待回访）,2026-03-05 10:00,5,充电器坏了\n"
      "2,email,resolved,03/04/2026,4,屏幕碎了\n"
      "3,email,resolved,2026-03-05 12:00,7,没有发票\n";
};

TEST_F(RepairThresholdTest, IsTheSourcesOwnElseTheWorkspaces) {
  const std::vector<std::string> fields = {"case_id", "channel", "status", "text"};
  const auto row = [](const std::string& id) {
    return id + ",email,已解决（待回访）,坏了 " + id + "\n";
  };
  ingest_rows("a.csv", "case", fields, row("1"), "loose");
  ingest_rows("b.csv", "case", fields, row("2"), "strict");
  ingest_rows("c.csv", "case", fields, row("3"), "usual");
  ingest_rows("d.csv", "case", fields, row("4"), "undeclared");
  EXPECT_EQ(stored("case", "status", "case_id = '1'"), "resolved");
  for (const auto* const id : {"2", "3", "4"})
    EXPECT_EQ(stored("case", "status", "case_id = '" + std::string(id) + "'"), "null") << id;
  ingest_rows("e.csv", "case", fields, "5,email,Resolvedd,The box was wet\n", "strict");
  EXPECT_EQ(stored("case", "status", "case_id = '5'"), "null") << "0.97 is less than 1";
}

TEST_F(RepairThresholdTest, AFileOfADeclaredSourceIsReadUnderItsThreshold) {
  const auto& root = session_->workspace().root();
  ingest_rows("a.csv", "case", {"case_id", "channel", "status", "text"}, "0,email,open,x\n");
  for (const auto* const name : {"loose", "strict"}) {
    std::filesystem::create_directories(root / name);
    std::ofstream(root / name / "rows.csv")
        << "case_id,channel,status,text\n"
        << name << ",email,已解决（待回访）,坏了 " << name << "\n";
    const auto report = ingest_sources(*session_, name, std::nullopt, progress_);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->total.stored, 1U) << name;
  }
  EXPECT_EQ(stored("case", "status", "case_id = 'loose'"), "resolved");
  EXPECT_EQ(stored("case", "status", "case_id = 'strict'"), "null");
}

TEST_F(RepairThresholdTest, TheSameRowUnderAnotherThresholdIsTheSameRecord) {
  for (const auto& [first, second] : {std::pair("strict", "loose"), std::pair("loose", "strict")}) {
    const std::string mark = first;
    std::string rows = rows_;
    for (const char id : {'1', '2', '3'})
      rows.replace(rows.find(std::string(1, id) + ",email"), 1, mark + id);
    for (auto end = rows.find('\n'); end != rows.npos; end = rows.find('\n', end + 2 + mark.size()))
      rows.insert(end, " " + mark);
    ingest_rows(mark + "_a.csv", "case", fields_, rows, first);
    const auto status = stored("case", "status", "case_id = '" + mark + "1'");
    EXPECT_EQ(status, mark == "loose" ? "resolved" : "null");
    const auto again =
        ingest_rows(mark + "_b.csv", "case", fields_,
                    rows + mark + "9,email,open,2026-03-09 10:00,3,另一件 " + mark + "\n", second);
    EXPECT_EQ(again.stored, 1U) << mark;
    EXPECT_EQ(again.duplicates, 3U) << mark;
    EXPECT_EQ(again.updated, 0U) << mark << ": only the threshold is another";
    EXPECT_EQ(stored("case", "status", "case_id = '" + mark + "1'"), status)
        << "what is stored stays as it was read";
    total();
  }
}

TEST_F(RepairThresholdTest, TheSamePersonalValueAndFilledPlaceToo) {
  const std::vector<std::string> customer = {"customer_id", "phone"};
  ingest_rows("a.csv", "customer", customer, "1,138OO138000\n2,+86 13900139000\n", "strict");
  auto again = ingest_rows("b.csv", "customer", customer,
                           "1,138OO138000\n2,+86 13900139000\n3,13700137000\n", "loose");
  EXPECT_EQ(again.duplicates, 2U);
  EXPECT_EQ(again.updated, 0U);
  const std::vector<std::string> order = {"order_id", "city", "tracking_number",
                                          "receiver_address"};
  const std::string rows = "1,,sf 1000000000001,广东省深圳市南山区科技路1号\n";
  ingest_rows("c.csv", "order", order, rows, "strict");
  again = ingest_rows("d.csv", "order", order, rows + "2,深圳,SF1000000000002,\n", "loose");
  EXPECT_EQ(again.duplicates, 1U);
  EXPECT_EQ(again.updated, 0U);
  total();
}

TEST_F(RepairThresholdTest, ARowThatSaysSomethingElseIsStillAnUpdate) {
  ingest_rows("a.csv", "case", fields_, rows_, "strict");
  auto rows = rows_;
  rows.replace(rows.find("充电器坏了"), std::string("充电器坏了").size(), "充电器又坏了");
  rows.replace(rows.find("03/04/2026"), 10, "03/05/2026");
  const auto again = ingest_rows("b.csv", "case", fields_, rows, "loose");
  EXPECT_EQ(again.updated, 2U);
  EXPECT_EQ(again.duplicates, 1U);
}

TEST_F(RepairThresholdTest, WhatWaitedIsReplayedUnderTheThresholdOfItsSource) {
  const std::vector<std::string> fields = {"case_id", "channel", "text"};
  ingest_rows("a.csv", "case", fields, "1,email（备用）,坏了\n", "strict");
  EXPECT_EQ(total().quarantined, 1U);
  const auto done = decide_one("case", "channel", "email（备用）", "email", Verdict::accept);
  EXPECT_EQ(done.replayed, 1U);
  EXPECT_EQ(total().quarantined, 0U);
}

}  // namespace
}  // namespace aftercare::pipeline
