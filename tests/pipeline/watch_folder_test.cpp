#include "pipeline/watch_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "fresh_workspace.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

// A clock that is turned back keeps no file waiting.
static_assert(WatchedFolder::Clock::is_steady);

WatchSetting setting_of(WatchSetting::Done done) {
  WatchSetting setting;
  setting.done = done;
  return setting;
}

std::vector<std::string> names_in(const std::vector<fs::path>& files) {
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.filename().string());
  return names;
}

void put(const fs::path& file, std::string_view text) {
  std::ofstream(file) << text;
}

TEST(WatchedFolder, GivesOutWhatHasNotChangedForAWhile) {
  const FreshFolder folder;
  auto watched = WatchedFolder::open(folder.path, setting_of(WatchSetting::Done::keep));
  ASSERT_TRUE(watched) << watched.error().message;
  const auto begin = WatchedFolder::Clock::now();
  const auto at = [&](int ms) { return names_in(watched->complete(begin + milliseconds(ms))); };
  put(folder.path / "a.csv", "1");
  EXPECT_THAT(at(0), IsEmpty());
  EXPECT_TRUE(watched->unsettled());
  put(folder.path / "a.csv", "1, and more");
  EXPECT_THAT(at(1900), IsEmpty());
  EXPECT_THAT(at(3800), IsEmpty()) << "it changed at 1900 at the latest";
  EXPECT_THAT(at(3901), ElementsAre("a.csv"));
  EXPECT_FALSE(watched->unsettled());
  EXPECT_THAT(at(9000), IsEmpty()) << "once";
  put(folder.path / "a.csv", "it was replaced");
  EXPECT_THAT(at(10'000), IsEmpty());
  EXPECT_THAT(at(12'001), ElementsAre("a.csv"));
}

TEST(WatchedFolder, AFileOfTomorrowIsReadToday) {
  const FreshFolder folder;
  put(folder.path / "a.csv", "1");
  fs::last_write_time(folder.path / "a.csv",
                      fs::file_time_type::clock::now() + std::chrono::hours(24));
  auto setting = setting_of(WatchSetting::Done::keep);
  setting.settle = milliseconds(20);
  const auto files = settled_files(folder.path, setting);
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_THAT(names_in(*files), ElementsAre("a.csv"));
}

TEST(WatchedFolder, LeavesOutWhatIsStillBeingWritten) {
  const FreshFolder folder;
  for (const char* name : {".hidden", "a.csv.part", "b.tmp", "c.crdownload", "d.csv~", "e.csv"})
    put(folder.path / name, "1");
  fs::create_directory(folder.path / "sub.csv");
  auto watched = WatchedFolder::open(folder.path, setting_of(WatchSetting::Done::keep));
  ASSERT_TRUE(watched);
  const auto now = WatchedFolder::Clock::now();
  (void)watched->complete(now);
  fs::rename(folder.path / "b.tmp", folder.path / "b.csv");  // Into place.
  EXPECT_THAT(names_in(watched->complete(now + milliseconds(2500))), ElementsAre("e.csv"));
  EXPECT_THAT(names_in(watched->complete(now + milliseconds(4600))), ElementsAre("b.csv"));
}

TEST(WatchedFolder, HearsOfANewFile) {
  const FreshFolder folder;
  auto watched = WatchedFolder::open(folder.path, setting_of(WatchSetting::Done::keep));
  ASSERT_TRUE(watched);
  EXPECT_FALSE(watched->wait(milliseconds(1)));
  put(folder.path / "a.csv", "1");
  EXPECT_TRUE(watched->wait(milliseconds(10'000)));
}

TEST(WatchedFolder, PutsStoredFilesAway) {
  const FreshFolder folder;
  for (const char* name : {"a.csv", "b.csv", "c.csv"}) put(folder.path / name, "1");
  EXPECT_TRUE(put_away(folder.path / "a.csv", setting_of(WatchSetting::Done::keep)));
  EXPECT_TRUE(fs::exists(folder.path / "a.csv"));
  EXPECT_TRUE(put_away(folder.path / "b.csv", setting_of(WatchSetting::Done::remove)));
  EXPECT_FALSE(fs::exists(folder.path / "b.csv"));
  EXPECT_TRUE(put_away(folder.path / "c.csv", setting_of(WatchSetting::Done::move)));
  EXPECT_TRUE(fs::exists(folder.path / ".done" / "c.csv"));
  put(folder.path / "c.csv", "2");
  EXPECT_TRUE(put_away(folder.path / "c.csv", setting_of(WatchSetting::Done::move)));
  EXPECT_TRUE(fs::exists(folder.path / ".done" / "c.2.csv")) << "nothing is written over";
}

TEST(WatchedFolder, ThatIsMissingIsSaid) {
  const auto missing = WatchedFolder::open("/nowhere", setting_of(WatchSetting::Done::keep));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, base::ErrorKind::input);
  EXPECT_THAT(missing.error().message, testing::HasSubstr("/nowhere"));
}

}  // namespace
}  // namespace aftercare::pipeline
