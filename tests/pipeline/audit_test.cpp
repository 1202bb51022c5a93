#include "pipeline/audit.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "fresh_workspace.hpp"
#include "store/duckdb/audit_log.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

using What = store::AuditBreak::What;
using records::AuditAction;

class WorkspaceAuditTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(fresh_.open());
    reopen();
  }

  void reopen() {
    session_.reset();
    auto workspace = Workspace::open(fresh_.folder.path / "shop");
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto opened = Session::open(std::move(*workspace));
    ASSERT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
  }
  void add(int count) {
    for (int i = 0; i < count; ++i) {
      const auto noted = note(*session_, AuditAction::export_data, {"amy", ""}, "report/a");
      ASSERT_TRUE(noted) << noted.error().message;
    }
  }
  // As a hand that has the store but not the keys.
  void cut_behind(std::int64_t number) {
    store::Writer writer(session_->store());
    const auto done = writer.change([&](store::WriteSide& side) -> base::Result<void> {
      const auto cut = side.connection.change("DELETE FROM audit WHERE number > ?", {number});
      if (!cut) return base::failure_of(cut);
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  store::AuditCheck check() const {
    const auto checked = check_audit(*session_);
    EXPECT_TRUE(checked) << checked.error().message;
    return checked ? *checked : store::AuditCheck{};
  }

  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
};

TEST_F(WorkspaceAuditTest, AFreshWorkspaceHasAWholeLog) {
  EXPECT_FALSE(check().broken);
  add(3);
  reopen();
  const auto checked = check();
  EXPECT_FALSE(checked.broken);
  EXPECT_EQ(checked.end.entries, 3);
}

TEST_F(WorkspaceAuditTest, ACutOffEndStaysFoundAfterTheLogGoesOn) {
  add(3);
  cut_behind(1);
  ASSERT_TRUE(check().broken);
  EXPECT_EQ(check().broken->what, What::cut_off);
  reopen();
  add(5);
  const auto checked = check();
  ASSERT_TRUE(checked.broken);
  EXPECT_EQ(checked.broken->what, What::gap);
  EXPECT_EQ(checked.broken->number, 2) << "where the log was taken up again";
  EXPECT_EQ(checked.broken->other, 3) << "so far it had come";
}

TEST_F(WorkspaceAuditTest, ChangedSettingsDefinitionsAndModelsAreNoted) {
  const auto entries = [this](const std::string& action) {
    auto page = store::audit_page(session_->store(), records::Viewer::owner(),
                                  {action, "", "", {}, {}}, 10, 0);
    std::vector<std::string> subjects;
    for (const auto& row : page->rows) subjects.push_back(row.subject);
    return subjects;
  };
  using Subjects = std::vector<std::string>;
  const auto root = fresh_.folder.path / "shop";
  reopen();
  EXPECT_EQ(entries("setting"), Subjects()) << "nothing changed since it was made";
  std::ofstream(root / "aftercare.yaml", std::ios::app) << "upload_limit_mb: 7\n";
  std::ofstream(root / "models" / "topics.model") << "weights";
  reopen();
  EXPECT_EQ(entries("setting"), Subjects{"aftercare.yaml changed"});
  EXPECT_EQ(entries("model"), Subjects{"models/topics.model added"});
  std::filesystem::remove(root / "models" / "topics.model");
  // The same words again, at another time, are no change.
  std::filesystem::last_write_time(root / "aftercare.yaml",
                                   std::filesystem::file_time_type::clock::now());
  reopen();
  EXPECT_EQ(entries("setting").size(), 1U);
  EXPECT_EQ(entries("model"),
            (Subjects{"models/topics.model removed", "models/topics.model added"}));
  EXPECT_FALSE(check().broken);
}

TEST_F(WorkspaceAuditTest, AnEndThatACrashLeftUnrememberedIsTakenUp) {
  add(2);
  const auto older = *session_->vault().audit_end();
  add(1);
  ASSERT_TRUE(session_->vault().remember_audit_end(*older));
  reopen();
  EXPECT_FALSE(check().broken);
  EXPECT_EQ((*session_->vault().audit_end())->entries, 3);
}

}  // namespace
}  // namespace aftercare::pipeline
