#include "app/http/upload_shelf.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "../pipeline/fresh_workspace.hpp"

namespace aftercare::app {
namespace {

namespace fs = std::filesystem;

std::size_t files_below(const fs::path& folder) {
  std::size_t count = 0;
  if (fs::exists(folder))
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      count += entry.is_regular_file() ? 1 : 0;
  return count;
}

}  // namespace

TEST(UploadShelfTest, NamesAreMadeHarmless) {
  const std::pair<std::string, std::string> cases[] = {
      {"tickets.csv", "tickets.csv"},
      {"工单 2026-11.csv", "工单 2026-11.csv"},
      {"../../etc/passwd", "passwd"},
      {"C:\\Users\\me\\orders.csv", "orders.csv"},
      {"/", "upload"},
      {"", "upload"},
      {"..", "upload"},
      {".hidden.csv", "hidden.csv"},
      {"-rf.csv", "rf.csv"},
      {"a\nb\x1b[31m.csv", "a_b_[31m.csv"},
      {std::string("a\0b.csv", 7), "a_b.csv"},
      {"book.xlsx#Sheet1", "book.xlsx_Sheet1"},
      {"a*?.csv", "a_.csv"},
      {"\xE2\x80\xAE"
       "vsc.exe",
       "_vsc.exe"},  // Right-to-left override.
      {"bad\xFF\xFE.csv", "bad_.csv"},
      {"name.csv. . ", "name.csv"},
  };
  for (const auto& [given, safe] : cases) EXPECT_EQ(safe_file_name(given), safe) << given;
  const auto longest = safe_file_name(std::string(300, 'x') + ".csv.gz");
  EXPECT_EQ(longest.size(), 120U);
  EXPECT_TRUE(longest.ends_with(".gz"));
  std::string chinese;
  for (int i = 0; i < 100; ++i) chinese += "单";
  const auto cut = safe_file_name(chinese + ".csv");
  EXPECT_LE(cut.size(), 120U);
  EXPECT_EQ((cut.size() - 4) % 3, 0U) << "no character is cut through";
}

TEST(UploadShelfTest, AFileWaitsIsTakenOrLeavesNothing) {
  const pipeline::FreshFolder folder;
  const UploadShelf shelf(folder.path);
  {
    auto broken = shelf.begin("broken.csv");
    ASSERT_TRUE(broken) << broken.error().message;
    ASSERT_TRUE(broken->write("a,b\n1,"));
    EXPECT_EQ(files_below(folder.path), 1U);
    EXPECT_TRUE(shelf.waiting().empty()) << "half a file does not wait";
  }
  EXPECT_EQ(files_below(folder.path), 0U);

  auto whole = shelf.begin("whole.csv");
  ASSERT_TRUE(whole && whole->write("a,b\n1,2\n"));
  const auto kept = whole->keep();
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(kept->name, "whole.csv");
  EXPECT_EQ(kept->bytes, 8U);
  ASSERT_EQ(shelf.waiting().size(), 1U);
  for (const auto& entry : fs::recursive_directory_iterator(folder.path)) {
    const auto shared = fs::perms::group_all | fs::perms::others_all;
    EXPECT_EQ(entry.status().permissions() & shared, fs::perms::none) << entry.path();
  }
  const auto taken = shelf.take(*kept);
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_TRUE(fs::exists(*taken));
  EXPECT_EQ(*taken, shelf.path_of(*kept));
  EXPECT_EQ(shelf.take(*kept).value(), *taken) << "another part of it is taken from where it is";
  EXPECT_TRUE(shelf.waiting().empty());

  auto other = shelf.begin("other.csv");
  const auto dropped = other->keep();
  shelf.drop(*dropped);
  EXPECT_EQ(files_below(folder.path), 1U) << "only what was taken is left";
}

TEST(UploadShelfTest, WhatAnEndedServerLeftHalfIsCleared) {
  const pipeline::FreshFolder folder;
  fs::create_directories(folder.path / "uploads" / ".waiting");
  std::ofstream(folder.path / "uploads" / ".waiting" / "0123456789abcdef.part") << "half";
  const UploadShelf shelf(folder.path);
  EXPECT_EQ(files_below(folder.path), 0U);
}

}  // namespace aftercare::app
