#include "pipeline/backup/backup_keeper.hpp"

#include <gmock/gmock.h>

#include <future>

#include "backed_shop.hpp"
#include "pipeline/backup/key_copies.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using std::chrono::minutes;

TEST(BackupIsDueTest, WhenNoneWasMadeForTheInterval) {
  const auto now = WallClock::time_point(hours(500'000));
  const auto every = std::chrono::milliseconds(hours(24));
  EXPECT_TRUE(backup_is_due({}, every, now));
  EXPECT_FALSE(backup_is_due({}, std::chrono::milliseconds(0), now)) << "none is asked for";
  EXPECT_FALSE(backup_is_due({now - hours(23), {}, ""}, every, now));
  EXPECT_TRUE(backup_is_due({now - hours(24), {}, ""}, every, now));
  EXPECT_TRUE(backup_is_due({now - hours(24 * 30), {}, ""}, every, now)) << "missed ones";
  // After a failure: not at once, but before the next interval.
  EXPECT_FALSE(backup_is_due({now - hours(25), now - minutes(14), ""}, every, now));
  EXPECT_TRUE(backup_is_due({now - hours(25), now - minutes(15), ""}, every, now));
  EXPECT_TRUE(backup_is_due({now - minutes(3), now - minutes(2), ""},
                            std::chrono::milliseconds(minutes(2)), now));
  // The clock was turned back: what lies ahead holds nothing up.
  EXPECT_TRUE(backup_is_due({now + hours(300), {}, ""}, every, now));
  EXPECT_TRUE(backup_is_due({{}, now + hours(1), ""}, every, now));
}

TEST(BackupIsDueTest, OneThatLiesFarAheadDoesNotCountAsMadeInTime) {
  const auto now = WallClock::time_point(hours(500'000));
  const auto day = std::chrono::milliseconds(hours(24));
  EXPECT_FALSE(made_within({}, day, now));
  EXPECT_TRUE(made_within({now - hours(24), {}, ""}, day, now));
  EXPECT_FALSE(made_within({now - hours(25), {}, ""}, day, now));
  EXPECT_TRUE(made_within({now + minutes(1), {}, ""}, day, now)) << "the clock was put right";
  EXPECT_FALSE(made_within({now + hours(24 * 40), {}, ""}, day, now))
      << "the clock was turned back";
}

class BackupKeeperTest : public BackedShop {
 protected:
  // The same workspace with these settings.
  void set(const std::string& backup) {
    place_.reset();
    session_.reset();
    std::ofstream(root() / "aftercare.yaml") << "name: shop\nbackup:\n"
                                             << backup << "sources: []\n";
    session_ = Session::open(Workspace::open(root()).value()).value();
  }
  fs::path root() const { return fresh_.folder.path / "shop"; }
  std::size_t made() const {
    std::size_t count = 0;
    std::error_code none;
    for (fs::directory_iterator at(folder_ / "snapshots", none), end; !none && at != end; ++at)
      ++count;
    return count;
  }
};

TEST_F(BackupKeeperTest, MakesOneWhenItIsDueAndKeepsToTheRule) {
  set("  place: " + folder_.string() + "\n  every: 1d\n  keep_last: 2\n");
  const auto now = WallClock::now();
  for (const auto& [later, expected] : std::vector<std::pair<hours, bool>>{
           {hours(0), true}, {hours(23), false}, {hours(25), true}}) {
    const auto due = make_due_backup(*session_, now + later);
    ASSERT_TRUE(due) << due.error().message;
    EXPECT_EQ(due->has_value(), expected) << later.count();
  }
  EXPECT_EQ(made(), 2U);
  ASSERT_TRUE(make_due_backup(*session_, now + hours(24 * 90))->has_value());
  EXPECT_EQ(made(), 2U) << "missed ones are made up once, and the rule holds";
  const auto past = backup_past(root());
  EXPECT_TRUE(past.made);
  EXPECT_FALSE(past.failed);
}

TEST_F(BackupKeeperTest, AFailureIsRememberedUntilOneIsMade) {
  std::ofstream(fresh_.folder.path / "no_folder") << "a file is in the way";
  set("  place: " + (fresh_.folder.path / "no_folder").string() + "\n  every: 1h\n");
  const auto now = WallClock::now();
  const auto failed = make_due_backup(*session_, now);
  ASSERT_FALSE(failed);
  const auto past = backup_past(root());
  EXPECT_TRUE(past.failed);
  EXPECT_FALSE(past.made);
  EXPECT_EQ(past.failure, failed.error().message);
  EXPECT_FALSE(make_due_backup(*session_, now + minutes(5))->has_value()) << "not at once again";
  fs::remove(fresh_.folder.path / "no_folder");
  ASSERT_TRUE(make_due_backup(*session_, now + minutes(20))->has_value());
  EXPECT_EQ(backup_past(root()).failure, "");
}

TEST_F(BackupKeeperTest, WhatThePastFileMayHoldDoesNotMatter) {
  for (const auto* text : {"", "no json", "[1]", R"({"made":"x","failed":1.5,"failure":3})"}) {
    std::ofstream(root() / ".last_backup") << text;
    const auto past = backup_past(root());
    EXPECT_FALSE(past.made || past.failed || !past.failure.empty()) << text;
  }
}

TEST_F(BackupKeeperTest, WorksBesideTheServerAndEndsWithIt) {
  set("  place: " + folder_.string() + "\n  every: 1d\n");
  std::promise<std::string> name;
  {
    const BackupKeeper keeper(*session_,
                              {[&](const BackupMade& one) { name.set_value(one.page.name); },
                               [](const base::Error& error) { ADD_FAILURE() << error.message; }},
                              std::chrono::milliseconds(10));
    ingest_customers(300, 900);
    EXPECT_THAT(name.get_future().get(), testing::StartsWith("20"));
  }
  EXPECT_EQ(made(), 1U);
}

TEST_F(BackupKeeperTest, CopiesOfTheKeysAreOnRecordWithTheirEnds) {
  EXPECT_EQ(key_copies(*session_)->made, 0);
  const auto noon = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + hours(12);
  const auto copy = [&](const char* name, std::uint32_t days) {
    const auto copied =
        copy_keys(*session_, fresh_.folder.path / name, command_line_actor(), days, noon);
    ASSERT_TRUE(copied) << copied.error().message;
  };
  copy("one", 30);
  copy("two", 10);
  auto known = key_copies(*session_).value();
  EXPECT_EQ(known.made, 2);
  EXPECT_EQ(known.open, 0);
  EXPECT_EQ(known.last_expires, std::chrono::sys_days(std::chrono::year(2026) / 4 / 1));
  copy("three", 0);
  known = key_copies(*session_).value();
  EXPECT_EQ(known.made, 3);
  EXPECT_EQ(known.open, 1);
}

TEST(BackupSettingTest, IsReadAndWhatIsWrongIsNamed) {
  const auto read = [](const std::string& text) {
    return read_backup_setting("/shop/aftercare.yaml", YAML::Load(text));
  };
  const auto setting =
      read(
          "{place: 's3://safe/x', endpoint: 'https://h', access_key: K, secret_key_file: k, every: "
          "6h, keep_last: 3, keep_daily: 7, keep_weekly: 5, keep_monthly: 12, "
          "keep_key_copies_days: 30}")
          .value();
  EXPECT_EQ(setting.place, "s3://safe/x");
  EXPECT_EQ(setting.every, hours(6));
  EXPECT_EQ(setting.keep.last, 3U);
  EXPECT_EQ(setting.keep.monthly, 12U);
  EXPECT_EQ(setting.keep_key_copies_days, 30U);
  EXPECT_EQ(setting.secret_key.file, "k");
  EXPECT_TRUE(read("{}"));
  for (const auto* bad :
       {"[]", "{plaice: x}", "{secret_key: hidden}", "{secret_key_env: A, secret_key_file: b}",
        "{every: 1}", "{every: soon}", "{every: 10s}", "{keep_last: -1}", "{keep_last: 3d}",
        "{place: 'ftp://x/y'}", "{place: [a]}", "{keep_daily: 99999999999}"}) {
    const auto refused = read(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().message.find("hidden"), std::string::npos);
    EXPECT_THAT(refused.error().message, testing::HasSubstr("aftercare.yaml:1"));
  }
}

}  // namespace
}  // namespace aftercare::pipeline
