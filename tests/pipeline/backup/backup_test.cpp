#include "pipeline/backup/backup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <thread>

#include "backed_shop.hpp"
#include "pipeline/backup/prune.hpp"
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
  flip_a_bit(chunk, 1000);
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
  EXPECT_EQ(place_->list("heads")->size(), 1U);
}

// A chunk that backups share, and how it is spoilt.
struct Spoiling {
  const char* name;
  void (*spoil)(const fs::path& chunk);
};
const Spoiling kSpoilings[] = {
    {"a bit flipped",
     [](const fs::path& chunk) {
       std::fstream part(chunk, std::ios::in | std::ios::out | std::ios::binary);
       part.seekg(80);
       const char byte = static_cast<char>(part.get() ^ 16);
       part.seekp(80);
       part.put(byte);
     }},
    {"cut off", [](const fs::path& chunk) { fs::resize_file(chunk, fs::file_size(chunk) / 2); }},
    {"emptied", [](const fs::path& chunk) { fs::resize_file(chunk, 0); }},
    {"gone", [](const fs::path& chunk) { fs::remove(chunk); }},
};

TEST_F(BackupTest, ASharedPartThatWasSpoiltInTheFolderIsWrittenAgainByTheNextOne) {
  keep_a_model();
  const auto first = backup();
  const auto shared = shared_chunk(first.page);
  for (const auto& [name, spoil] : kSpoilings) {
    spoil(shared);
    EXPECT_FALSE(verify(first.page)) << name;
    fs::remove(session_->workspace().root() / ".last_backup");  // It need not know of the finding.
    const auto next = backup();
    EXPECT_EQ(next.mended, std::string(name) == "gone" ? 0U : 1U) << name;
    EXPECT_TRUE(verify(next.page)) << name;
    EXPECT_TRUE(verify(first.page)) << name << ": the older one is whole again, too";
  }
  EXPECT_EQ(backup().mended, 0U);
}

/// As one on another machine: shared parts are opened in turn. Counts what is asked of it.
class FarPlace final : public BackupPlace {
 public:
  explicit FarPlace(BackupPlace& place) : place_(place) {}
  base::Result<void> put(const std::string& name, std::string_view bytes) override {
    return place_.put(name, bytes);
  }
  base::Result<void> settle() override { return place_.settle(); }
  base::Result<std::string> get(const std::string& name) const override {
    auto got = place_.get(name);
    ++gets;
    ++gets_of[name];
    if (got) fetched += got->size();
    return got;
  }
  base::Result<std::vector<PlacePiece>> list(const std::string& folder) const override {
    ++lists[folder];
    return place_.list(folder);
  }
  base::Result<void> remove(const std::string& name) override { return place_.remove(name); }
  unsigned turns() const override { return 4; }
  std::string name() const override { return place_.name(); }
  void forget() const { gets = fetched = 0, gets_of.clear(), lists.clear(); }

  mutable std::uint64_t gets = 0, fetched = 0;
  mutable std::map<std::string, int> gets_of, lists;

 private:
  BackupPlace& place_;
};

class FarBackupTest : public BackedShop {
 protected:
  BackupMade far_backup(const KeepRule& rule = {}) {
    base::NoProgress quiet;
    auto made = make_backup(*session_, *far_, rule, command_line_actor(), quiet);
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
  }
  void SetUp() override {
    BackedShop::SetUp();
    keep_a_model();
    far_ = std::make_unique<FarPlace>(*place_);
  }
  base::NoProgress quiet_;
  std::unique_ptr<FarPlace> far_;
};

TEST_F(FarBackupTest, ASharedPartThatLostItsEndIsWrittenAgainAtOnceAndOneThatWasChangedInItsTurn) {
  const auto first = far_backup();
  far_backup();
  const auto shared = shared_chunk(first.page);
  fs::resize_file(shared, 100);
  EXPECT_EQ(far_backup().mended, 1U);
  EXPECT_TRUE(verify(first.page));
  flip_a_bit(shared, 80);
  std::uint64_t mended = 0;
  for (int i = 0; i < 4; ++i) mended += far_backup().mended;
  EXPECT_EQ(mended, 1U);
  EXPECT_TRUE(verify(first.page));
}

TEST_F(FarBackupTest, WhatVerifyingFoundSpoiltTheNextOneWritesAgainWhoseverTurnItIs) {
  const auto first = far_backup();
  far_backup();
  const auto shared = shared_chunk(first.page);
  for (int i = 0; i < 3; ++i) {
    flip_a_bit(shared, 80);
    ASSERT_FALSE(verify_backups(*session_, *far_, {first.page.name}, quiet_));
    EXPECT_EQ(far_backup().mended, 1U) << i;
    EXPECT_TRUE(verify_backups(*session_, *far_, {first.page.name}, quiet_)) << i;
  }
}

TEST_F(FarBackupTest, FetchesNoMoreThanItNeeds) {
  std::size_t parts = 0;
  for (const auto& made : {far_backup(), far_backup()})
    for (const auto& file : made.page.files) parts += file.chunks.size();
  far_->forget();
  ASSERT_EQ(backups_at(*far_, session_->vault().backup_key())->size(), 2U);
  EXPECT_EQ(far_->gets, 2U);
  EXPECT_LT(far_->fetched, 1000U) << "heads, not pages";

  far_->forget();
  ASSERT_TRUE(verify_backups(*session_, *far_, page_names(*place_).value(), quiet_));
  std::size_t fetched_parts = 0;
  for (const auto& [name, times] : far_->gets_of) {
    if (!name.starts_with("chunks/")) continue;
    EXPECT_EQ(times, 1) << name;
    ++fetched_parts;
  }
  EXPECT_GT(fetched_parts, 0U);
  EXPECT_LT(fetched_parts, parts) << "what both share once";

  far_->forget();
  ASSERT_TRUE(prune(*session_, *far_, {.last = 1}, command_line_actor()));
  EXPECT_EQ(far_->lists["chunks"], 1);
  EXPECT_EQ(far_->lists["snapshots"], 1);
}

TEST_F(BackupTest, AHeadThatWasChangedIsFoundAndWrittenAgain) {
  const auto made = backup();
  const auto key = session_->vault().backup_key();
  const auto was = backups_at(*place_, key).value();
  flip_a_bit(folder_ / "heads" / made.page.name, 40);
  EXPECT_EQ(backups_at(*place_, key).value(), was) << "the page tells the same";
  const auto found = verify(made.page);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, testing::HasSubstr("heads/" + made.page.name));
  backup();
  EXPECT_TRUE(verify(made.page));
}

TEST_F(BackupTest, OneMadeByAnOlderProgramIsListedWithoutItsHead) {
  const auto made = backup();
  const auto key = session_->vault().backup_key();
  const auto with = backups_at(*place_, key).value();
  fs::remove_all(folder_ / "heads");
  const auto without = backups_at(*place_, key).value();
  ASSERT_EQ(without.size(), 1U);
  EXPECT_EQ(without[0].name, made.page.name);
  EXPECT_EQ(without[0].bytes, with[0].bytes);
  EXPECT_EQ(without[0].rows, with[0].rows);
}

TEST_F(BackupTest, WhoseClockWasTurnedBackIsTheNewestAllTheSame) {
  const auto now = std::chrono::system_clock::now();
  base::NoProgress quiet;
  const auto made_at = [&](std::chrono::system_clock::time_point when, const KeepRule& rule) {
    return make_backup(*session_, *place_, rule, command_line_actor(), quiet, when).value();
  };
  made_at(now, {});
  ingest_customers(300, 400);
  const auto newest = made_at(now - std::chrono::hours(240), {.last = 1});
  EXPECT_EQ(newest.let_go.size(), 1U);
  EXPECT_EQ(page_names(*place_).value(), Names{newest.page.name});
  const auto restored = restore();
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(restored->page.name, newest.page.name);
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
