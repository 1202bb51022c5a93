// Behind a commit that the disk had no room for, the store opens itself anew.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include "tiny_shop.hpp"

namespace aftercare::store {

// No file of this process grows beyond so many bytes, for as long as it lives.
class FullDisk {
 public:
  explicit FullDisk(rlim_t size) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit full{size, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &full);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

Sheet cases(const std::vector<std::string>& ids) {
  Sheet sheet{"case", {"case_id", "channel", "opened_at", "rating"}, {}};
  for (const auto& id : ids) sheet.rows.push_back({id, "review", "2026-03-01 08:00", "4"});
  return sheet;
}

TEST(FullDiskTest, WhatFailedIsStoredOnceThereIsRoomWithoutAnybodyOpeningTheStore) {
  for (const std::uintmax_t room : {0, 64, 500, 1500}) {
    Shop shop;
    shop.ingest("first", cases({"c1"}));
    shop.begin("second", "case");
    auto log = shop.folder().file();
    log += ".wal";
    {
      const FullDisk disk(std::filesystem::file_size(log) + room);
      for (int tries = 0; tries < 3; ++tries) {
        const auto full = shop.writer().commit(slice_of("second", 0, true, cases({"c2", "c3"})));
        ASSERT_FALSE(full) << room;
        EXPECT_EQ(shop.ask("SELECT count(*) FROM case_fact"), "1") << room << ", read while full";
      }
    }
    EXPECT_EQ(shop.ask("SELECT count(*) FROM case_fact"), "1") << room;
    const auto stored = shop.writer().commit(slice_of("second", 0, true, cases({"c2", "c3"})));
    ASSERT_TRUE(stored) << room << ": " << stored.error().message;
    EXPECT_EQ(in_short(*stored), "2 2 0 0 0") << room;
    EXPECT_EQ(in_short(shop.ingest("third", cases({"c3", "c4"}))), "2 1 0 1 0") << room;
    for (int opened = 0; opened < 2; ++opened) {
      EXPECT_EQ(shop.ask("SELECT case_key FROM case_fact ORDER BY case_key"), "c1;c2;c3;c4");
      EXPECT_EQ(shop.ask("SELECT slices, complete FROM file ORDER BY file_id"),
                "1,yes;1,yes;1,yes");
      shop.close();
      shop.open();
    }
  }
}

TEST(FullDiskTest, AFileThatCannotBeNotedIsNotedOnceThereIsRoom) {
  Shop shop;
  shop.ingest("first", cases({"c1"}));
  auto log = shop.folder().file();
  log += ".wal";
  {
    const FullDisk disk(std::filesystem::file_size(log));
    EXPECT_FALSE(shop.writer().begin_file({"next", "shop", "n.csv", "case", "m", "utf-8", 10}));
  }
  EXPECT_EQ(in_short(shop.ingest("next", cases({"c2"}))), "1 1 0 0 0");
}

}  // namespace aftercare::store
