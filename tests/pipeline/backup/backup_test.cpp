#include "pipeline/backup/backup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <thread>

#include "backed_shop.hpp"
#include "store/duckdb/snapshot.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

using BackupTest = BackedShop;

TEST_F(BackupTest, RestoresEveryTableAndOpensWhatIsSealed) {
  const auto was = store::content_snapshot(session_->store(), records::Viewer::owner()).value();
  const auto made = backup();
  const auto restored = restore();
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(restored->page.name, made.page.name);
  const auto again_open = Session::open(Workspace::open(again()).value());
  ASSERT_TRUE(again_open) << again_open.error().message;
  auto is = store::content_snapshot((*again_open)->store(), records::Viewer::owner()).value();
  auto expected = was;
  expected.erase("audit");  // Backing up and restoring are acts of their own.
  is.erase("audit");
  EXPECT_EQ(is, expected);
  const auto row = (*again_open)
                       ->store()
                       .read("SELECT person, sealed FROM customer WHERE customer_id = 'C0'")
                       .value();
  const auto clear =
      (*again_open)
          ->vault()
          .unseal(std::get<std::string>(row.rows[0][0]), std::get<std::string>(row.rows[0][1]));
  ASSERT_TRUE(clear) << clear.error().message;
  EXPECT_THAT(*clear, testing::HasSubstr(std::string(kOnePhone)));
}

TEST_F(BackupTest, HoldsNothingInClearAndNoKeys) {
  backup();
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    EXPECT_NE(entry.path().filename(), "keys.sqlite");
    EXPECT_NE(entry.path().filename(), "workspace.key");
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  for (const auto* word : {"customer_id", "杭州", "DUCK", "aftercare.duckdb", "C299"})
    EXPECT_EQ(all.find(word), all.npos) << word;
}

TEST_F(BackupTest, WhatDidNotChangeIsKeptOnce) {
  const auto first = backup();
  const auto second = backup();
  EXPECT_GT(first.new_bytes, 0U);
  EXPECT_LT(second.new_chunks, first.new_chunks);
  EXPECT_EQ(backups_at(*place_, session_->vault().backup_key())->size(), 2U);
}

TEST_F(BackupTest, TheLogOfARestoredWorkspaceIsWholeWhenTheKeysWereCopiedAfterTheBackup) {
  backup();
  ingest_customers(300, 400);
  EXPECT_EQ(backup({.last = 1}).let_go.size(), 1U);
  ASSERT_TRUE(restore());
  const auto session = Session::open(Workspace::open(again()).value()).value();
  const auto log = check_audit(*session);
  ASSERT_TRUE(log);
  EXPECT_FALSE(log->broken);
}

TEST_F(BackupTest, AnOlderOneIsRestoredByItsName) {
  const auto first = backup();
  ingest_customers(300, 500);
  backup();
  ASSERT_TRUE(restore(first.page.name));
  const auto session = Session::open(Workspace::open(again()).value()).value();
  EXPECT_EQ(
      std::get<std::int64_t>(session->store().read("SELECT count(*) FROM customer")->rows[0][0]),
      300);
}

TEST_F(BackupTest, IsConsistentWhileFilesAreRead) {
  std::thread reader([this] { ingest_customers(1000, 30'000); });
  backup();
  reader.join();
  const auto restored = restore();
  ASSERT_TRUE(restored) << restored.error().message;
  const auto session = Session::open(Workspace::open(again()).value()).value();
  const auto counts = session->store().read(
      "SELECT (SELECT count(*) FROM customer), (SELECT sum(stored) FROM slice)::BIGINT");
  EXPECT_EQ(counts->rows[0][0], counts->rows[0][1]);
}

TEST_F(BackupTest, AChangedOrMissingPartIsFoundAndNothingIsRestored) {
  const auto made = backup();
  ASSERT_TRUE(verify(made.page));
  const auto chunk = big_chunk();
  {
    std::fstream file(chunk, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(1000);
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(1000);
    file.put(byte);
  }
  const auto found = verify(made.page);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, testing::HasSubstr(chunk.filename().string()));
  EXPECT_THAT(found.error().message, testing::HasSubstr("aftercare.duckdb"));
  EXPECT_FALSE(restore());
  EXPECT_FALSE(fs::exists(again()));
  fs::remove(chunk);
  EXPECT_FALSE(verify(made.page));
  EXPECT_FALSE(restore());
  for (const auto& entry : fs::directory_iterator(fresh_.folder.path))
    EXPECT_EQ(entry.path().string().find("restoring"), std::string::npos) << entry.path();
}

TEST_F(BackupTest, TheKeysOfAnotherWorkspaceOpenNothing) {
  backup();
  FreshWorkspace other;
  const auto stranger = Session::open(other.open().value()).value();
  ASSERT_TRUE(copy_keys(*stranger, keys(), command_line_actor()));
  const auto refused = restore();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("does not open"));
  EXPECT_FALSE(fs::exists(again()));
}

TEST_F(BackupTest, WhatAKilledRestoringLeftIsClearedAway) {
  backup();
  const pid_t gone = ::fork();
  if (gone == 0) ::_exit(0);
  ::waitpid(gone, nullptr, 0);
  const auto dead = again().string() + ".restoring-" + std::to_string(gone);
  const auto alive = again().string() + ".restoring-" + std::to_string(::getppid());
  const auto other = again().string() + ".restoring-notes";
  for (const auto& folder : {dead, alive, other}) fs::create_directories(folder + "/keys");
  ASSERT_TRUE(restore());
  EXPECT_FALSE(fs::exists(dead));
  EXPECT_TRUE(fs::exists(alive));
  EXPECT_TRUE(fs::exists(other));
}

TEST_F(BackupTest, AFolderThatHoldsSomethingIsNotTouched) {
  backup();
  fs::create_directories(again());
  std::ofstream(again() / "notes.txt") << "mine";
  EXPECT_FALSE(restore());
  EXPECT_TRUE(fs::exists(again() / "notes.txt"));
}

TEST_F(BackupTest, OnePlaceIsWrittenByOneAtATime) {
  const auto second = open_backup_folder(folder_, true);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, testing::HasSubstr("another process"));
}

TEST_F(BackupTest, WhatTheRuleLetsGoIsGoneWithItsChunksAndTheRestStaysWhole) {
  backup();
  ingest_customers(300, 3000);
  backup();
  const auto last = backup({.last = 1});
  EXPECT_EQ(last.let_go.size(), 2U);
  EXPECT_EQ(page_names(*place_).value(), Names{last.page.name});
  EXPECT_TRUE(verify(last.page));
  const auto chunks = place_->list("chunks").value();
  std::set<std::string> used;
  for (const auto& file : last.page.files) used.insert(file.chunks.begin(), file.chunks.end());
  EXPECT_EQ(chunks.size(), used.size());
}

TEST_F(BackupTest, IsNotedInTheAuditLog) {
  backup();
  const auto noted = session_->store().read("SELECT count(*) FROM audit WHERE action = 'backup'");
  EXPECT_EQ(std::get<std::int64_t>(noted->rows[0][0]), 1);
}

TEST(SnapshotPageTest, APageThatLeadsOutOfTheWorkspaceIsNone) {
  const auto page = [](const std::string& path) {
    return R"({"format":1,"made_at":"2026-11-01T00:00:00Z","files":[{"path":")" + path +
           R"(","bytes":0,"digest":"","chunks":[]}],"content":{}})";
  };
  EXPECT_TRUE(page_from(page("catalog/topics.yaml"), "a"));
  for (const auto* path : {"../x", "/etc/x", "catalog/../../x", ""})
    EXPECT_FALSE(page_from(page(path), "a")) << path;
  EXPECT_FALSE(page_from("{}", "a"));
  EXPECT_FALSE(page_from("no json", "a"));
  const auto newer = page_from(R"({"format":9})", "a");
  ASSERT_FALSE(newer);
  EXPECT_THAT(newer.error().message, testing::HasSubstr("newer"));
}

}  // namespace
}  // namespace aftercare::pipeline
