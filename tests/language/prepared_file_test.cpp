#include "base/prepared_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "language/prepared_words.hpp"

namespace aftercare::language {

using base::PreparedFile;
using base::write_prepared;
using testing::HasSubstr;
namespace fs = std::filesystem;

class PreparedFileTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  std::string shipped() const {
    std::ifstream in(*prepared_words_file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // Why a file of these bytes is refused; empty if it is not.
  std::string refusal(const std::string& bytes) const {
    const auto file = folder_ / "words.prepared";
    std::ofstream(file, std::ios::binary) << bytes;
    const auto opened = PreparedFile::open(file, kWordsVersion);
    return opened ? "" : opened.error().message;
  }

  const fs::path folder_ =
      fs::temp_directory_path() / ("prepared_file_test_" + std::to_string(::getpid()));
};

TEST_F(PreparedFileTest, ShippedWordsAreReadAsTheyAre) {
  EXPECT_EQ(refusal(shipped()), "");
}

TEST_F(PreparedFileTest, RefusesWhatIsCutShort) {
  const auto whole = shipped();
  for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{200}})
    EXPECT_THAT(refusal(whole.substr(0, size)), HasSubstr("is cut short: " + std::to_string(size)));
  EXPECT_THAT(refusal(whole + "x"), HasSubstr("is cut short"));
}

TEST_F(PreparedFileTest, RefusesWhatIsNotOurs) {
  EXPECT_THAT(refusal(""), HasSubstr("not a prepared file"));
  EXPECT_THAT(refusal("的 1 uj\n"), HasSubstr("not a prepared file"));
  EXPECT_THAT(refusal(std::string(10'000, 'x')), HasSubstr("not a prepared file"));
  const auto opened = PreparedFile::open(folder_, kWordsVersion);
  ASSERT_FALSE(opened.has_value());
  EXPECT_THAT(opened.error().message, HasSubstr("cannot be read"));
  EXPECT_FALSE(PreparedFile::open(folder_ / "absent", kWordsVersion).has_value());
}

TEST_F(PreparedFileTest, RefusesAnotherVersionAndWhatWasChanged) {
  const auto file = folder_ / "words.prepared";
  const std::string some = "some bytes";
  ASSERT_TRUE(write_prepared(file, kWordsVersion + 1, {std::as_bytes(std::span(some))}));
  const auto opened = PreparedFile::open(file, kWordsVersion);
  ASSERT_FALSE(opened.has_value());
  EXPECT_THAT(opened.error().message, HasSubstr("of version 2, where 1 is read"));
  EXPECT_THAT(opened.error().message_zh, HasSubstr("版本为 2"));

  auto changed = shipped();
  changed[changed.size() / 3] = static_cast<char>(changed[changed.size() / 3] ^ 0x10);
  EXPECT_THAT(refusal(changed), HasSubstr("is damaged"));
}

TEST_F(PreparedFileTest, GivesBackItsSections) {
  const auto file = folder_ / "words.prepared";
  const std::vector<std::uint32_t> numbers = {1, 2, 3};
  const std::vector<double> none;
  ASSERT_TRUE(
      write_prepared(file, 7, {std::as_bytes(std::span(numbers)), std::as_bytes(std::span(none))}));
  const auto opened = PreparedFile::open(file, 7);
  ASSERT_TRUE(opened.has_value()) << opened.error().message;
  EXPECT_EQ(opened->sections(), 2);
  EXPECT_THAT(opened->section<std::uint32_t>(0), testing::ElementsAre(1, 2, 3));
  EXPECT_TRUE(opened->section<double>(1).empty());
}

}  // namespace aftercare::language
