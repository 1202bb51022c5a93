#include "pipeline/backup/prune.hpp"

#include <gmock/gmock.h>

#include <set>

#include "backed_shop.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;
using std::chrono::hours;

/// Breaks off after so many removals, as a kill would.
class BreakingPlace final : public BackupPlace {
 public:
  BreakingPlace(BackupPlace& place, int removals) : place_(place), left_(removals) {}
  base::Result<void> put(const std::string& name, std::string_view bytes) override {
    return place_.put(name, bytes);
  }
  base::Result<void> settle() override { return place_.settle(); }
  base::Result<std::string> get(const std::string& name) const override { return place_.get(name); }
  base::Result<std::vector<PlacePiece>> list(const std::string& folder) const override {
    return place_.list(folder);
  }
  base::Result<void> remove(const std::string& name) override {
    if (left_-- <= 0) return base::failure(base::ErrorKind::internal, "killed");
    return place_.remove(name);
  }
  unsigned turns() const override { return place_.turns(); }
  std::string name() const override { return place_.name(); }

 private:
  BackupPlace& place_;
  int left_;
};

class PruneTest : public BackedShop {
 protected:
  Pruned pruned(const KeepRule& rule, Pruning how = Pruning::all) {
    auto done = prune(*session_, *place_, rule, command_line_actor(), how);
    EXPECT_TRUE(done) << done.error().message;
    return std::move(*done);
  }
  std::size_t chunks() const { return place_->list("chunks")->size(); }
  /// One bit of the biggest chunk that only this backup has.
  void spoil(const SnapshotPage& page, const std::vector<SnapshotPage>& others) {
    std::set<std::string> shared;
    for (const auto& other : others)
      for (const auto& file : other.files) shared.insert(file.chunks.begin(), file.chunks.end());
    for (const auto& file : page.files)
      for (const auto& chunk : file.chunks) {
        if (shared.contains(chunk)) continue;
        flip_a_bit(folder_ / ChunkShelf::name_of(chunk), 30);
        return;
      }
    FAIL() << "no chunk of its own";
  }
};

TEST_F(PruneTest, OnlyLookingRemovesNothing) {
  const auto first = backup();
  ingest_customers(300, 3000);
  const auto second = backup();
  const auto before = chunks();
  const auto seen = pruned({.last = 1}, Pruning::only_look);
  EXPECT_EQ(seen.let_go, Names{first.page.name});
  EXPECT_EQ(seen.kept, Names{second.page.name});
  EXPECT_GT(seen.chunks, 0U);
  EXPECT_EQ(chunks(), before);
  EXPECT_EQ(page_names(*place_)->size(), 2U);
  const auto done = pruned({.last = 1});
  EXPECT_EQ(done.chunks, seen.chunks);
  EXPECT_EQ(chunks(), before - seen.chunks);
  EXPECT_TRUE(verify(second.page));
}

TEST_F(PruneTest, TheOnlyWholeOneIsSpared) {
  const auto first = backup();
  ingest_customers(300, 3000);
  const auto second = backup();
  spoil(second.page, {first.page});
  const auto done = pruned({.last = 1});
  EXPECT_EQ(done.spared, first.page.name);
  EXPECT_TRUE(done.let_go.empty());
  EXPECT_TRUE(verify(first.page));
  // None is whole: nothing is removed, and that is said.
  spoil(first.page, {second.page});
  const auto refused = prune(*session_, *place_, {.last = 1}, command_line_actor());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("no backup there is whole"));
  EXPECT_EQ(page_names(*place_)->size(), 2U);
}

TEST_F(PruneTest, CutShortAnywhereItGoesOnAndWhatStaysIsWhole) {
  for (const int removals : {0, 1, 2, 5}) {
    backup();
    ingest_customers(1000 + removals * 300, 1300 + removals * 300);
    const auto last = backup();
    BreakingPlace breaking(*place_, removals);
    const auto cut = prune(*session_, breaking, {.last = 1}, command_line_actor());
    EXPECT_TRUE(cut || cut.error().message == "killed");
    const auto names = page_names(*place_);
    for (const auto& name : names.value())
      EXPECT_TRUE(verify(page_of(name))) << name << " after " << removals;
    pruned({.last = 1});
    EXPECT_EQ(page_names(*place_).value(), Names{last.page.name});
    std::set<std::string> used;
    for (const auto& file : last.page.files) used.insert(file.chunks.begin(), file.chunks.end());
    EXPECT_EQ(chunks(), used.size()) << "after " << removals;
  }
}

TEST_F(PruneTest, ChunksThatACutOffBackupLeftGoWithoutARule) {
  const auto made = backup();
  ASSERT_TRUE(place_->put("chunks/00/" + std::string(32, '0'), "left"));
  const auto done = pruned({});
  EXPECT_EQ(done.chunks, 1U);
  EXPECT_EQ(done.kept, Names{made.page.name});
  EXPECT_TRUE(verify(made.page));
}

TEST_F(PruneTest, EachEndIsNotedAndABackupWithARuleKeepsToIt) {
  const auto now = std::chrono::system_clock::now();
  base::NoProgress quiet;
  for (int day = 10; day >= 0; --day) {
    const auto made = make_backup(*session_, *place_, {.daily = 3}, command_line_actor(), quiet,
                                  now - hours(24 * day));
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_LE(made->let_go.size(), 1U);
  }
  EXPECT_EQ(page_names(*place_)->size(), 3U);
  const auto noted =
      session_->store().read("SELECT count(*) FROM audit WHERE subject LIKE 'let go/%'");
  EXPECT_EQ(std::get<std::int64_t>(noted->rows[0][0]), 8);
}

}  // namespace
}  // namespace aftercare::pipeline
