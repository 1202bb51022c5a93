#include "pipeline/backup/backup.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>
#include <algorithm>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <fstream>
#include <set>

#include "base/digest.hpp"
#include "pipeline/backup/backup_name.hpp"
#include "pipeline/backup/backup_past.hpp"
#include "pipeline/backup/key_copies.hpp"
#include "pipeline/backup/prune.hpp"
#include "pipeline/erasure.hpp"
#include "store/duckdb/snapshot.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStoreFile = "aftercare.duckdb";
constexpr std::string_view kRestoring = ".restoring-";  // And its process.

// Gone with its object, whatever happens.
struct TemporaryFile {
  fs::path path;
  explicit TemporaryFile(fs::path file) : path(std::move(file)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code none;
    fs::remove_all(path, none);
  }
};

// Files of a workspace beside its store that a backup keeps.
std::vector<std::string> kept_files(const fs::path& root) {
  std::vector<std::string> files{"aftercare.yaml"};
  for (const char* folder : {"catalog", "models"}) {
    std::error_code none;
    for (fs::recursive_directory_iterator at(root / folder, none), end; !none && at != end;
         at.increment(none))
      if (at->is_regular_file(none)) files.push_back(fs::relative(at->path(), root, none).string());
  }
  std::ranges::sort(files);
  return files;
}

store::DatabaseOptions reading_options(const Settings& settings, const fs::path& spill) {
  store::DatabaseOptions how;
  how.zone = settings.zone;
  how.memory_mb = settings.memory_mb;
  how.threads = 1;
  how.spill = spill;
  how.read_only = true;
  return how;
}

base::Result<std::map<std::string, std::string>> content_of(const fs::path& file,
                                                            const records::Dictionary& dictionary,
                                                            const Settings& settings) {
  const TemporaryFile spill(file.string() + ".spill");
  const auto database =
      store::Database::open(file, dictionary, reading_options(settings, spill.path));
  if (!database) return base::failure_of(database);
  return store::content_snapshot(**database, records::Viewer::owner());
}

// The store's file as it was at one moment, beside the store.
base::Result<void> copy_store(const Session& session, const fs::path& copy) {
  return session.store().hold_still([&copy](const fs::path& file) -> base::Result<void> {
    std::error_code error;
    fs::create_directories(copy.parent_path(), error);
    fs::copy_file(file, copy, fs::copy_options::overwrite_existing, error);
    if (!error) fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write, error);
    if (!error) return {};
    return base::failure(
        base::ErrorKind::internal,
        fmt::format("the store cannot be copied for the backup: {}", error.message()),
        fmt::format("无法为备份复制数据库：{}", error.message()));
  });
}

// What restorings to this place left that were killed: half a workspace, and keys.
void clear_away_restorings(const fs::path& whole) {
  const auto begin = whole.filename().string() + std::string(kRestoring);
  std::vector<fs::path> left;
  std::error_code none;
  for (fs::directory_iterator at(whole.parent_path(), none), end; !none && at != end;
       at.increment(none)) {
    const auto name = at->path().filename().string();
    if (!name.starts_with(begin)) continue;
    pid_t process = 0;
    const auto* last = name.data() + name.size();
    const auto [read, error] = std::from_chars(name.data() + begin.size(), last, process);
    if (error == std::errc{} && read == last && process > 0 && ::kill(process, 0) != 0 &&
        errno == ESRCH)
      left.push_back(at->path());
  }
  for (const auto& path : left) fs::remove_all(path, none);
}

base::Result<void> write_out(const ChunkShelf& shelf, const KeptFile& kept, const fs::path& file,
                             const std::function<void(std::uint64_t)>& moved) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, error);
  auto done = shelf.each_chunk(
      kept,
      [&out](std::string_view bytes) -> base::Result<void> {
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return {};
      },
      moved);
  if (done && !out.flush())
    done = base::failure(
        base::ErrorKind::internal,
        fmt::format("a file cannot be restored: {}; is the disk full?", file.string()),
        fmt::format("无法恢复文件：{}；磁盘是否已满？", file.string()));
  return done;
}

base::Result<void> copy_key_files(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to, error);
  if (!error) fs::permissions(to, fs::perms::owner_all, error);
  for (const auto* name : {"keys.sqlite", "workspace.key", "source"}) {
    // One of the last two: where the wrapping key comes from.
    std::error_code none;
    if (name != std::string_view("keys.sqlite") && !fs::exists(from / name, none)) continue;
    if (!error) fs::copy_file(from / name, to / name, error);
    if (!error) fs::permissions(to / name, fs::perms::owner_read | fs::perms::owner_write, error);
  }
  if (!error) return {};
  return base::failure(
      fmt::format("no keys to open the backup with: {}: {}; name the folder that 'aftercare backup "
                  "keys' made",
                  from.string(), error.message()),
      fmt::format("没有可打开备份的密钥：{}：{}；请指明 aftercare backup keys 生成的文件夹",
                  from.string(), error.message()));
}

// The tables that differ, for people.
std::string differing(const std::map<std::string, std::string>& was,
                      const std::map<std::string, std::string>& is) {
  std::string names;
  for (const auto& [table, digest] : was)
    if (const auto at = is.find(table); at == is.end() || at->second != digest)
      names += (names.empty() ? "" : ", ") + table;
  for (const auto& [table, digest] : is)
    if (!was.contains(table)) names += (names.empty() ? "" : ", ") + table;
  return names;
}

// The share of what is there that the next backup opens: the one behind the newest backup's. All of
// it if something was found damaged, or the newest does not even open.
base::Result<ShelfLook> next_look(const Session& session, const BackupPlace& place,
                                  const std::vector<std::string>& names) {
  const unsigned turns = place.turns();
  if (turns <= 1 || names.empty() || backup_past(session.workspace().root()).doubted)
    return ShelfLook{};
  const auto newest = get_page(place, session.vault().backup_key(), names.back());
  if (!newest && newest.error().kind != base::ErrorKind::input) return base::failure_of(newest);
  if (!newest) return ShelfLook{};
  return ShelfLook{turns, (newest->turn + 1) % turns};
}

// Heads that do not tell what their pages do are written again.
base::Result<void> mend_heads(const Session& session, BackupPlace& place,
                              const std::vector<std::string>& names) {
  const auto key = session.vault().backup_key();
  for (const auto& name : names) {
    const auto page = get_page(place, key, name);
    if (!page && page.error().kind == base::ErrorKind::input) continue;
    if (!page) return base::failure_of(page);
    const auto good = head_is_good(place, key, *page);
    if (!good) return base::failure_of(good);
    if (*good) continue;
    if (auto put = put_head(place, key, *page); !put) return put;
  }
  return {};
}

// All of it but what is noted of its end.
base::Result<BackupMade> keep_all(const Session& session, BackupPlace& place, BackupMade made,
                                  const ShelfLook& look, base::Progress& progress) {
  const auto& workspace = session.workspace();
  const TemporaryFile copy(workspace.spill() / (made.page.name + ".duckdb"));
  if (auto copied = copy_store(session, copy.path); !copied) return base::failure_of(copied);
  auto content = content_of(copy.path, session.dictionary(), workspace.settings());
  if (!content) return base::failure_of(content);
  made.page.content = std::move(*content);

  const auto key = session.vault().backup_key();
  ChunkShelf shelf(place, key);
  if (auto learnt = shelf.learn(); !learnt) return base::failure_of(learnt);
  std::error_code none;
  progress.begin(made.page.name, fs::file_size(copy.path, none), "bytes");
  std::uint64_t done = 0;
  const auto moved = [&](std::uint64_t bytes) { progress.update(done += bytes); };
  auto kept = shelf.keep(copy.path, std::string(kStoreFile), look, moved);
  if (!kept) return base::failure_of(kept);
  made.page.files.push_back(std::move(*kept));
  for (const auto& file : kept_files(workspace.root())) {
    auto more = shelf.keep(workspace.root() / file, file, look, moved);
    if (!more) return base::failure_of(more);
    made.page.files.push_back(std::move(*more));
  }
  // What the page names is durable before the page is.
  if (auto settled = place.settle(); !settled) return base::failure_of(settled);
  if (auto put = put_page(place, key, made.page); !put) return base::failure_of(put);
  progress.end();
  made.new_chunks = shelf.new_chunks();
  made.new_bytes = shelf.new_bytes();
  made.mended = shelf.mended();
  return made;
}

// What it lets go is noted before the store is copied: the log in the backup is the newest there
// is.
base::Result<BackupMade> keep_and_let_go(const Session& session, BackupPlace& place,
                                         BackupMade begun, std::vector<std::string> names,
                                         const KeepRule& rule, const Actor& actor,
                                         base::Progress& progress) {
  const auto noted = [&](const std::string& subject) {
    return note(session, records::AuditAction::backup, actor, subject);
  };
  if (auto done = noted("backup/" + begun.page.name); !done) return base::failure_of(done);
  const auto look = next_look(session, place, names);
  if (!look) return base::failure_of(look);
  begun.page.turn = look->turn;
  if (backup_past(session.workspace().root()).doubted)
    if (auto mended = mend_heads(session, place, names); !mended) return base::failure_of(mended);
  if (!rule.keeps_all()) {
    names.push_back(begun.page.name);
    for (const auto& name : let_go(std::move(names), rule))
      if (auto done = noted("let go/" + name); !done) return base::failure_of(done);
  }
  auto made = keep_all(session, place, std::move(begun), *look, progress);
  if (!made || rule.keeps_all()) return made;
  auto pruned = prune(session, place, rule, actor, Pruning::noted_already);
  if (!pruned) return base::failure_of(pruned);
  made->let_go = std::move(pruned->let_go);
  return made;
}

}  // namespace

base::Result<BackupMade> make_backup(const Session& session, BackupPlace& place,
                                     const KeepRule& rule, const Actor& actor,
                                     base::Progress& progress,
                                     std::chrono::system_clock::time_point now) {
  auto made = [&]() -> base::Result<BackupMade> {
    auto names = page_names(place);
    if (!names) return base::failure_of(names);
    BackupMade begun;
    begun.page.name = backup_name(now, *names);
    begun.page.made_at =
        fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", std::chrono::floor<std::chrono::seconds>(now));
    return keep_and_let_go(session, place, std::move(begun), std::move(*names), rule, actor,
                           progress);
  }();
  if (!made) {
    note_failed_backup(session, actor, made.error(), now);
    return made;
  }
  const auto kept = change_backup_past(session.workspace().root(), [now](BackupPast& past) {
    past.made = now;
    past.failure.clear();
    past.failure_zh.clear();
    past.doubted = false;
  });
  if (!kept) return base::failure_of(kept);
  return made;
}

void note_failed_backup(const Session& session, const Actor& actor, const base::Error& error,
                        std::chrono::system_clock::time_point now) {
  (void)note(session, records::AuditAction::backup, {actor.name, error.message}, "failed");
  (void)change_backup_past(session.workspace().root(), [&](BackupPast& past) {
    past.failed = now;
    past.failure = error.message;
    past.failure_zh = error.message_zh;
  });
}

base::Result<std::vector<PageHead>> backups_at(const BackupPlace& place, std::string_view key) {
  const auto names = page_names(place);
  if (!names) return base::failure_of(names);
  std::vector<PageHead> heads;
  for (const auto& name : *names) {
    auto head = get_head(place, key, name);
    if (!head) return base::failure_of(head);
    heads.push_back(std::move(*head));
  }
  return heads;
}

base::Result<void> check_backups(BackupPlace& place, std::string_view key,
                                 const std::vector<std::string>& names, base::Progress& progress) {
  const ChunkShelf shelf(place, key);
  std::set<std::string> opened;
  for (const auto& name : names) {
    const auto page = get_page(place, key, name);
    if (!page) return base::failure_of(page);
    progress.begin(name, page->bytes(), "bytes");
    std::uint64_t done = 0;
    for (const auto& file : page->files) {
      for (const auto& chunk : file.chunks)
        if (opened.insert(chunk).second)
          if (auto checked = shelf.check(chunk, file.path); !checked) return checked;
      progress.update(done += file.bytes);
    }
    const auto head = head_is_good(place, key, *page);
    if (!head) return base::failure_of(head);
    if (!*head)
      return base::failure(
          base::ErrorKind::input,
          fmt::format("a backup is damaged: heads/{}, at {}; the next backup writes it again", name,
                      place.name()),
          fmt::format("备份已损坏：heads/{}，位于 {}；下一次备份会重新写入", name, place.name()));
    progress.end();
  }
  return {};
}

base::Result<void> verify_backups(const Session& session, BackupPlace& place,
                                  const std::vector<std::string>& names, base::Progress& progress) {
  auto checked = check_backups(place, session.vault().backup_key(), names, progress);
  if (checked || checked.error().kind != base::ErrorKind::input) return checked;
  (void)change_backup_past(session.workspace().root(),
                           [](BackupPast& past) { past.doubted = true; });
  return checked;
}

base::Result<void> copy_keys(const Session& session, const fs::path& folder, const Actor& actor,
                             std::uint32_t days, std::chrono::system_clock::time_point now) {
  std::error_code none;
  if (fs::exists(folder, none) && (!fs::is_directory(folder, none) || !fs::is_empty(folder, none)))
    return base::failure(
        fmt::format("the folder for the keys is not empty: {}; name a new one", folder.string()),
        fmt::format("存放密钥的文件夹不为空：{}；请换一个新的", folder.string()));
  // Noted behind it: the copy remembers the log's end that the last backup has, not a later one.
  auto done = session.vault().copy_to(folder);
  if (done) done = note_key_copy(session, actor, days, now);
  if (!done) fs::remove_all(folder, none);
  return done;
}

namespace {

// The customers of a restored store of whom the keys know that they were erased.
base::Result<std::vector<std::string>> erased_since(const Session& session) {
  std::vector<std::string> customers;
  if (!session.vault().any_erased()) return customers;
  std::string all;
  for (const auto& entity : session.dictionary().entities())
    if (entity.field("customer_id") != nullptr)
      all += fmt::format("{}SELECT customer_id FROM \"{}\"", all.empty() ? "" : " UNION ",
                         entity.name);
  const auto known = session.store().read(
      fmt::format("SELECT customer_id FROM ({}) WHERE customer_id IS NOT NULL ORDER BY 1", all));
  if (!known) return base::failure_of(known);
  for (const auto& row : known->rows)
    if (const auto& id = std::get<std::string>(row[0]); session.vault().erased("customer/" + id))
      customers.push_back(id);
  return customers;
}

base::Result<std::uint64_t> erase_again(const Session& session, const Actor& actor) {
  constexpr std::size_t together = 256;
  const auto customers = erased_since(session);
  if (!customers) return base::failure_of(customers);
  for (std::size_t at = 0; at < customers->size(); at += together) {
    const auto end = std::min(customers->size(), at + together);
    const auto done = erase_customers(session,
                                      [&]() -> base::Result<std::vector<std::string>> {
                                        return std::vector<std::string>(
                                            customers->begin() + static_cast<std::ptrdiff_t>(at),
                                            customers->begin() + static_cast<std::ptrdiff_t>(end));
                                      },
                                      {actor.name, "erased before, restored from a backup"});
    if (!done) return base::failure_of(done);
  }
  return customers->size();
}

}  // namespace

base::Result<Restored> restore_backup(BackupPlace& place, const std::string& name,
                                      const fs::path& keys, const fs::path& folder,
                                      const Actor& actor, base::Progress& progress) {
  std::error_code none;
  if (fs::exists(folder, none) && (!fs::is_directory(folder, none) || !fs::is_empty(folder, none)))
    return base::failure(
        fmt::format("the folder is not empty: {}. Name a new one with -w", folder.string()),
        fmt::format("文件夹不为空：{}。请用 -w 指定一个新的", folder.string()));
  const auto names = page_names(place);
  if (!names) return base::failure_of(names);
  if (names->empty())
    return base::failure(fmt::format("there is no backup: {}", place.name()),
                         fmt::format("这里没有备份：{}", place.name()));
  auto whole = fs::absolute(folder, none).lexically_normal();
  if (whole.filename().empty()) whole = whole.parent_path();
  clear_away_restorings(whole);
  const TemporaryFile growing(whole.string() + fmt::format("{}{}", kRestoring, ::getpid()));
  if (auto copied = copy_key_files(keys, growing.path / "keys"); !copied)
    return base::failure_of(copied);
  Restored restored;
  {
    const auto vault = privacy::Vault::open(growing.path / "keys");
    if (!vault) return base::failure_of(vault);
    const auto key = (*vault)->backup_key();
    auto page = get_page(place, key, name.empty() ? names->back() : name);
    if (!page) return base::failure_of(page);
    restored.page = std::move(*page);
    const ChunkShelf shelf(place, key);
    progress.begin(restored.page.name, restored.page.bytes(), "bytes");
    std::uint64_t done = 0;
    for (const auto& file : restored.page.files) {
      auto written = write_out(shelf, file, growing.path / file.path,
                               [&](std::uint64_t bytes) { progress.update(done += bytes); });
      if (!written) return base::failure_of(written);
    }
    progress.end();
  }
  for (const char* part : {"sources", "catalog", "models", "reports", "backups"}) {
    fs::create_directories(growing.path / part, none);
    fs::permissions(growing.path / part, fs::perms::owner_all, none);
  }
  fs::permissions(growing.path, fs::perms::owner_all, none);
  {
    const auto workspace = Workspace::open(growing.path);
    if (!workspace) return base::failure_of(workspace);
    const auto catalog = standard::Catalog::load(growing.path);
    if (!catalog) return base::failure_of(catalog);
    const auto content =
        content_of(workspace->database(), catalog->dictionary(), workspace->settings());
    if (!content) return base::failure_of(content);
    if (const auto tables = differing(restored.page.content, *content); !tables.empty())
      return base::failure(
          base::ErrorKind::internal,
          fmt::format("the restored store is not what was backed up: {}; take another backup",
                      tables),
          fmt::format("恢复的数据与备份时不一致：{}；请换一份备份", tables));
    restored.rows = restored.page.rows();
  }
  {
    auto workspace = Workspace::open(growing.path);
    if (!workspace) return base::failure_of(workspace);
    const auto session = Session::open(std::move(*workspace));
    if (!session) return base::failure_of(session);
    auto noted =
        note(**session, records::AuditAction::restore, actor, "backup/" + restored.page.name);
    if (!noted) return base::failure_of(noted);
    const auto erased = erase_again(**session, actor);
    if (!erased) return base::failure_of(erased);
    restored.erased_again = *erased;
  }
  fs::rename(growing.path, whole, none);
  if (none)
    return base::failure(
        base::ErrorKind::internal,
        fmt::format("the restored workspace cannot be put in its place: {}: {}", whole.string(),
                    none.message()),
        fmt::format("恢复的工作区无法就位：{}：{}", whole.string(), none.message()));
  return restored;
}

}  // namespace aftercare::pipeline
