#include "pipeline/workspace.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "fresh_workspace.hpp"
#include "pipeline/file_plan.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

void write(const fs::path& file, std::string_view content) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << content;
}

std::vector<std::string> names_of(const base::Result<std::vector<fs::path>>& files) {
  std::vector<std::string> names;
  EXPECT_TRUE(files) << files.error().message;
  if (files)
    for (const auto& file : *files) names.push_back(file.filename().string());
  return names;
}

fs::perms mode_of(const fs::path& path) {
  return fs::status(path).permissions() & fs::perms::all;
}

TEST(Workspace, IsReadableForItsOwnerOnly) {
  const FreshWorkspace fresh;
  const auto made = fresh.open();
  ASSERT_TRUE(made) << made.error().message;
  for (const char* folder : {"", "sources", "catalog", "models", "reports", "backups", "keys"})
    EXPECT_EQ(mode_of(made->root() / folder), fs::perms::owner_all) << folder;
  const auto only_owner = fs::perms::owner_read | fs::perms::owner_write;
  std::size_t keys = 0;
  for (const auto& file : fs::directory_iterator(made->keys())) {
    EXPECT_EQ(mode_of(file.path()), only_owner) << file.path();
    ++keys;
  }
  EXPECT_GE(keys, 2U);
}

TEST(Workspace, SettingsComeBackAsWritten) {
  const FreshFolder folder;
  Settings settings;
  settings.name = "小店: \"No. 1\" # 好";
  settings.zone = "Europe/Berlin";
  settings.language = "en";
  settings.memory_mb = 128;
  ASSERT_TRUE(Workspace::create(folder.path / "shop", settings));
  const auto opened = Workspace::open(folder.path / "shop");
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->settings().name, "小店: \"No. 1\" # 好");
  EXPECT_EQ(opened->settings().zone, "Europe/Berlin");
  EXPECT_EQ(opened->settings().language, "en");
  EXPECT_EQ(opened->settings().memory_mb, 128U);
  ASSERT_EQ(opened->settings().sources.size(), 1U);
  EXPECT_EQ(opened->settings().sources[0].path, "sources");
}

TEST(Workspace, IsNamedAfterItsFolderIfTheUserNamesNone) {
  const FreshWorkspace fresh;
  EXPECT_EQ(fresh.open()->settings().name, "shop");
}

TEST(Workspace, IsNotMadeOverOtherFiles) {
  const FreshFolder folder;
  write(folder.path / "letters" / "a.txt", "x");
  const auto refused = Workspace::create(folder.path / "letters", {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, base::ErrorKind::usage);
  EXPECT_THAT(refused.error().message, HasSubstr("not empty"));
  EXPECT_EQ(fs::exists(folder.path / "letters" / "keys"), false);
}

TEST(Workspace, IsNotMadeTwice) {
  const FreshWorkspace fresh;
  ASSERT_TRUE(fresh.open());
  const auto again = fresh.open();
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message, HasSubstr("workspace already"));
}

TEST(Workspace, AnotherFolderIsNone) {
  const FreshFolder folder;
  for (const auto& path : {folder.path, folder.path / "nowhere"}) {
    const auto refused = Workspace::open(path);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, base::ErrorKind::usage);
    EXPECT_THAT(refused.error().message, HasSubstr("aftercare init"));
  }
}

struct WrongSetting {
  const char* settings;
  const char* said;
  int line;
};

class WrongSettings : public testing::TestWithParam<WrongSetting> {};

TEST_P(WrongSettings, AreNamedWithFileAndLine) {
  const FreshWorkspace fresh;
  ASSERT_TRUE(fresh.open());
  const auto file = fresh.folder.path / "shop" / "aftercare.yaml";
  write(file, GetParam().settings);
  const auto refused = Workspace::open(fresh.folder.path / "shop");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, base::ErrorKind::usage);
  EXPECT_THAT(refused.error().message, HasSubstr(GetParam().said));
  EXPECT_THAT(refused.error().message,
              HasSubstr(fmt::format("aftercare.yaml:{}", GetParam().line)));
  EXPECT_THAT(refused.error().message_zh,
              HasSubstr(fmt::format("aftercare.yaml:{}", GetParam().line)));
}

INSTANTIATE_TEST_SUITE_P(
    Workspace, WrongSettings,
    testing::Values(WrongSetting{"name: a\ncolour: red\n", "colour", 2},
                    WrongSetting{"zone: Mars/Olympus\n", "Mars/Olympus", 1},
                    WrongSetting{"name: a\nlanguage: fr\n", "zh nor en", 2},
                    WrongSetting{"memory_mb: 127\n", "at least 128", 1},
                    WrongSetting{"memory_mb: much\n", "memory_mb", 1},
                    WrongSetting{"threads: -1\n", "threads", 1},
                    WrongSetting{"name: a\n\nallowed_rejected_share: 5\n", "from 0 to 1", 3},
                    WrongSetting{"name: a\nrepair_threshold: 1.01\n",
                                 "'repair_threshold' is no number from 0 to 1: '1.01', at", 2},
                    WrongSetting{"repair_threshold: -0.1\n", "repair_threshold", 1},
                    WrongSetting{"repair_threshold: .nan\n", "repair_threshold", 1},
                    WrongSetting{"repair_threshold: sure\n", "repair_threshold", 1},
                    WrongSetting{"repair_threshold: [0.5]\n", "repair_threshold", 1},
                    WrongSetting{"name: [a, b]\n", "no text", 1},
                    WrongSetting{"engine: abacus\n", "abacus", 1},
                    WrongSetting{"sources:\n  - {name: a}\n", "no 'path'", 2},
                    WrongSetting{"- a\n- b\n", "no map", 1}));

TEST(Files, OfAFolderComeInOrderWithoutHiddenOnes) {
  const FreshFolder folder;
  for (const char* file : {"b.csv", "a.csv", ".hidden.csv", "sub/c.csv", ".git/d.csv"})
    write(folder.path / "in" / file, "x\n1\n");
  EXPECT_THAT(names_of(files_below({folder.path / "in"})), ElementsAre("a.csv", "b.csv", "c.csv"));
}

TEST(Files, NamedOnesStayAsTheyAre) {
  // What is wrong with a missing file, intake says when it opens it.
  EXPECT_THAT(names_of(files_below({"/nowhere/x.csv", "/nowhere/a.csv"})),
              ElementsAre("x.csv", "a.csv"));
}

TEST(Files, AFolderWithoutAnyIsRefused) {
  const FreshFolder folder;
  const auto none = files_below({folder.path});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, base::ErrorKind::input);
  EXPECT_THAT(none.error().message, HasSubstr(folder.path.string()));
}

TEST(Files, OfADeclaredSourceMatchItsPattern) {
  const FreshWorkspace fresh;
  const auto workspace = fresh.open();
  ASSERT_TRUE(workspace);
  for (const char* file : {"desk_2.csv", "desk_1.csv", "desk.csv.bak", "shop.csv", "desk_.csv"})
    write(workspace->root() / "exports" / file, "x\n1\n");
  const auto found = [&](const std::string& path) {
    return names_of(source_files(*workspace, {"desk", path, ""}));
  };
  EXPECT_THAT(found("exports/desk_*.csv"), ElementsAre("desk_.csv", "desk_1.csv", "desk_2.csv"));
  EXPECT_THAT(found("exports/*.xml"), IsEmpty());
  EXPECT_THAT(found("elsewhere/*.csv"), IsEmpty());
  EXPECT_THAT(found("exports/shop.csv"), ElementsAre("shop.csv"));
  EXPECT_THAT(found((workspace->root() / "exports" / "shop.csv").string()),
              ElementsAre("shop.csv"));
  EXPECT_THAT(found("sources"), IsEmpty());  // Nothing brought yet.
}

}  // namespace
}  // namespace aftercare::pipeline
