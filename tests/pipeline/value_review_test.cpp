#include "pipeline/value_review.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/progress.hpp"
#include "fresh_workspace.hpp"
#include "pipeline/ingest.hpp"
#include "standard/mapping_file.hpp"
#include "store/duckdb/overview.hpp"
#include "store/duckdb/quarantine.hpp"

namespace aftercare::pipeline {
namespace {

using testing::HasSubstr;

class ValueReviewTest : public testing::Test {
 protected:
  void SetUp() override {
    auto workspace = fresh_.open();
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto opened = Session::open(std::move(*workspace));
    ASSERT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
  }

  records::Ledger ingest_text(const std::string& name, const std::string& content) {
    const auto file = fresh_.folder.path / name;
    std::ofstream(file) << content;
    const auto described = fresh_.folder.path / "feedback.yaml";
    std::ofstream(described) << mapping();
    const auto known = standard::load_mapping(described, session_->dictionary());
    EXPECT_TRUE(known) << known.error().message;
    session_->catalog().add(*known);  // Replayed rows are read by it again.
    IngestOptions options;
    options.as = "feedback";
    const auto report = ingest(*session_, {file}, options, std::nullopt, progress_);
    EXPECT_TRUE(report) << report.error().message;
    if (!report) return {};
    EXPECT_FALSE(report->files[0].error) << report->files[0].error->message;
    return report->total;
  }

  static std::string mapping() {
    return "name: feedback\nlabel: {zh: 反馈, en: Feedback}\nentities:\n  - entity: case\n    "
           "fields: {case_id: no, channel: via, status: what, text: said}\n";
  }

  std::string status_of(const std::string& id) const {
    return text("SELECT coalesce(status, 'null') FROM \"case\" WHERE case_id = ?", id);
  }
  std::string fact_status_of(const std::string& id) const {
    return text(
        "SELECT coalesce(status, 'null') FROM case_fact WHERE case_key = (SELECT record_key FROM "
        "\"case\" WHERE case_id = ?)",
        id);
  }
  std::string text(const std::string& sql, const std::string& value) const {
    const auto frame = session_->store().read(sql, {value});
    EXPECT_TRUE(frame) << frame.error().message;
    if (!frame || frame->rows.empty()) return "no row";
    return std::get<std::string>(frame->rows[0][0]);
  }
  records::Ledger total() const {
    const auto ledger = store::ledger(session_->store(), records::Viewer::owner());
    EXPECT_TRUE(ledger) << ledger.error().message;
    EXPECT_TRUE(ledger->balanced && ledger->total.balanced());
    return ledger->total;
  }

  base::NoProgress progress_;
  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
};

const std::string kRows =
    "no,via,what,said\n"
    "1,email,已解决了,充电器坏了\n"
    "2,email,已解决了,屏幕碎了\n"
    "3,email,Reslvedd,The box was wet\n"
    "4,email,zzzzzz,Where is it\n"
    "5,email,closed,Well done\n";

TEST_F(ValueReviewTest, UnlistedValuesAreProposedTheirNearestCode) {
  ingest_text("a.csv", kRows);
  const auto proposed = proposed_meanings(*session_);
  ASSERT_TRUE(proposed) << proposed.error().message;
  ASSERT_EQ(proposed->size(), 3U);
  EXPECT_EQ((*proposed)[0].about.value, "已解决了") << "the most frequent first";
  EXPECT_EQ((*proposed)[0].about.stored, 2U);
  for (const auto& one : *proposed) {
    EXPECT_EQ(one.about.entity, "case");
    EXPECT_EQ(one.about.field, "status");
    EXPECT_EQ(one.code, one.about.value == "zzzzzz" ? "" : "resolved") << one.about.value;
  }
}

TEST_F(ValueReviewTest, ADecisionChangesTheRecordsAndCanBeUndone) {
  ingest_text("a.csv", kRows);
  const auto before = total();
  const auto undecided = status_of("1");
  const auto decided =
      decide(*session_, {"case", "status", {"已解决了", "Reslvedd"}, "resolved"}, std::nullopt);
  ASSERT_TRUE(decided) << decided.error().message;
  EXPECT_EQ(decided->changed, 3U);
  EXPECT_EQ(status_of("1"), "resolved");
  EXPECT_EQ(fact_status_of("3"), "resolved") << "numbers follow at once";
  EXPECT_EQ(status_of("4"), undecided);
  EXPECT_EQ(total().repaired, before.repaired + 3);
  EXPECT_EQ(text("SELECT \"before\" || ' -> ' || \"after\" FROM finding WHERE rule = "
                 "'decided_value' AND record_key = (SELECT record_key FROM \"case\" WHERE case_id "
                 "= ?)",
                 "1"),
            "已解决了 -> resolved")
      << "the old value stands beside the new";
  EXPECT_FALSE(decide(*session_, {"case", "status", {"已解决了"}, "closed"}, std::nullopt))
      << "decided once";

  for (const auto& decision : decided->decisions) {
    const auto undone = undo(*session_, decision.id);
    ASSERT_TRUE(undone) << undone.error().message;
  }
  EXPECT_EQ(status_of("1"), undecided);
  EXPECT_EQ(total(), before);
  EXPECT_EQ(proposed_meanings(*session_)->size(), 3U) << "it is proposed again";
  EXPECT_FALSE(undo(*session_, decided->decisions[0].id)) << "undone once";
}

TEST_F(ValueReviewTest, WhatComesLaterIsReadAsDecided) {
  ingest_text("a.csv", kRows);
  ASSERT_TRUE(decide(*session_, {"case", "status", {"已解决了"}, "resolved"}, std::nullopt));
  const auto ledger = ingest_text("b.csv", kRows + "6,email,已解决了,没有发票\n");
  EXPECT_EQ(status_of("6"), "resolved");
  EXPECT_EQ(ledger.stored, 1U);
  EXPECT_EQ(ledger.duplicates, 5U) << "the same rows are the same records, decided or not";
  EXPECT_EQ(ledger.repaired, 1U);
}

TEST_F(ValueReviewTest, RowsThatWaitedForANeededValueAreStored) {
  const auto ledger = ingest_text("a.csv",
                                  "no,via,what,said\n"
                                  "1,邮件箱,resolved,充电器坏了\n"
                                  ",邮件箱,,\n"
                                  "3,email,closed,Well done\n");
  EXPECT_EQ(ledger.quarantined, 2U);
  const auto proposed = proposed_meanings(*session_);
  ASSERT_TRUE(proposed);
  ASSERT_EQ(proposed->size(), 1U);
  EXPECT_EQ(proposed->front().about.waiting, 2U);
  EXPECT_EQ(proposed->front().code, "email");
  const auto decided = decide(*session_, {"case", "channel", {"邮件箱"}, "email"}, std::nullopt);
  ASSERT_TRUE(decided) << decided.error().message;
  EXPECT_EQ(decided->replayed, 1U) << "the other one lacks its number too";
  EXPECT_EQ(total().stored, 2U);
  EXPECT_EQ(total().quarantined, 1U);
  const auto undone = undo(*session_, decided->decisions[0].id);
  ASSERT_FALSE(undone) << "a record cannot be without its channel";
  EXPECT_THAT(undone.error().message, HasSubstr("cannot be undone"));
  EXPECT_EQ(total().stored, 2U);
}

TEST_F(ValueReviewTest, ARejectedValueIsLeftAndProposedNoMore) {
  ingest_text("a.csv", kRows);
  const auto rejected = decide(*session_, {"case", "status", {"zzzzzz"}, ""}, std::nullopt);
  ASSERT_TRUE(rejected) << rejected.error().message;
  EXPECT_EQ(rejected->changed, 0U);
  EXPECT_EQ(proposed_meanings(*session_)->size(), 2U);
  ASSERT_TRUE(undo(*session_, rejected->decisions[0].id));
  EXPECT_EQ(proposed_meanings(*session_)->size(), 3U);
}

TEST_F(ValueReviewTest, NonsenseIsRefused) {
  ingest_text("a.csv", kRows);
  EXPECT_FALSE(decide(*session_, {"case", "status", {"已解决了"}, "no_such_code"}, std::nullopt));
  EXPECT_FALSE(decide(*session_, {"case", "text", {"已解决了"}, ""}, std::nullopt));
  EXPECT_FALSE(decide(*session_, {"spaceship", "status", {"x"}, "resolved"}, std::nullopt));
  EXPECT_FALSE(undo(*session_, 17));
  const auto none = decide(*session_, {"case", "status", {"'; DROP TABLE \"case\""}, "closed"}, {});
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_EQ(none->changed, 0U);
}

}  // namespace
}  // namespace aftercare::pipeline
