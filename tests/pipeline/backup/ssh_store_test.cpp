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
