#include "privacy/vault.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "fresh_folder.hpp"

namespace aftercare::privacy {
namespace {

namespace fs = std::filesystem;
using records::PersonalKind;
using testing::HasSubstr;

fs::perms mode_of(const fs::path& path) {
  return fs::status(path).permissions();
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const fs::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
}

}  // namespace

class VaultTest : public testing::Test {
 protected:
  std::unique_ptr<Vault> create() { return std::move(Vault::create(keys()).value()); }
  fs::path keys() const { return folder_.path / "keys"; }

  FreshFolder folder_;
};

TEST_F(VaultTest, OpensWhatItSealedAlsoWhenEmptyOrBinary) {
  const auto vault = create();
  for (const std::string& clear : {std::string("王小明 13812345678"), std::string(),
                                   std::string("\0\xFF", 2), std::string(100'000, 'x')}) {
    const auto sealed = vault->seal("customer/C1", clear).value();
    EXPECT_EQ(sealed.size(), clear.size() + 41);
    EXPECT_EQ(vault->unseal("customer/C1", sealed).value(), clear);
  }
}

TEST_F(VaultTest, SealsTheSameValueDifferentlyEachTime) {
  const auto vault = create();
  EXPECT_NE(vault->seal("customer/C1", "王小明").value(),
            vault->seal("customer/C1", "王小明").value());
}

TEST_F(VaultTest, OpensForNobodyElse) {
  const auto vault = create();
  const auto sealed = vault->seal("customer/C1", "secret").value();
  ASSERT_TRUE(vault->seal("customer/C2", "another").has_value());
  EXPECT_THAT(vault->unseal("customer/C2", sealed).error().message, HasSubstr("does not open"));
  EXPECT_THAT(vault->unseal("customer/C3", sealed).error().message, HasSubstr("no key"));
}

TEST_F(VaultTest, NoticesEveryChangedBit) {
  const auto vault = create();
  const auto sealed = vault->seal("customer/C1", "secret").value();
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    auto changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    EXPECT_FALSE(vault->unseal("customer/C1", changed).has_value()) << at;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(vault->unseal("customer/C1", sealed.substr(0, size)).has_value()) << size;
  EXPECT_FALSE(vault->unseal("customer/C1", sealed + "x").has_value());
}

TEST_F(VaultTest, ReadsAgainWhatItSealedBeforeASync) {
  std::string sealed;
  std::string token;
  std::string content;
  {
    const auto vault = create();
    sealed = vault->seal("customer/C1", "secret").value();
    token = vault->token(PersonalKind::phone, "13812345678");
    content = vault->content_key();
    ASSERT_TRUE(vault->sync().has_value());
  }
  const auto vault = std::move(Vault::open(keys()).value());
  EXPECT_EQ(vault->unseal("customer/C1", sealed).value(), "secret");
  EXPECT_EQ(vault->token(PersonalKind::phone, "13812345678"), token);
  EXPECT_EQ(vault->content_key(), content);
}

TEST_F(VaultTest, KeepsNoKeyThatWasNotSynced) {
  std::string sealed;
  {
    const auto vault = create();
    ASSERT_TRUE(vault->seal("customer/C1", "a").has_value());
    ASSERT_TRUE(vault->sync().has_value());
    sealed = vault->seal("customer/C2", "b").value();
  }
  const auto vault = std::move(Vault::open(keys()).value());
  EXPECT_TRUE(vault->knows("customer/C1").value());
  EXPECT_FALSE(vault->knows("customer/C2").value());
  EXPECT_FALSE(vault->unseal("customer/C2", sealed).has_value());
}

TEST_F(VaultTest, ManyNewKeysAreSyncedByThemselvesAFewWait) {
  {
    const auto vault = create();
    ASSERT_TRUE(vault->seal("customer/C1", "a").has_value());
    ASSERT_TRUE(vault->sync_if_many().has_value());
  }
  auto vault = std::move(Vault::open(keys()).value());
  EXPECT_FALSE(vault->knows("customer/C1").value());
  std::string sealed;
  for (int i = 0; i < 250'000; ++i) {
    ASSERT_TRUE(vault->seal_into("customer/C" + std::to_string(i), "a", sealed).has_value());
    if (i % 20'000 != 0) continue;
    ASSERT_TRUE(vault->sync_if_many().has_value());
  }
  vault.reset();  // Only one may hold the file.
  const auto later = std::move(Vault::open(keys()).value());
  EXPECT_TRUE(later->knows("customer/C1").value());
  EXPECT_TRUE(later->knows("customer/C150000").value());
  EXPECT_FALSE(later->knows("customer/C249999").value());
}

TEST_F(VaultTest, ReusesTheKeysOfARunThatEndedBetweenSyncAndCommit) {
  std::string lost;
  {
    const auto vault = create();
    lost = vault->seal("customer/C1", "first run").value();
    ASSERT_TRUE(vault->sync().has_value());
  }
  const auto vault = std::move(Vault::open(keys()).value());
  const auto again = vault->seal("customer/C1", "second run").value();
  ASSERT_TRUE(vault->sync().has_value());
  EXPECT_EQ(vault->unseal("customer/C1", lost).value(), "first run");
  EXPECT_EQ(vault->unseal("customer/C1", again).value(), "second run");
}

TEST_F(VaultTest, KeepsEveryPersonWhenTheCacheIsSmall) {
  ASSERT_TRUE(Vault::create(keys()).has_value());
  const auto vault = std::move(Vault::open(keys(), {.seal = true, .cached_keys = 64}).value());
  std::vector<std::string> sealed;
  for (int person = 0; person < 1000; ++person) {
    sealed.push_back(vault->seal("customer/" + std::to_string(person), "v").value());
    if (person % 300 == 0) {
      ASSERT_TRUE(vault->sync().has_value());
    }
  }
  for (int person = 0; person < 1000; ++person)
    EXPECT_TRUE(vault->unseal("customer/" + std::to_string(person), sealed[person]).has_value());
}

TEST_F(VaultTest, FourThreadsAgreeOnOneKeyForEachPerson) {
  const auto vault = create();
  constexpr int kPersons = 2000;
  std::vector<std::vector<std::string>> sealed(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : sealed)
      threads.emplace_back([&] {
        for (int person = 0; person < kPersons; ++person) {
          mine.push_back(vault->seal("customer/" + std::to_string(person), "v").value());
          if (person % 500 == 0) {
            EXPECT_TRUE(vault->sync().has_value());
          }
        }
      });
  }
  ASSERT_TRUE(vault->sync().has_value());
  for (const auto& mine : sealed)
    for (int person = 0; person < kPersons; ++person)
      ASSERT_EQ(vault->unseal("customer/" + std::to_string(person), mine[person]).value(), "v");
}

TEST_F(VaultTest, TokensJoinEqualValuesOfOneKindOnly) {
  const auto vault = create();
  const auto token = vault->token(PersonalKind::phone, "13812345678");
  EXPECT_EQ(token.size(), 32U);
  EXPECT_EQ(token.find_first_not_of("0123456789abcdef"), token.npos);
  EXPECT_EQ(token, vault->token(PersonalKind::phone, "13812345678"));
  EXPECT_NE(token, vault->token(PersonalKind::phone, "13812345679"));
  EXPECT_NE(token, vault->token(PersonalKind::account, "13812345678"));
  const FreshFolder other;
  const auto stranger = std::move(Vault::create(other.path / "keys").value());
  EXPECT_NE(token, stranger->token(PersonalKind::phone, "13812345678"));
  EXPECT_NE(vault->content_key(), stranger->content_key());
}

TEST_F(VaultTest, LetsNobodyElseReadItsFiles) {
  const auto vault = create();
  ASSERT_TRUE(vault->seal("customer/C1", "a").has_value());
  ASSERT_TRUE(vault->sync().has_value());
  EXPECT_EQ(mode_of(keys()), fs::perms::owner_all);
  constexpr auto only_owner = fs::perms::owner_read | fs::perms::owner_write;
  std::set<std::string> names;
  for (const auto& file : fs::directory_iterator(keys())) {
    EXPECT_EQ(mode_of(file), only_owner) << file;
    names.insert(file.path().filename());
  }
  EXPECT_TRUE(names.contains("workspace.key"));
  EXPECT_TRUE(names.contains("keys.sqlite"));
}

TEST_F(VaultTest, RefusesKeysThatOthersMayRead) {
  create();
  for (const auto* const name : {"workspace.key", "keys.sqlite"}) {
    fs::permissions(keys() / name, fs::perms::group_read, fs::perm_options::add);
    const auto opened = Vault::open(keys());
    ASSERT_FALSE(opened.has_value()) << name;
    EXPECT_THAT(opened.error().message, HasSubstr("open to other users"));
    EXPECT_THAT(opened.error().message, HasSubstr("chmod 600"));
    fs::permissions(keys() / name, fs::perms::group_read, fs::perm_options::remove);
  }
  fs::permissions(keys(), fs::perms::others_exec, fs::perm_options::add);
  EXPECT_THAT(Vault::open(keys()).error().message, HasSubstr("chmod 700"));
}

TEST_F(VaultTest, SaysWhichKeyFileIsMissingOrDamaged) {
  create();
  const auto key = bytes_of(keys() / "workspace.key");
  const auto store = bytes_of(keys() / "keys.sqlite");
  ASSERT_EQ(key.size(), 32U);
  const auto message = [&] { return Vault::open(keys()).error().message; };
  const auto spoil = [&](const char* name, std::string_view bytes) {
    write_bytes(keys() / name, bytes);
  };

  spoil("workspace.key", key.substr(0, 31));
  EXPECT_THAT(message(), HasSubstr("workspace key is damaged"));
  auto wrong = key;
  wrong[5] = static_cast<char>(wrong[5] ^ 1);
  spoil("workspace.key", wrong);
  EXPECT_THAT(message(), HasSubstr("does not open keys.sqlite"));
  spoil("workspace.key", key);

  spoil("keys.sqlite", store.substr(0, store.size() / 2));
  EXPECT_THAT(message(), HasSubstr("damaged"));
  spoil("keys.sqlite", "");
  EXPECT_THAT(message(), HasSubstr("damaged"));
  spoil("keys.sqlite", std::string(8192, 'x'));
  EXPECT_THAT(message(), HasSubstr("damaged"));
  fs::remove(keys() / "keys.sqlite");
  EXPECT_THAT(message(), HasSubstr("key file is missing"));
  spoil("keys.sqlite", store);
  fs::permissions(keys() / "keys.sqlite", fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_TRUE(Vault::open(keys()).has_value());

  fs::remove(keys() / "workspace.key");
  EXPECT_THAT(message(), HasSubstr("workspace key is missing"));
  EXPECT_FALSE(Vault::open(keys()).error().message_zh.empty());
}

TEST_F(VaultTest, NeverReplacesKeys) {
  {
    const auto vault = create();
    ASSERT_TRUE(vault->seal("customer/C1", "a").has_value());
    ASSERT_TRUE(vault->sync().has_value());
  }
  EXPECT_THAT(Vault::create(keys()).error().message, HasSubstr("keys already"));
  fs::remove(keys() / "workspace.key");
  EXPECT_THAT(Vault::create(keys()).error().message, HasSubstr("holds 1 keys"));
}

TEST_F(VaultTest, FinishesACreateThatWasCutShort) {
  create();
  fs::remove(keys() / "workspace.key");
  EXPECT_TRUE(Vault::create(keys()).has_value());
}

TEST_F(VaultTest, IsOpenOnceAtATime) {
  const auto vault = create();
  const auto second = Vault::open(keys());
  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error().message, HasSubstr("in use by another process"));
}

TEST_F(VaultTest, LeavesTheValueInClearOnlyWhenToldTo) {
  create();
  std::string clear;
  {
    const auto open = std::move(Vault::open(keys(), {.seal = false}).value());
    clear = open->seal("customer/C1", "王小明").value();
    EXPECT_THAT(clear, HasSubstr("王小明"));
    EXPECT_EQ(open->unseal("customer/C1", clear).value(), "王小明");
  }
  const auto vault = std::move(Vault::open(keys()).value());
  EXPECT_FALSE(vault->unseal("customer/C1", clear).has_value());
}

}  // namespace aftercare::privacy
