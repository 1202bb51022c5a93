#include "pipeline/backup/backup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <thread>

#include "../fresh_workspace.hpp"
#include "pipeline/ingest.hpp"
#include "store/duckdb/snapshot.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

constexpr std::string_view kPhone = "13912345678";

class BackupTest : public testing::Test {
 protected:
  void SetUp() override {
    session_ = Session::open(fresh_.open().value()).value();
    folder_ = fresh_.folder.path / "elsewhere";
    place_ = open_backup_folder(folder_, true).value();
    ingest_customers(0, 300);
  }

  void ingest_customers(int from, int to) {
    const auto file = fresh_.folder.path / ("customers" + std::to_string(from) + ".csv");
    std::ofstream out(file);
    out << "customer_id,name,phone,city\n";
    for (int i = from; i < to; ++i)
      out << "C" << i << ",王小明,"
          << (i == 0 ? std::string(kPhone) : std::to_string(13800000000 + i)) << ",杭州\n";
    out.close();
    IngestOptions options;
    options.as = "customer";
    base::NoProgress quiet;
    const auto report = ingest(*session_, {file}, options, {}, quiet);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_FALSE(report->files.at(0).error) << report->files.at(0).error->message;
  }

  BackupMade backup(const KeepRule& rule = {}) {
    base::NoProgress quiet;
    auto made = make_backup(*session_, *place_, rule, command_line_actor(), quiet);
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
  }
  base::Result<Restored> restore(const std::string& name = {}) {
    base::NoProgress quiet;
    if (!fs::exists(keys())) {
      const auto copied = copy_keys(*session_, keys(), command_line_actor());
      EXPECT_TRUE(copied) << copied.error().message;
    }
    return restore_backup(*place_, name, keys(), again(), command_line_actor(), quiet);
  }
  fs::path keys() const { return fresh_.folder.path / "key_copy"; }
  fs::path again() const { return fresh_.folder.path / "again"; }
  base::Result<void> verify(const SnapshotPage& page) {
    base::NoProgress quiet;
    return check_backup(*place_, session_->vault().backup_key(), page, quiet);
  }
  // The biggest chunk: of the store.
  fs::path big_chunk() const {
    fs::path biggest;
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / "chunks"))
      if (entry.is_regular_file() &&
          (biggest.empty() || entry.file_size() > fs::file_size(biggest)))
        biggest = entry.path();
    return biggest;
  }

  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
  fs::path folder_;
  std::unique_ptr<BackupPlace> place_;
};

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
  EXPECT_THAT(*clear, testing::HasSubstr(std::string(kPhone)));
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

TEST(LetGoTest, KeepsTheNewestOfEachDayAndWeek) {
  const Names names{"20261101T010000Z-a", "20261101T230000Z-b", "20261102T010000Z-c",
                    "20261109T010000Z-d", "20261110T010000Z-e", "20261110T020000Z-f"};
  EXPECT_EQ(let_go(names, {}), Names{});
  EXPECT_EQ(let_go(names, {.last = 2}), (Names{names[0], names[1], names[2], names[3]}));
  EXPECT_EQ(let_go(names, {.daily = 2}), (Names{names[0], names[1], names[2], names[4]}));
  // Weeks from Monday: the 9th; the 2nd; of the week before, the last of its Sunday.
  EXPECT_EQ(let_go(names, {.weekly = 3}), (Names{names[0], names[3], names[4]}));
  EXPECT_EQ(let_go({"20261101T010000Z-a"}, {.daily = 1}), Names{});
  // What is named otherwise is not judged.
  EXPECT_EQ(let_go({"readme", "20261101T010000Z-a", "20261102T010000Z-b"}, {.last = 1}),
            Names{"20261101T010000Z-a"});
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
