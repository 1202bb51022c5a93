#include "store/duckdb/audit_log.hpp"

#include <gtest/gtest.h>

#include "store/duckdb/connection.hpp"
#include "store/duckdb/write_side.hpp"
#include "tiny_shop.hpp"

namespace aftercare::store {
namespace {

using What = AuditBreak::What;
using records::AuditAction;
using records::AuditEnd;

constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";

// Five entries, and the end as the key folder remembers it. `sql` is what somebody does who has
// the store's file but no key.
class AuditTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = Database::open(folder_.file(), shop_dictionary());
    ASSERT_TRUE(opened) << opened.error().message;
    database_ = std::move(*opened);
    database_->keep_audit({std::string(kKey), [this](const AuditEnd& end) -> base::Result<void> {
                             remembered_ = end;
                             return {};
                           }});
    for (const auto* subject : {"quarantine/1", "quarantine/2", "report/a", "report/b", "person/x"})
      add(subject);
  }

  void add(const std::string& subject) {
    Writer writer(*database_);
    const auto noted = writer.note({{}, "amy", AuditAction::reveal, subject, "客户来电"});
    ASSERT_TRUE(noted) << noted.error().message;
  }
  void tamper(const std::string& sql) {
    Writer writer(*database_);
    const auto done = writer.change([&sql](WriteSide& side) -> base::Result<void> {
      if (const auto ran = side.connection.execute(sql); !ran) return base::failure_of(ran);
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  AuditCheck check() const {
    auto checked = check_audit(*database_, kKey, remembered_);
    EXPECT_TRUE(checked) << checked.error().message;
    return checked ? *checked : AuditCheck{};
  }
  void expect_broken(What what, std::int64_t number) const {
    const auto checked = check();
    ASSERT_TRUE(checked.broken);
    EXPECT_EQ(checked.broken->what, what);
    EXPECT_EQ(checked.broken->number, number);
  }

  TestFolder folder_;
  std::unique_ptr<Database> database_;
  std::optional<AuditEnd> remembered_;
};

TEST_F(AuditTest, AnUntouchedLogIsWhole) {
  const auto checked = check();
  EXPECT_FALSE(checked.broken);
  EXPECT_EQ(checked.end.entries, 5);
  EXPECT_EQ(checked.end, remembered_);
}

TEST_F(AuditTest, AnEmptyLogIsWhole) {
  tamper("DELETE FROM audit");
  remembered_.reset();
  EXPECT_FALSE(check().broken);
}

TEST_F(AuditTest, EveryEditedMemberIsFound) {
  for (const auto* change : {"actor = 'bob'", "subject = 'quarantine/9'", "reason = ''",
                             "reason = NULL", "action = 'login'", "hash = previous",
                             "noted_at = noted_at + INTERVAL 1 MICROSECOND", "previous = hash"}) {
    tamper("CREATE TABLE kept AS SELECT * FROM audit");
    tamper(std::string("UPDATE audit SET ") + change + " WHERE number = 3");
    expect_broken(What::edited, 3);
    tamper("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; DROP TABLE kept");
    ASSERT_FALSE(check().broken);
  }
}

TEST_F(AuditTest, ARemovedEntryIsFoundWhereverItStood) {
  tamper("DELETE FROM audit WHERE number = 1");
  expect_broken(What::missing, 1);
  tamper("DELETE FROM audit WHERE number = 4");
  expect_broken(What::missing, 1);
}

TEST_F(AuditTest, AnEntryRemovedAndTheRestRenumberedIsFound) {
  tamper("DELETE FROM audit WHERE number = 2");
  tamper("UPDATE audit SET number = number - 1 WHERE number > 2");
  expect_broken(What::moved, 2);
}

TEST_F(AuditTest, TwoEntriesThatChangedPlacesAreFound) {
  tamper("UPDATE audit SET number = 7 - number WHERE number IN (3, 4)");
  const auto checked = check();
  ASSERT_TRUE(checked.broken);
  EXPECT_EQ(checked.broken->what, What::moved);
  EXPECT_EQ(checked.broken->number, 3);
  EXPECT_EQ(checked.broken->other, 4);
}

TEST_F(AuditTest, ACutOffEndIsFoundThoughTheRestIsWhole) {
  tamper("DELETE FROM audit WHERE number > 3");
  const auto checked = check();
  ASSERT_TRUE(checked.broken);
  EXPECT_EQ(checked.broken->what, What::cut_off);
  EXPECT_EQ(checked.broken->number, 4);
  EXPECT_EQ(checked.broken->other, 5);
  tamper("DELETE FROM audit");
  expect_broken(What::cut_off, 1);
}

TEST_F(AuditTest, WhatIsWrittenOverACutOffEndIsFound) {
  const auto before = remembered_;
  tamper("DELETE FROM audit WHERE number > 3");
  for (const auto* subject : {"report/c", "report/d", "report/e"}) add(subject);
  remembered_ = before;
  expect_broken(What::replaced, 5);
}

TEST_F(AuditTest, AForgedEntryWithoutTheKeyIsFound) {
  tamper(
      "INSERT INTO audit SELECT 6, noted_at, actor, action, 'report/z', reason, hash, "
      "md5('guess') FROM audit WHERE number = 5");
  expect_broken(What::edited, 6);
}

TEST_F(AuditTest, ADoubledEntryIsFound) {
  tamper("INSERT INTO audit SELECT * FROM audit WHERE number = 2");
  expect_broken(What::doubled, 2);
}

TEST_F(AuditTest, AnotherKeyProvesNothing) {
  const auto checked = check_audit(*database_, "ffffffffffffffffffffffffffffffff", remembered_);
  ASSERT_TRUE(checked && checked->broken);
  EXPECT_EQ(checked->broken->number, 1);
}

TEST_F(AuditTest, LaterEntriesThanTheRememberedOnesAreWell) {
  const auto before = remembered_;
  add("report/c");
  remembered_ = before;
  EXPECT_FALSE(check().broken) << "a crash between the commit and the remembering";
}

TEST_F(AuditTest, AnEntryIsStoredWithItsActOrNotAtAll) {
  Writer writer(*database_);
  const auto failed = writer.change([](WriteSide& side) -> base::Result<void> {
    if (auto noted = append_audit(side, {{}, "amy", AuditAction::erasure, "person/y", {}}); !noted)
      return noted;
    return base::failure("the act failed");
  });
  EXPECT_FALSE(failed);
  const auto checked = check();
  EXPECT_FALSE(checked.broken);
  EXPECT_EQ(checked.end.entries, 5);
}

TEST_F(AuditTest, IsReadByActionActorSubjectAndTime) {
  const auto viewer = records::Viewer::owner();
  const auto all = audit_page(*database_, viewer, {}, 2, 1);
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->total, 5U);
  ASSERT_EQ(all->rows.size(), 2U);
  EXPECT_EQ(all->rows[0].number, 4) << "newest first";
  AuditFilter filter;
  filter.subject = "quarantine/";
  EXPECT_EQ(audit_page(*database_, viewer, filter, 10, 0)->total, 2U);
  filter = {};
  filter.actor = "am";
  EXPECT_EQ(audit_page(*database_, viewer, filter, 10, 0)->total, 0U);
  filter = {};
  filter.action = "login";
  EXPECT_EQ(audit_page(*database_, viewer, filter, 10, 0)->total, 0U);
  filter = {};
  filter.to = all->rows[0].at;
  filter.from = all->rows[1].at;
  EXPECT_LE(audit_page(*database_, viewer, filter, 10, 0)->total, 2U);
}

}  // namespace
}  // namespace aftercare::store
