#include "pipeline/backup/prune.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "pipeline/backup/chunk_shelf.hpp"
#include "pipeline/backup/snapshot_page.hpp"

namespace aftercare::pipeline {
namespace {

using ChunkNames = std::set<std::string>;

// What lies there: the chunks as they were listed once, and each page read once.
class PlaceView {
 public:
  PlaceView(BackupPlace& place, std::string_view key)
      : place_(place), key_(key), shelf_(place, key) {}

  base::Result<void> learn() { return shelf_.learn(); }
  ChunkShelf& shelf() { return shelf_; }
  const BackupPlace& place() const { return place_; }
  const base::Result<SnapshotPage>& page(const std::string& name) {
    const auto at = pages_.find(name);
    if (at != pages_.end()) return at->second;
    return pages_.emplace(name, get_page(place_, key_, name)).first->second;
  }

 private:
  BackupPlace& place_;
  std::string_view key_;
  ChunkShelf shelf_;
  std::map<std::string, base::Result<SnapshotPage>> pages_;
};

// Whether every part is there and opens; of `shared` it is enough that it is there. Fails only if
// the place is not reached.
base::Result<bool> is_whole(const ChunkShelf& shelf, const SnapshotPage& page,
                            const ChunkNames& shared) {
  for (const auto& file : page.files)
    for (const auto& chunk : file.chunks) {
      if (!shelf.has(chunk)) return false;
      if (shared.contains(chunk)) continue;
      const auto opened = shelf.check(chunk, file.path);
      if (!opened && opened.error().kind == base::ErrorKind::input) return false;
      if (!opened) return base::failure_of(opened);
    }
  return true;
}

// The newest of the names whose backup is whole; empty if none is.
base::Result<std::string> newest_whole(PlaceView& view, std::vector<std::string> names,
                                       const ChunkNames& shared) {
  std::ranges::sort(names, std::ranges::greater{});
  for (const auto& name : names) {
    const auto& page = view.page(name);
    if (!page && page.error().kind == base::ErrorKind::input) continue;
    if (!page) return base::failure_of(page);
    const auto whole = is_whole(view.shelf(), *page, shared);
    if (!whole) return base::failure_of(whole);
    if (*whole) return name;
  }
  return std::string();
}

// What every one of these backups holds. One that does not open shares nothing.
base::Result<ChunkNames> held_by_all(PlaceView& view, const std::vector<std::string>& names) {
  ChunkNames all;
  for (bool first = true; const auto& name : names) {
    const auto& page = view.page(name);
    if (!page && page.error().kind == base::ErrorKind::input) return ChunkNames{};
    if (!page) return base::failure_of(page);
    ChunkNames own;
    for (const auto& file : page->files) own.insert(file.chunks.begin(), file.chunks.end());
    if (first)
      all = std::move(own);
    else
      std::erase_if(all, [&own](const std::string& chunk) { return !own.contains(chunk); });
    first = false;
  }
  return all;
}

// What stays must hold one that is whole, if any is. What it shares with all that go need not be
// read: were it damaged, none of those would be whole either.
base::Result<void> spare_a_whole_one(PlaceView& view, Pruned& plan) {
  const auto shared = held_by_all(view, plan.let_go);
  if (!shared) return base::failure_of(shared);
  const auto stays = newest_whole(view, plan.kept, *shared);
  if (!stays) return base::failure_of(stays);
  if (!stays->empty()) return {};
  const auto spared = newest_whole(view, plan.let_go, {});
  if (!spared) return base::failure_of(spared);
  if (spared->empty())
    return base::failure(
        base::ErrorKind::input,
        fmt::format("no backup there is whole, so none is removed: {}; make a new one elsewhere",
                    view.place().name()),
        fmt::format("那里没有一份完好的备份，因此一份也不删除：{}；请在别处重新备份",
                    view.place().name()));
  std::erase(plan.let_go, *spared);
  plan.kept.push_back(*spared);
  std::ranges::sort(plan.kept);
  plan.spared = *spared;
  return {};
}

}  // namespace

base::Result<Pruned> prune(const Session& session, BackupPlace& place, const KeepRule& rule,
                           const Actor& actor, Pruning how) {
  const auto key = session.vault().backup_key();
  const auto names = page_names(place);
  if (!names) return base::failure_of(names);
  Pruned plan;
  plan.let_go = let_go(*names, rule);
  for (const auto& name : *names)
    if (!std::ranges::binary_search(plan.let_go, name)) plan.kept.push_back(name);
  PlaceView view(place, key);
  if (auto learnt = view.learn(); !learnt) return base::failure_of(learnt);
  if (!plan.let_go.empty())
    if (auto spared = spare_a_whole_one(view, plan); !spared) return base::failure_of(spared);
  std::set<std::string> wanted;
  for (const auto& name : plan.kept) {
    // A page that does not open may still need its chunks: then none is dropped.
    const auto& page = view.page(name);
    if (!page) return base::failure_of(page);
    for (const auto& file : page->files) wanted.insert(file.chunks.begin(), file.chunks.end());
  }
  const bool only_look = how == Pruning::only_look;
  if (!only_look) {
    for (const auto& name : plan.let_go) {
      if (how == Pruning::noted_already) break;
      if (auto noted = note(session, records::AuditAction::backup, actor, "let go/" + name); !noted)
        return base::failure_of(noted);
    }
    for (const auto& name : plan.let_go)
      if (auto removed = remove_page(place, name); !removed) return base::failure_of(removed);
    if (auto removed = remove_heads_but(place, plan.kept); !removed)
      return base::failure_of(removed);
    if (auto settled = place.settle(); !settled) return base::failure_of(settled);
  }
  const auto dropped = view.shelf().drop_others(wanted, only_look);
  if (!dropped) return base::failure_of(dropped);
  plan.chunks = *dropped;
  return plan;
}

}  // namespace aftercare::pipeline
