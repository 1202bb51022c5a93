#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "fresh_folder.hpp"
#include "privacy/vault.hpp"

namespace aftercare::privacy {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr int kPersons = 300;

std::string bytes_in(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string person(int i) {
  return "customer/C" + std::to_string(i);
}

class KeyRotationTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto* name :
         {kPassphraseVariable, kKeyVariable, kNextPassphraseVariable, kNextKeyVariable})
      ::unsetenv(name);
    auto made = Vault::create(keys());
    ASSERT_TRUE(made) << made.error().message;
    for (int i = 0; i < kPersons; ++i) sealed_.push_back(*(*made)->seal(person(i), "王小明"));
    token_ = (*made)->token(records::PersonalKind::phone, "13812345678");
    ASSERT_TRUE((*made)->sync());
  }
  void TearDown() override { SetUpVariables(); }
  static void SetUpVariables() {
    for (const auto* name :
         {kPassphraseVariable, kKeyVariable, kNextPassphraseVariable, kNextKeyVariable})
      ::unsetenv(name);
  }

  fs::path keys() const { return folder_.path / "keys"; }
  std::unique_ptr<Vault> open() const {
    auto opened = Vault::open(keys());
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }
  void expect_all_open(Vault& vault, const std::string& when) const {
    for (int i = 0; i < kPersons; ++i) {
      const auto clear = vault.unseal(person(i), sealed_[i]);
      ASSERT_TRUE(clear) << when << ": " << clear.error().message;
      EXPECT_EQ(*clear, "王小明");
    }
    EXPECT_EQ(vault.token(records::PersonalKind::phone, "13812345678"), token_) << when;
  }

  FreshFolder folder_;
  std::vector<std::string> sealed_;
  std::string token_;
};

TEST_F(KeyRotationTest, EverythingOpensUnderTheNewKeyAndNothingUnderTheOld) {
  const auto old_key = bytes_in(keys() / "workspace.key");
  auto vault = open();
  const auto rewrapped = vault->rotate({});
  ASSERT_TRUE(rewrapped) << rewrapped.error().message;
  EXPECT_EQ(*rewrapped, static_cast<std::uint64_t>(kPersons));
  expect_all_open(*vault, "at once");
  const auto fresh = vault->seal("customer/new", "李");
  ASSERT_TRUE(vault->sync());
  vault.reset();
  const auto new_key = bytes_in(keys() / "workspace.key");
  EXPECT_NE(new_key, old_key);
  for (const auto* left : {"workspace.key.next", "source", "source.next"})
    EXPECT_FALSE(fs::exists(keys() / left)) << left;
  vault = open();
  expect_all_open(*vault, "opened again");
  EXPECT_EQ(*vault->unseal("customer/new", *fresh), "李");
  vault.reset();
  std::ofstream(keys() / "workspace.key", std::ios::binary) << old_key;
  const auto refused = Vault::open(keys());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("does not open keys.sqlite"));
}

TEST_F(KeyRotationTest, OthersSealAndOpenMeanwhile) {
  auto vault = open();
  std::atomic<bool> over = false;
  std::thread other([&] {
    for (int i = 0; i < 20 || !over; ++i) {
      const auto sealed = vault->seal("customer/N" + std::to_string(i), "x");
      ASSERT_TRUE(sealed);
      ASSERT_TRUE(vault->sync());
      ASSERT_TRUE(vault->unseal(person(i % kPersons), sealed_[i % kPersons]));
    }
  });
  for (int round = 0; round < 3; ++round) {
    const auto rotated = vault->rotate({});
    EXPECT_TRUE(rotated) << rotated.error().message;
  }
  over = true;
  other.join();
  vault.reset();
  vault = open();
  expect_all_open(*vault, "after three rotations");
  EXPECT_TRUE(*vault->knows("customer/N0"));
}

// The process dies after each step; the next start opens everything, and the rotation can be done.
TEST_F(KeyRotationTest, AKilledRotationLosesNothing) {
  const auto kept = folder_.path / "kept";
  fs::copy(keys(), kept, fs::copy_options::recursive);
  for (const auto* step : {"written", "begun", "step", "committed", "switched"}) {
    fs::remove_all(keys());
    fs::copy(kept, keys(), fs::copy_options::recursive);
    fs::permissions(keys(), fs::perms::owner_all);
    const auto child = ::fork();
    if (child == 0) {
      auto vault = Vault::open(keys());
      (void)(*vault)->rotate({KeySource::file, [step](std::string_view at) {
                                if (at == step) ::raise(SIGKILL);
                              }});
      ::_exit(7);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << step;
    auto vault = open();
    ASSERT_NE(vault, nullptr) << step;
    expect_all_open(*vault, step);
    const auto rotated = vault->rotate({});
    ASSERT_TRUE(rotated) << step << ": " << rotated.error().message;
    vault.reset();
    vault = open();
    ASSERT_NE(vault, nullptr) << step;
    expect_all_open(*vault, std::string(step) + ", rotated again");
  }
}

TEST_F(KeyRotationTest, APassphraseTakesTheKeyFilesPlace) {
  auto vault = open();
  EXPECT_THAT(vault->rotate({KeySource::passphrase, {}}).error().message,
              HasSubstr("AFTERCARE_NEW_PASSPHRASE"));
  ::setenv(kNextPassphraseVariable, "short", 1);
  EXPECT_THAT(vault->rotate({KeySource::passphrase, {}}).error().message, HasSubstr("too short"));
  ::setenv(kNextPassphraseVariable, "correct horse battery", 1);
  const auto rotated = vault->rotate({KeySource::passphrase, {}});
  ASSERT_TRUE(rotated) << rotated.error().message;
  vault.reset();
  ::unsetenv(kNextPassphraseVariable);
  EXPECT_FALSE(fs::exists(keys() / "workspace.key"));
  EXPECT_THAT(bytes_in(keys() / "source"), Not(HasSubstr("horse")));
  EXPECT_THAT(Vault::open(keys()).error().message, HasSubstr("AFTERCARE_PASSPHRASE"));
  ::setenv(kPassphraseVariable, "correct horse staple!", 1);
  EXPECT_THAT(Vault::open(keys()).error().message, HasSubstr("does not open"));
  ::setenv(kPassphraseVariable, "correct horse battery", 1);
  vault = open();
  expect_all_open(*vault, "under the passphrase");
  ASSERT_TRUE(vault->rotate({KeySource::file, {}}));
  vault.reset();
  ::unsetenv(kPassphraseVariable);
  vault = open();
  expect_all_open(*vault, "under a file again");
}

TEST_F(KeyRotationTest, TheEnvironmentGivesTheKey) {
  auto vault = open();
  ::setenv(kNextKeyVariable, "not hexadecimal", 1);
  EXPECT_THAT(vault->rotate({KeySource::environment, {}}).error().message,
              HasSubstr("64 hexadecimal digits"));
  const std::string digits(64, 'a');
  ::setenv(kNextKeyVariable, digits.c_str(), 1);
  ASSERT_TRUE(vault->rotate({KeySource::environment, {}}));
  vault.reset();
  ::unsetenv(kNextKeyVariable);
  EXPECT_THAT(Vault::open(keys()).error().message, HasSubstr("AFTERCARE_KEY"));
  ::setenv(kKeyVariable, digits.c_str(), 1);
  vault = open();
  expect_all_open(*vault, "under the environment's key");
}

}  // namespace
}  // namespace aftercare::privacy
