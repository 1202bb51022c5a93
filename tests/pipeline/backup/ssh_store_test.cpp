#include "pipeline/backup/ssh_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "pipeline/backup/leased_place.hpp"
#include "place/ssh_server.hpp"

namespace aftercare::pipeline {
namespace {

using testing::HasSubstr;

class SshStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!server_.works()) GTEST_SKIP() << "no sshd here: apt-get install openssh-server";
    access_ = {server_.key().string(), server_.known_hosts().string()};
  }
  SshFolder where(const std::string& folder = "safe/shop one") const {
    return {server_.user(), "127.0.0.1", static_cast<std::uint16_t>(server_.port()),
            (server_.folder() / folder).string()};
  }
  std::unique_ptr<DistantStore> open() {
    auto store = open_ssh_folder(where(), access_, true);
    EXPECT_TRUE(store) << store.error().message;
    return std::move(*store);
  }
  std::string refusal(const SshAccess& access) {
    const auto store = open_ssh_folder(where(), access, true);
    EXPECT_FALSE(store);
    EXPECT_FALSE(std::filesystem::exists(server_.folder() / "safe"));
    return store ? "" : store.error().message;
  }

  place::SshServer server_;
  SshAccess access_;
};

TEST_F(SshStoreTest, GivesBackWhatWasPutAndListsIt) {
  const auto store = open();
  const std::string big(1'200'007, 'b');
  ASSERT_TRUE(store->put("chunks/ab/ab12", std::string("\0\r\n\xff", 4)));
  ASSERT_TRUE(store->put("chunks/cd/cd34", big));
  ASSERT_TRUE(store->put("snapshots/one", ""));
  EXPECT_EQ(store->get("chunks/ab/ab12").value(), std::string("\0\r\n\xff", 4));
  EXPECT_EQ(store->get("chunks/cd/cd34").value(), big);
  EXPECT_EQ(store->get("snapshots/one").value(), "");
  ASSERT_TRUE(store->put("chunks/ab/ab12", "newer"));
  EXPECT_EQ(store->get("chunks/ab/ab12").value(), "newer");
  const auto pieces = store->list("chunks").value();
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].name, "chunks/ab/ab12");
  EXPECT_EQ(pieces[1].name, "chunks/cd/cd34");
  EXPECT_GT(pieces[0].written, 1'700'000'000);
  EXPECT_TRUE(store->list("nothing")->empty());
  ASSERT_TRUE(store->remove("chunks/ab/ab12"));
  ASSERT_TRUE(store->remove("chunks/ab/ab12")) << "what is gone is gone";
  const auto gone = store->get("chunks/ab/ab12");
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().kind, base::ErrorKind::input);
  // Others of that machine may not read it.
  const auto mode = std::filesystem::status(where().folder + "/chunks/cd/cd34").permissions();
  EXPECT_EQ(mode & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(SshStoreTest, WhatWasLeftHalfIsNoPiece) {
  const auto store = open();
  ASSERT_TRUE(store->put("chunks/ab/ab12", "1"));
  std::ofstream(where().folder + "/chunks/ab/ab99.new") << "half";
  EXPECT_EQ(store->list("chunks")->size(), 1U);
}

// 40 folders as chunks have them, some with two pieces.
std::vector<std::string> put_many(DistantStore& store) {
  std::vector<std::string> names;
  for (int i = 0; i < 40; ++i)
    for (int j = 0; j <= i % 2; ++j) {
      names.push_back("chunks/" + std::to_string(10 + i) + "/piece" + std::to_string(j));
      EXPECT_TRUE(store.put(names.back(), std::string(static_cast<std::size_t>(i), 'x')));
    }
  return names;
}

std::vector<std::string> names_of(const DistantStore& store) {
  const auto listed = store.list("chunks");
  EXPECT_TRUE(listed) << listed.error().message;
  std::vector<std::string> names;
  if (!listed) return names;
  for (const auto& piece : *listed) {
    names.push_back(piece.name);
    EXPECT_EQ(piece.bytes, std::stoul(piece.name.substr(7, 2)) - 10) << piece.name;
    EXPECT_GT(piece.written, 1'700'000'000);
  }
  return names;
}

TEST_F(SshStoreTest, ManyFoldersAreListedByOneQuestion) {
  const auto find = server_.programs() / "find";
  const auto asked = server_.folder() / "asked";
  std::ofstream(find) << "#!/bin/sh\necho once >> " << asked.string()
                      << "\nexec /usr/bin/find \"$@\"\n";
  std::filesystem::permissions(find, std::filesystem::perms::owner_all);
  // Nothing in the folder's name is a command.
  const auto odd = where("it's $(touch made) `touch made` ; touch made");
  const auto store = open_ssh_folder(odd, access_, true).value();
  const auto names = put_many(*store);
  EXPECT_EQ(names_of(*store), names);
  std::ifstream in(asked);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "once\n");
  EXPECT_FALSE(std::filesystem::exists("made"));
}

TEST_F(SshStoreTest, AHostWhoseFindIsOfNoUseIsAskedFolderByFolder) {
  const auto store = open();
  const auto names = put_many(*store);
  const auto find = server_.programs() / "find";
  for (const auto* program :
       {"echo '1774000000.5 3 99/nowhere'", "echo '1774000000.5 7 49/piece0'", "exit 1",
        "echo 'find: unknown predicate' >&2; exit 1", "echo 'Welcome to this machine'",
        "echo '1774000000.5 39 49/piece0'; exit 1", "kill $$", "true"}) {
    std::ofstream(find) << "#!/bin/sh\n" << program << "\n";
    std::filesystem::permissions(find, std::filesystem::perms::owner_all);
    EXPECT_EQ(names_of(*store), names) << program;
  }
}

TEST_F(SshStoreTest, AHostThatGivesFilesOnlyIsAskedFolderByFolder) {
  const place::SshServer files_only(false);
  ASSERT_TRUE(files_only.works());
  const auto store =
      open_ssh_folder(
          {files_only.user(), "127.0.0.1", static_cast<std::uint16_t>(files_only.port()),
           (files_only.folder() / "safe").string()},
          {files_only.key().string(), files_only.known_hosts().string()}, true)
          .value();
  const auto names = put_many(*store);
  EXPECT_EQ(names_of(*store), names);
}

TEST_F(SshStoreTest, GoesOnOverANewConnectionWhenOneBreaks) {
  const auto store = open();
  ASSERT_TRUE(store->put("a", "1"));
  server_.cut_connections();
  const auto put = store->put("b", "2");
  ASSERT_TRUE(put) << put.error().message;
  server_.cut_connections();
  EXPECT_EQ(store->get("b").value(), "2");
  server_.cut_connections();
  EXPECT_EQ(store->list("")->size(), 2U);
}

TEST_F(SshStoreTest, AHostThatIsNotKnownIsNotTrusted) {
  const auto unknown = refusal({server_.key().string(), server_.empty_known_hosts().string()});
  EXPECT_THAT(unknown, HasSubstr("the host is not known"));
  EXPECT_THAT(unknown, HasSubstr("SHA256:"));
  EXPECT_THAT(refusal({server_.key().string(), (server_.folder() / "none").string()}),
              HasSubstr("the host is not known"));
}

TEST_F(SshStoreTest, AHostWithAnotherKeyIsRefused) {
  EXPECT_THAT(refusal({server_.key().string(), server_.other_known_hosts().string()}),
              HasSubstr("is not the known one"));
}

TEST_F(SshStoreTest, AKeyThatIsNotTakenIsSaid) {
  EXPECT_THAT(refusal({server_.strange_key().string(), server_.known_hosts().string()}),
              HasSubstr("takes none of our keys"));
  EXPECT_THAT(refusal({(server_.folder() / "none").string(), server_.known_hosts().string()}),
              HasSubstr("no key without a passphrase"));
}

TEST_F(SshStoreTest, AFolderThatIsNotThereIsMadeOnlyToWrite) {
  const auto missing = open_ssh_folder(where(), access_, false);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("no folder of backups"));
  EXPECT_TRUE(open_ssh_folder(where(), access_, true));
  EXPECT_TRUE(open_ssh_folder(where(), access_, false));
}

TEST_F(SshStoreTest, IsWrittenByOneProcessAtATime) {
  const auto first = leased_place(open(), PlaceUse::write);
  ASSERT_TRUE(first) << first.error().message;
  const auto second = leased_place(open(), PlaceUse::write);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("another process"));
  EXPECT_TRUE((*first)->put("x", "1"));
}

}  // namespace
}  // namespace aftercare::pipeline
