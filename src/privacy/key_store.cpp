#include "privacy/key_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "privacy/key_folder.hpp"
#include "privacy/key_statement.hpp"

namespace aftercare::privacy {
namespace {

constexpr int kFirstFormat = 1;
// What each later format adds, in order; never changed once released.
constexpr std::array kSteps = {
    "CREATE TABLE audit_end (entries INTEGER NOT NULL, hash TEXT NOT NULL);",
    "CREATE TABLE erasure (number INTEGER PRIMARY KEY AUTOINCREMENT, customer TEXT NOT NULL,"
    " replacement TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL);"
    "CREATE TABLE erasure_name (number INTEGER, name TEXT, PRIMARY KEY (number, name))"
    " WITHOUT ROWID;"
    "CREATE TABLE erased (mark BLOB PRIMARY KEY) WITHOUT ROWID;",
    // `done_to`: the last person whose key is wrapped under the new key.
    "CREATE TABLE rotation (root BLOB NOT NULL, done_to TEXT NOT NULL);",
    // Rows of `data_key` are written where their names belong, these one behind the other.
    "CREATE TABLE key_chunk (id INTEGER PRIMARY KEY, keys INTEGER NOT NULL, sealed BLOB NOT NULL);"
    "ALTER TABLE rotation ADD COLUMN chunk INTEGER NOT NULL DEFAULT -1;"};
constexpr int kFormat = kFirstFormat + static_cast<int>(kSteps.size());

// Exclusive: no shared-memory file beside it, and a second process is told so at once.
constexpr const char* kKeySettings =
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -2000; PRAGMA "
    "wal_autocheckpoint = 8000;";

constexpr const char* kKeyTables =
    "CREATE TABLE root (wrapped BLOB NOT NULL);"
    "CREATE TABLE data_key (person TEXT PRIMARY KEY, wrapped BLOB NOT NULL) WITHOUT ROWID;"
    "PRAGMA user_version = 1;";

}  // namespace

void KeyStore::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}
void KeyStore::Close::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

base::Error KeyStore::error() const {
  const auto file = file_.string();
  switch (sqlite3_errcode(database_.get())) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {base::ErrorKind::internal,
              fmt::format("the keys are in use by another process: {}; end it or ask it", file),
              fmt::format("密钥正被另一个进程使用：{}；请先结束该进程", file)};
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return {base::ErrorKind::usage,
              fmt::format("the key file is damaged: {}; put it back from your key backup", file),
              fmt::format("密钥文件已损坏：{}；请从密钥备份中恢复", file)};
    default: {
      const std::string reason = sqlite3_errmsg(database_.get());
      return {base::ErrorKind::internal,
              fmt::format("the key file cannot be used: {}: {}", file, reason),
              fmt::format("密钥文件无法使用：{}：{}", file, reason)};
    }
  }
}

base::Result<void> KeyStore::run(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return tl::unexpected<base::Error>(error());
}

base::Result<KeyStore::Statement> KeyStore::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(database_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                         nullptr) != SQLITE_OK)
    return tl::unexpected<base::Error>(error());
  return Statement(statement);
}

base::Result<KeyStore> KeyStore::connect(const std::filesystem::path& file) {
  KeyStore store;
  store.file_ = file;
  sqlite3* database = nullptr;
  const auto opened = sqlite3_open_v2(file.c_str(), &database,
                                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  store.database_.reset(database);
  if (opened != SQLITE_OK) return tl::unexpected<base::Error>(store.error());
  sqlite3_busy_timeout(database, 1000);
  if (const auto set = store.run(kKeySettings); !set) return base::failure_of(set);
  return store;
}

base::Result<void> KeyStore::create(const std::filesystem::path& file, std::string_view root) {
  const auto made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0)
    return base::failure(base::ErrorKind::internal,
                         fmt::format("the key file cannot be created: {}", file.string()),
                         fmt::format("无法创建密钥文件：{}", file.string()));
  ::close(made);
  auto store = connect(file);
  if (!store) return base::failure_of(store);
  if (const auto done = store->run("BEGIN IMMEDIATE"); !done) return base::failure_of(done);
  if (const auto done = store->run(kKeyTables); !done) return base::failure_of(done);
  {
    const auto insert = store->prepare("INSERT INTO root VALUES (?1)");
    if (!insert) return base::failure_of(insert);
    bind_blob(insert->get(), 1, root);
    if (sqlite3_step(insert->get()) != SQLITE_DONE)
      return tl::unexpected<base::Error>(store->error());
  }
  return store->run("COMMIT");
}

base::Result<KeyStore> KeyStore::open(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    return base::failure(
        base::ErrorKind::usage,
        fmt::format("the key file is missing: {}; put it back from your key backup (without it the "
                    "sealed originals stay closed)",
                    file.string()),
        fmt::format("缺少密钥文件：{}；请从密钥备份中恢复（没有它，封存的原文无法打开）",
                    file.string()));
  if (const auto safe = refuse_if_shared(file); !safe) return base::failure_of(safe);
  auto store = connect(file);
  if (!store) return store;
  int older = 0;
  {
    const auto version = store->prepare("PRAGMA user_version");
    if (!version) return base::failure_of(version);
    if (sqlite3_step(version->get()) != SQLITE_ROW)
      return tl::unexpected<base::Error>(store->error());
    const auto format = sqlite3_column_int(version->get(), 0);
    if (format > kFormat)
      return base::failure(
          base::ErrorKind::usage,
          fmt::format("the key file was written by a newer program: {} has format {}, this one "
                      "knows {}",
                      file.string(), format, kFormat),
          fmt::format("密钥文件由更新的程序写入：{} 的格式为 {}，本程序只支持 {}", file.string(),
                      format, kFormat));
    const bool known = format >= kFirstFormat;
    const auto root =
        known ? store->prepare("SELECT wrapped FROM root") : base::Result<Statement>(Statement());
    if (!root) return base::failure_of(root);
    if (!known || sqlite3_step(root->get()) != SQLITE_ROW)
      return base::failure(
          base::ErrorKind::usage,
          fmt::format("the key file is damaged: {} is empty; put it back from your key backup",
                      file.string()),
          fmt::format("密钥文件已损坏：{} 是空的；请从密钥备份中恢复", file.string()));
    store->root_ = std::string(blob_of(root->get(), 0));
    older = format;
  }
  if (const auto done = store->bring_up_to_date(older); !done) return base::failure_of(done);
  auto find = store->prepare("SELECT wrapped FROM data_key WHERE person = ?1");
  if (!find) return base::failure_of(find);
  store->find_ = std::move(*find);
  auto add = store->prepare("INSERT INTO data_key VALUES (?1, ?2)");
  if (!add) return base::failure_of(add);
  store->add_ = std::move(*add);
  return store;
}

base::Result<void> KeyStore::bring_up_to_date(int format) {
  if (format == kFormat) return {};
  auto done = run("BEGIN IMMEDIATE");
  for (; done && format < kFormat; ++format) done = run(kSteps[format - kFirstFormat]);
  if (done) done = run(fmt::format("PRAGMA user_version = {}", kFormat).c_str());
  if (done) done = run("COMMIT");
  if (!done) (void)run("ROLLBACK");
  return done;
}

base::Result<std::optional<std::string>> KeyStore::find(std::string_view person) {
  auto* const statement = find_.get();
  bind_text(statement, 1, person);
  const auto step = sqlite3_step(statement);
  std::optional<std::string> found;
  if (step == SQLITE_ROW) found = std::string(blob_of(statement, 0));
  if (step != SQLITE_ROW && step != SQLITE_DONE) {
    auto problem = error();
    sqlite3_reset(statement);
    return tl::unexpected<base::Error>(std::move(problem));
  }
  sqlite3_reset(statement);
  return found;
}

base::Result<void> KeyStore::add(const std::vector<Entry>& entries) {
  if (const auto begun = run("BEGIN IMMEDIATE"); !begun) return begun;
  auto* const statement = add_.get();
  for (const auto& entry : entries) {
    bind_text(statement, 1, entry.person);
    bind_blob(statement, 2, entry.wrapped);
    const auto step = sqlite3_step(statement);
    if (step != SQLITE_DONE) {
      auto problem = error();
      sqlite3_reset(statement);
      (void)run("ROLLBACK");
      return tl::unexpected<base::Error>(std::move(problem));
    }
    sqlite3_reset(statement);
  }
  auto done = run("COMMIT");
  if (!done) (void)run("ROLLBACK");
  return done;
}

base::Result<std::uint64_t> KeyStore::number(const char* sql) {
  const auto statement = prepare(sql);
  if (!statement) return base::failure_of(statement);
  if (sqlite3_step(statement->get()) != SQLITE_ROW) return tl::unexpected<base::Error>(error());
  return static_cast<std::uint64_t>(sqlite3_column_int64(statement->get(), 0));
}

base::Result<std::uint64_t> KeyStore::count() {
  return number(
      "SELECT (SELECT count(*) FROM data_key) + (SELECT coalesce(sum(keys), 0) FROM key_chunk)");
}

base::Result<std::uint64_t> KeyStore::pages() {
  return number("PRAGMA page_count");
}

base::Result<void> KeyStore::for_each_person(const std::function<void(std::string_view)>& visit) {
  const auto statement = prepare("SELECT person FROM data_key");
  if (!statement) return base::failure_of(statement);
  int step = 0;
  while ((step = sqlite3_step(statement->get())) == SQLITE_ROW) visit(blob_of(statement->get(), 0));
  if (step != SQLITE_DONE) return tl::unexpected<base::Error>(error());
  return {};
}

base::Result<void> KeyStore::copy_to(const std::filesystem::path& file) {
  const auto statement = prepare("VACUUM INTO ?1");
  if (!statement) return base::failure_of(statement);
  const auto name = file.string();
  bind_text(statement->get(), 1, name);
  if (sqlite3_step(statement->get()) != SQLITE_DONE) return tl::unexpected<base::Error>(error());
  std::error_code failed;
  std::filesystem::permissions(
      file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, failed);
  if (!failed) return {};
  return base::failure(base::ErrorKind::internal,
                       fmt::format("the copy of the keys cannot be kept from others: {}: {}", name,
                                   failed.message()),
                       fmt::format("无法限制密钥副本的访问权限：{}：{}", name, failed.message()));
}

base::Result<std::optional<records::AuditEnd>> KeyStore::audit_end() {
  const auto statement = prepare("SELECT entries, hash FROM audit_end");
  if (!statement) return base::failure_of(statement);
  const auto step = sqlite3_step(statement->get());
  if (step == SQLITE_DONE) return std::nullopt;
  if (step != SQLITE_ROW) return tl::unexpected<base::Error>(error());
  return records::AuditEnd{sqlite3_column_int64(statement->get(), 0),
                           std::string(blob_of(statement->get(), 1))};
}

base::Result<void> KeyStore::in_transaction(const std::function<base::Result<void>()>& work) {
  auto done = run("BEGIN IMMEDIATE");
  if (!done) return done;
  done = work();
  if (done) done = run("COMMIT");
  if (!done) (void)run("ROLLBACK");
  return done;
}

base::Result<void> KeyStore::step_to_end(sqlite3_stmt* statement) {
  const auto step = sqlite3_step(statement);
  base::Result<void> done;
  if (step != SQLITE_DONE) done = tl::unexpected<base::Error>(error());
  sqlite3_reset(statement);
  return done;
}

base::Result<void> KeyStore::each_row(
    const char* sql, const std::function<base::Result<void>(sqlite3_stmt*)>& visit) {
  const auto statement = prepare(sql);
  if (!statement) return base::failure_of(statement);
  int step = 0;
  while ((step = sqlite3_step(statement->get())) == SQLITE_ROW)
    if (auto done = visit(statement->get()); !done) return done;
  if (step != SQLITE_DONE) return tl::unexpected<base::Error>(error());
  return {};
}

base::Result<void> KeyStore::empty_log() {
  return run("PRAGMA wal_checkpoint(TRUNCATE)");
}

base::Result<void> KeyStore::remember_audit_end(const records::AuditEnd& end) {
  return in_transaction([&]() -> base::Result<void> {
    if (auto gone = run("DELETE FROM audit_end"); !gone) return gone;
    const auto insert = prepare("INSERT INTO audit_end VALUES (?1, ?2)");
    if (!insert) return base::failure_of(insert);
    sqlite3_bind_int64(insert->get(), 1, end.entries);
    bind_text(insert->get(), 2, end.hash);
    return step_to_end(insert->get());
  });
}

}  // namespace aftercare::privacy
