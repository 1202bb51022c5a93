// What an older analysis judged is analysed again from what is stored: as if it came in today.

#include "pipeline/older_analysis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language/analysis_version.hpp"
#include "proposing_shop.hpp"
#include "store/duckdb/audit_log.hpp"
#include "store/duckdb/snapshot.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Wants no more after so many portions.
class Impatient final : public base::Progress {
 public:
  explicit Impatient(int portions) : left_(portions) {}
  void begin(std::string_view, std::uint64_t, std::string_view) override {}
  void update(std::uint64_t) override { --left_; }
  void end() override {}
  bool wanted() const override { return left_ > 0; }

 private:
  int left_;
};

class OlderAnalysisTest : public ProposingShop {
 protected:
  void store_shop() {
    open();
    ingest_rows("people.csv", "customer", {"customer_id", "name", "phone"},
                "U1,欧阳振华,13800138000\nU2,司马清扬,13900139000\n");
    ingest_rows("cases.csv", "case",
                {"case_id", "channel", "opened_at", "customer_id", "rating", "title", "text"},
                "C1,review,2026-03-01 "
                "10:00:00,U1,1,差,我是欧阳振华，电话13800138000，电池充不进电，要求退款\n"
                "C2,chat,2026-03-02 10:00:00,U2,,,请问什么时候发货？我3月1日下的单\n"
                "C3,review,2026-03-03 10:00:00,U2,5,,物流很快，客服司马清扬很满意\n"
                "C4,email,2026-03-04 10:00:00,,,Late parcel,The parcel is still not here. I want a "
                "refund.\n"
                "C5,chat,2026-03-05 10:00:00,U1,,,\n");
    ingest_rows("given.csv", "case", {"case_id", "channel", "opened_at", "kind", "text"},
                "G1,chat,2026-03-06 10:00:00,suggestion,电池又坏了，我要投诉你们\n");
    ingest_rows("messages.csv", "message", {"message_id", "case_id", "sent_at", "sender", "text"},
                "M1,C1,2026-03-01 10:01:00,customer,电池坏了，我是欧阳振华\n"
                "M2,C1,2026-03-01 10:02:00,agent,抱歉，明天18点前给您退款\n");
  }
  void change(const std::string& sql) {
    store::Writer writer(session_->store());
    const auto done = writer.change([&](store::WriteSide& side) -> base::Result<void> {
      if (const auto ran = side.connection.execute(sql); !ran) return base::failure_of(ran);
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  // As a program before versions, or one that judged otherwise, left them.
  void make_old() {
    change(
        "UPDATE \"case\" SET topic = 'service.no_reply', topic_group = 'service', topics = NULL, "
        "sentiment = 'neutral', sentiment_score = 0, severity = 0, keywords = NULL, entities = "
        "NULL, aspects = NULL, demands = NULL, noise = 'mash', analysis_version = NULL WHERE text "
        "IS NOT NULL");
    change(
        "UPDATE message SET entities = NULL, promises = NULL, promise = NULL, promise_due = "
        "NULL, analysis_version = NULL");
  }
  std::map<std::string, std::string> snapshot() const {
    const auto taken = store::content_snapshot(session_->store(), records::Viewer::owner());
    EXPECT_TRUE(taken) << taken.error().message;
    return taken ? *taken : std::map<std::string, std::string>();
  }
  std::vector<AnalysedAgain> analyse(base::Progress& progress) {
    const auto again = analyse_older(*session_, progress, {"Wei", "new words"});
    EXPECT_TRUE(again) << again.error().message;
    return again ? *again : std::vector<AnalysedAgain>();
  }
  // Newest first.
  std::vector<std::string> noted() const {
    store::AuditFilter filter;
    filter.action = "reanalysis";
    const auto page =
        store::audit_page(session_->store(), records::Viewer::owner(), filter, 100, 0);
    EXPECT_TRUE(page) << page.error().message;
    std::vector<std::string> entries;
    for (const auto& row : page->rows)
      entries.push_back(fmt::format("{}: {}; {}", row.actor, row.subject, row.reason));
    return entries;
  }
  std::vector<OlderAnalysis> older() const {
    const auto found = older_analysis(*session_);
    EXPECT_TRUE(found) << found.error().message;
    return found ? *found : std::vector<OlderAnalysis>();
  }
  std::string of(const std::string& id, const std::string& column) const {
    return stored("case", column, "case_id = '" + id + "'");
  }
};

TEST_F(OlderAnalysisTest, NewRecordsHaveTheVersionOfToday) {
  store_shop();
  EXPECT_EQ(of("C1", "analysis_version"), std::to_string(language::kAnalysisVersion));
  EXPECT_EQ(of("C1", "kind_found"), "true");
  EXPECT_EQ(of("G1", "kind_found"), "false");
  EXPECT_THAT(analyse(progress_), IsEmpty());
}

TEST_F(OlderAnalysisTest, TheStoreIsAsIfAllHadComeInToday) {
  store_shop();
  const auto fresh = snapshot();
  ASSERT_NE(of("C1", "topic"), "service.no_reply");
  ASSERT_EQ(of("C1", "text").find("欧阳振华"), std::string::npos);
  make_old();
  ASSERT_NE(snapshot(), fresh);

  const auto again = analyse(progress_);
  ASSERT_THAT(again, SizeIs(2));
  EXPECT_EQ(again[0].entity, "case");
  EXPECT_EQ(again[0].records, 5);
  EXPECT_EQ(again[1].entity, "message");
  EXPECT_EQ(again[1].records, 2);
  const auto now = snapshot();
  for (const auto& [table, digest] : fresh) EXPECT_EQ(now.at(table), digest) << table;
  EXPECT_EQ(of("C1", "text").find("欧阳振华"), std::string::npos);

  const auto commits = of("C1", "commit_number");
  EXPECT_THAT(analyse(progress_), IsEmpty());
  EXPECT_EQ(of("C1", "commit_number"), commits);
}

TEST_F(OlderAnalysisTest, TheLogSaysWhoseRecordsWereJudgedAnew) {
  store_shop();
  analyse(progress_);
  EXPECT_THAT(noted(), IsEmpty()) << "nothing was older";
  make_old();
  analyse(progress_);
  EXPECT_THAT(noted(), ElementsAre("Wei: texts/message, 2 records; new words",
                                   "Wei: texts/case, 5 records; new words"));
}

TEST_F(OlderAnalysisTest, AKindThatTheAnalysisDidNotFindStays) {
  store_shop();
  const auto found = of("C1", "kind");
  ASSERT_NE(found, "praise");
  make_old();
  // Found by the analysis; given by the source; of a store that did not note it.
  change("UPDATE \"case\" SET kind = 'praise' WHERE case_id IN ('C1', 'C2')");
  change("UPDATE \"case\" SET kind_found = NULL WHERE case_id = 'C2'");
  analyse(progress_);
  EXPECT_EQ(of("C1", "kind"), found);
  EXPECT_EQ(of("G1", "kind"), "suggestion");
  EXPECT_EQ(of("G1", "kind_found"), "false");
  EXPECT_EQ(of("C2", "kind"), "praise");
  EXPECT_EQ(of("C2", "kind_found"), "null");
}

TEST_F(OlderAnalysisTest, WhatHasNoTextAnyMoreKeepsWhatWasFoundThen) {
  store_shop();
  make_old();
  change(
      "UPDATE \"case\" SET text = NULL, title = NULL, sealed = NULL, person = NULL WHERE "
      "case_id = 'C1'");
  auto counts = older();
  ASSERT_FALSE(counts.empty());
  EXPECT_EQ(counts[0].entity, "case");
  EXPECT_EQ(counts[0].again, 4);
  EXPECT_EQ(counts[0].without_text, 1);
  analyse(progress_);
  EXPECT_EQ(of("C1", "topic"), "service.no_reply");
  EXPECT_EQ(of("C1", "analysis_version"), "null");
  counts = older();
  ASSERT_THAT(counts, SizeIs(1));
  EXPECT_EQ(counts[0].again, 0);
  EXPECT_EQ(counts[0].without_text, 1);
}

TEST_F(OlderAnalysisTest, WhereNothingIsSealedTheMaskedTextIsRead) {
  store_shop();
  const auto topic = of("C1", "topic");
  const auto text = of("C1", "text");
  make_old();
  change("UPDATE \"case\" SET sealed = NULL, person = NULL WHERE case_id = 'C1'");
  analyse(progress_);
  EXPECT_EQ(of("C1", "topic"), topic);
  EXPECT_EQ(of("C1", "text"), text);
  EXPECT_EQ(of("C1", "person"), "null");
}

TEST_F(OlderAnalysisTest, OneThatWasStoppedGoesOn) {
  open();
  std::string rows;
  constexpr int kRecords = 22'000;  // More than a portion.
  for (int i = 0; i < kRecords; ++i)
    rows += fmt::format("C{},chat,2026-03-01 10:00:00,电池充不进电 {}\n", i, i);
  ingest_rows("cases.csv", "case", {"case_id", "channel", "opened_at", "text"}, rows);
  const auto fresh = snapshot();
  make_old();
  Impatient impatient(1);
  const auto first = analyse(impatient);
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_GT(first[0].records, 0);
  EXPECT_LT(first[0].records, kRecords);
  const auto rest = analyse(progress_);
  ASSERT_THAT(rest, SizeIs(1));
  EXPECT_EQ(first[0].records + rest[0].records, kRecords);
  const auto now = snapshot();
  for (const auto& [table, digest] : fresh) EXPECT_EQ(now.at(table), digest) << table;
}

}  // namespace
}  // namespace aftercare::pipeline
