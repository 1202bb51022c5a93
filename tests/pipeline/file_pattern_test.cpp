#include "pipeline/file_pattern.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "pattern_test_XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }
  void add(const std::string& name) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << "x";
  }
  std::vector<std::string> matching(const std::string& pattern) const {
    std::vector<std::string> names;
    const auto found = paths_matching(path_ / pattern);
    for (const auto& path : *found) names.push_back(path.lexically_relative(path_).string());
    return names;
  }

 private:
  fs::path path_;
};

}  // namespace

TEST(FilePatternTest, StarsMarksAndSets) {
  const struct {
    const char* pattern;
    const char* name;
    bool fits;
  } cases[] = {
      {"*.csv", "a.csv", true},
      {"*.csv", "a.csv.gz", false},
      {"*", "", true},
      {"a*b*c", "aXbYbZc", true},
      {"a*b*c", "aXbYbZ", false},
      {"?.csv", "订.csv", true},
      {"??.csv", "订.csv", false},
      {"[a-c].csv", "b.csv", true},
      {"[a-c].csv", "d.csv", false},
      {"[!a-c].csv", "d.csv", true},
      {"[^a-c].csv", "a.csv", false},
      {"[]x].csv", "].csv", true},
      {"[订退]单.csv", "退单.csv", true},
      {"[一-龥]*", "订单", true},
      {"[abc", "[abc", true},
      {"[abc", "a", false},
      {"2026-0[1-3]*", "2026-02.csv", true},
      {"", "", true},
      {"", "a", false},
      {"a[-z]", "a-", true},
  };
  for (const auto& [pattern, name, fits] : cases)
    EXPECT_EQ(matches(pattern, name), fits) << pattern << " " << name;
  // Many stars cost no more than a few.
  EXPECT_FALSE(matches("*a*a*a*a*a*a*a*a*a*a*b", std::string(2000, 'a')));
}

TEST(FilePatternTest, EveryStepMayBeAPattern) {
  const Folder folder;
  for (const char* name : {"a.csv", "b.csv", "c.json", ".hidden.csv", "2026/01/x.csv",
                           "2026/02/y.csv", "2026/02/z.json", "2025/01/w.csv", ".git/g.csv"})
    folder.add(name);
  EXPECT_THAT(folder.matching("*.csv"), ElementsAre("a.csv", "b.csv"));
  EXPECT_THAT(folder.matching("202?/0[12]/*.csv"),
              ElementsAre("2025/01/w.csv", "2026/01/x.csv", "2026/02/y.csv"));
  EXPECT_THAT(folder.matching("**/*.csv"),
              ElementsAre("2025/01/w.csv", "2026/01/x.csv", "2026/02/y.csv", "a.csv", "b.csv"));
  EXPECT_THAT(folder.matching("**/**/02/*"), ElementsAre("2026/02/y.csv", "2026/02/z.json"));
  EXPECT_THAT(folder.matching("2026/*"), ElementsAre("2026/01", "2026/02"));
  EXPECT_THAT(folder.matching(".*.csv"), ElementsAre(".hidden.csv"));
  EXPECT_THAT(folder.matching("*.xlsx"), ElementsAre());
  EXPECT_THAT(folder.matching("nothing/*.csv"), ElementsAre());
}

TEST(FilePatternTest, FoldersThatLeadBackAreNotFollowedForEver) {
  const Folder folder;
  folder.add("deep/a.csv");
  fs::create_directory_symlink(folder.path(), folder.path() / "deep" / "back");
  EXPECT_THAT(folder.matching("**/a.csv"), ElementsAre("deep/a.csv"));
}

}  // namespace aftercare::pipeline
