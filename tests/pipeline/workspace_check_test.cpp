#include "pipeline/workspace_check.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "fresh_workspace.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/ingest.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

class WorkspaceCheckTest : public testing::Test {
 protected:
  void SetUp() override {
    session_ = Session::open(fresh_.open().value()).value();
    // A key twice with other words, an exact repeat, a row that is no good.
    read("first.csv", customers(100, 140) +
                          "C1,王小明,13800138001,杭州\nC2,李雷,13800138002,上海\n"
                          "C2,李雷,13800138002,上海\nC1,王小明,13800138001,苏州\n"
                          ",没有编号,13800138003,北京\n");
    read("later.csv", customers(200, 220) + "C1,王小明,13800138001,南京\n");
  }

  static std::string customers(int from, int to) {
    std::string lines = "customer_id,name,phone,city\n";
    for (int i = from; i < to; ++i) lines += fmt::format("C{},张三,{},杭州\n", i, 13700000000 + i);
    return lines;
  }

  void read(const std::string& name, const std::string& content) {
    const auto file = fresh_.folder.path / name;
    std::ofstream(file) << content;
    IngestOptions options;
    options.as = "customer";
    base::NoProgress quiet;
    const auto report = ingest(*session_, {file}, options, {}, quiet);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_FALSE(report->files.at(0).error) << report->files.at(0).error->message;
  }
  void change(const std::string& sql) {
    const auto changed = store::Writer(session_->store()).change([&](store::WriteSide& side) {
      return side.connection.execute(sql).map([](auto&&) {});
    });
    ASSERT_TRUE(changed) << changed.error().message;
  }
  std::vector<std::string> faults() {
    base::NoProgress quiet;
    const auto check = check_workspace(*session_, quiet);
    EXPECT_TRUE(check) << check.error().message;
    std::vector<std::string> said;
    for (const auto& fault : check->faults) {
      said.push_back(std::string(to_name(fault.part)) + ": " + fault.what.en);
      EXPECT_FALSE(fault.mend.en.empty() || fault.mend.zh.empty() || fault.what.zh.empty());
    }
    return said;
  }

  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
};

TEST_F(WorkspaceCheckTest, UpdatesRepeatsAndRowsSetAsideAreWhole) {
  EXPECT_THAT(faults(), testing::IsEmpty());
  base::NoProgress quiet;
  const auto check = check_workspace(*session_, quiet);
  EXPECT_EQ(check->files, 2U);
  EXPECT_EQ(check->rows, 66U);
  EXPECT_GT(check->persons, 0U);
}

TEST_F(WorkspaceCheckTest, ARecordThatIsGoneIsMissed) {
  change("DELETE FROM customer WHERE customer_id = 'C2'");
  EXPECT_THAT(faults(), testing::ElementsAre(testing::HasSubstr("store: records are missing")));
}

TEST_F(WorkspaceCheckTest, ALedgerThatWasEditedIsFound) {
  change("UPDATE slice SET duplicates = duplicates + 1 WHERE duplicates > 0");
  EXPECT_THAT(faults(), testing::Contains(testing::HasSubstr("ledger: rows do not add up")));
}

TEST_F(WorkspaceCheckTest, ASliceThatIsGoneIsMissed) {
  change("DELETE FROM slice WHERE file_id = (SELECT min(file_id) FROM slice)");
  EXPECT_THAT(faults(), testing::Contains(testing::HasSubstr("ledger: a file's slices")));
}

TEST_F(WorkspaceCheckTest, AQuarantinedRowThatIsGoneIsMissed) {
  change("DELETE FROM quarantine");
  EXPECT_THAT(faults(), testing::Contains(testing::HasSubstr("quarantined rows are missing")));
}

TEST_F(WorkspaceCheckTest, SealedDataWithoutItsKeyIsFound) {
  change("UPDATE customer SET person = 'nobody we know' WHERE customer_id = 'C2'");
  EXPECT_THAT(faults(),
              testing::ElementsAre(testing::HasSubstr("keys: sealed data without a key")));
}

TEST_F(WorkspaceCheckTest, AnAuditEntryThatIsGoneIsFound) {
  ASSERT_TRUE(note(*session_, records::AuditAction::setting, command_line_actor(), "a"));
  ASSERT_TRUE(note(*session_, records::AuditAction::setting, command_line_actor(), "b"));
  change("DELETE FROM audit WHERE subject = 'a'");
  EXPECT_THAT(faults(), testing::ElementsAre(testing::HasSubstr("audit: the audit log")));
}

TEST_F(WorkspaceCheckTest, TheDoctorNamesWhatWantsDoing) {
  fs::permissions(session_->workspace().keys() / "workspace.key", fs::perms::others_read,
                  fs::perm_options::add);
  change("UPDATE file SET complete = false WHERE name = 'later.csv'");
  const auto advice = advise(*session_);
  ASSERT_TRUE(advice) << advice.error().message;
  std::vector<std::string> said;
  for (const auto& fault : *advice) said.push_back(fault.what.en);
  EXPECT_THAT(said, testing::Contains(testing::HasSubstr("later.csv")));
  EXPECT_THAT(said, testing::Contains(testing::HasSubstr("workspace.key")));
  EXPECT_THAT(said, testing::Contains(testing::HasSubstr("no backup")));
}

}  // namespace
}  // namespace aftercare::pipeline
