// Keys that were made together lie together in keys.sqlite; each is destroyed by itself all the
// same.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "fresh_folder.hpp"
#include "privacy/vault.hpp"

namespace aftercare::privacy {

namespace fs = std::filesystem;

class KeyRunsTest : public testing::Test {
 protected:
  static constexpr int kOfRun = 2500;

  static std::string person(int number) { return "customer/C" + std::to_string(number); }
  fs::path keys() const { return folder_.path / "keys"; }

  std::unique_ptr<Vault> open() {
    auto vault = Vault::open(keys());
    EXPECT_TRUE(vault) << vault.error().message;
    return vault ? std::move(*vault) : nullptr;
  }

  // Seals for the next persons, and makes their keys durable at once.
  void seal_run(Vault& vault) {
    const auto first = static_cast<int>(sealed_.size());
    for (int i = first; i < first + kOfRun; ++i)
      sealed_.push_back(vault.seal(person(i), "words of " + person(i)).value());
    ASSERT_TRUE(vault.sync());
  }

  void expect_open(Vault& vault, const std::string& when, int but = -1) {
    for (int i = 0; i < static_cast<int>(sealed_.size()); ++i) {
      const auto clear = vault.unseal(person(i), sealed_[static_cast<std::size_t>(i)]);
      ASSERT_EQ(clear.has_value(), i != but) << when << ", " << person(i);
      if (clear) {
        ASSERT_EQ(*clear, "words of " + person(i));
      }
    }
  }

  std::string all_bytes() const {
    std::string bytes;
    for (const auto* name : {"keys.sqlite", "keys.sqlite-wal"}) {
      std::ifstream in(keys() / name, std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(in), {});
    }
    return bytes;
  }

  // What lies sealed in chunks. REQUIRES: no vault is open.
  std::vector<std::string> chunks() const {
    std::vector<std::string> found;
    sqlite3* file = nullptr;
    EXPECT_EQ(sqlite3_open((keys() / "keys.sqlite").c_str(), &file), SQLITE_OK);
    sqlite3_stmt* select = nullptr;
    sqlite3_prepare_v2(file, "SELECT sealed FROM key_chunk ORDER BY id", -1, &select, nullptr);
    while (sqlite3_step(select) == SQLITE_ROW)
      found.emplace_back(static_cast<const char*>(sqlite3_column_blob(select, 0)),
                         static_cast<std::size_t>(sqlite3_column_bytes(select, 0)));
    sqlite3_finalize(select);
    sqlite3_close(file);
    return found;
  }

  FreshFolder folder_;
  std::vector<std::string> sealed_;
};

TEST_F(KeyRunsTest, EveryKeyOfSeveralRunsIsFoundAgainAndNoOther) {
  auto vault = std::move(Vault::create(keys()).value());
  seal_run(*vault);
  seal_run(*vault);
  expect_open(*vault, "at once");
  vault.reset();
  EXPECT_GT(chunks().size(), 50U);
  EXPECT_EQ(all_bytes().find("customer/C17"), std::string::npos) << "names lie sealed with keys";
  vault = open();
  EXPECT_FALSE(*vault->knows("customer/nobody"));
  expect_open(*vault, "opened again");
  seal_run(*vault);
  expect_open(*vault, "with a run of another day");
  EXPECT_FALSE(*vault->knows("customer/nobody"));
}

TEST_F(KeyRunsTest, WhoHasAKeyInARunGetsNoSecondOne) {
  auto vault = std::move(Vault::create(keys()).value());
  seal_run(*vault);
  vault.reset();
  vault = open();
  for (int i = 0; i < kOfRun; ++i) sealed_.push_back(vault->seal(person(i), "later").value());
  ASSERT_TRUE(vault->sync());
  vault.reset();
  vault = open();
  for (int i = 0; i < kOfRun; ++i)
    ASSERT_EQ(vault->unseal(person(i), sealed_[static_cast<std::size_t>(i + kOfRun)]).value(),
              "later");
  for (int i = 0; i < kOfRun; ++i)
    ASSERT_TRUE(vault->unseal(person(i), sealed_[static_cast<std::size_t>(i)]));
}

TEST_F(KeyRunsTest, ADestroyedKeyIsInNoByteOfTheFileAndItsNeighboursStay) {
  auto vault = std::move(Vault::create(keys()).value());
  seal_run(*vault);
  vault.reset();
  const auto before = chunks();
  vault = open();
  ASSERT_TRUE(vault->destroy({person(7), "customer/nobody"}));
  expect_open(*vault, "at once", 7);
  EXPECT_FALSE(vault->seal(person(7), "again"));
  // Not only at the end: what was on the disk while the erasure said it was done counts.
  int gone = 0;
  const auto bytes = all_bytes();
  for (const auto& chunk : before)
    if (bytes.find(chunk.substr(0, 200)) == std::string::npos) {
      ++gone;
      EXPECT_EQ(bytes.find(chunk.substr(chunk.size() / 2, 100)), std::string::npos);
      EXPECT_EQ(bytes.find(chunk.substr(chunk.size() - 100)), std::string::npos);
    }
  EXPECT_EQ(gone, 1) << "the one chunk was overwritten";
  vault.reset();
  vault = open();
  expect_open(*vault, "opened again", 7);
  ASSERT_TRUE(vault->destroy({person(7)})) << "may be repeated";
  expect_open(*vault, "after it was repeated", 7);
}

TEST_F(KeyRunsTest, ARotationThatIsKilledAnywhereLosesNothing) {
  auto vault = std::move(Vault::create(keys()).value());
  seal_run(*vault);
  sealed_.push_back(vault->seal(person(kOfRun), "words of " + person(kOfRun)).value());
  ASSERT_TRUE(vault->sync());
  vault.reset();
  const auto old = chunks();
  const auto kept = folder_.path / "kept";
  fs::copy(keys(), kept, fs::copy_options::recursive);
  for (int steps = 1; steps <= 4; ++steps) {
    fs::remove_all(keys());
    fs::copy(kept, keys(), fs::copy_options::recursive);
    fs::permissions(keys(), fs::perms::owner_all);
    const auto child = ::fork();
    if (child == 0) {
      auto mine = Vault::open(keys());
      (void)(*mine)->rotate({KeySource::file, [&steps](std::string_view at) {
                               if (at == "step" && --steps == 0) ::raise(SIGKILL);
                             }});
      ::_exit(7);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << steps;
    vault = open();
    ASSERT_NE(vault, nullptr);
    expect_open(*vault, "killed after step " + std::to_string(steps));
    const auto rotated = vault->rotate({});
    ASSERT_TRUE(rotated) << rotated.error().message;
    vault.reset();
    const auto bytes = all_bytes();
    for (const auto& chunk : old)
      ASSERT_EQ(bytes.find(chunk.substr(0, 200)), std::string::npos) << "an old form stayed";
    vault = open();
    expect_open(*vault, "rotated");
    vault.reset();
  }
}

TEST_F(KeyRunsTest, ADamagedChunkIsSaid) {
  auto vault = std::move(Vault::create(keys()).value());
  seal_run(*vault);
  vault.reset();
  sqlite3* file = nullptr;
  ASSERT_EQ(sqlite3_open((keys() / "keys.sqlite").c_str(), &file), SQLITE_OK);
  sqlite3_exec(file, "UPDATE key_chunk SET sealed = zeroblob(length(sealed))", nullptr, nullptr,
               nullptr);
  sqlite3_close(file);
  vault = open();
  const auto read = vault->unseal(person(1), sealed_[1]);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, testing::HasSubstr("damaged in keys.sqlite"));
}

}  // namespace aftercare::privacy
