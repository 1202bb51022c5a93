#include "store/duckdb/instance.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <system_error>

#include "store/duckdb/failure.hpp"

namespace aftercare::store {
namespace {

namespace fs = std::filesystem;

// DuckDB's lock is the kernel's, which is blind within one process: two instances of one file
// would corrupt it.
std::mutex open_files_mutex;
constexpr const char* kStoreName = "aftercare";  // Of the file, within the engine.

std::set<std::string>& open_files() {
  static std::set<std::string> files;
  return files;
}

base::Result<void> make_spill_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    fs::remove_all(at->path(), error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return engine_failure(error.message(), folder.string());
  return {};
}

// The engine writes the head of a new file in pieces; cut short between them (a kill, a full disk)
// the file opens never again. So it is made under another name.
base::Result<void> make_file(const std::string& name) {
  const auto next = name + ".new";
  std::error_code error;
  fs::remove(next, error);
  duckdb_database database = nullptr;
  char* words = nullptr;
  if (duckdb_open_ext(next.c_str(), &database, nullptr, &words) == DuckDBError) {
    auto failed = explain_opening(words == nullptr ? "it cannot be made" : words, name);
    duckdb_free(words);
    fs::remove(next, error);
    return tl::unexpected<base::Error>(std::move(failed));
  }
  duckdb_close(&database);
  fs::rename(next, name, error);
  if (error) return engine_failure(error.message(), name);
  return {};
}

// Attached, since only so the engine can be told how long a row group is.
duckdb_state attach(duckdb_database database, const std::string& file, bool read_only,
                    std::string& words) {
  std::string quoted;
  for (const char byte : file) quoted += byte == '\'' ? "''" : std::string(1, byte);
  duckdb_connection connection = nullptr;
  if (duckdb_connect(database, &connection) == DuckDBError) return DuckDBError;
  duckdb_result result;
  const auto state =
      duckdb_query(connection,
                   fmt::format("ATTACH '{}' AS {} (ROW_GROUP_SIZE {}{})", quoted, kStoreName,
                               kRowsOfARowGroup, read_only ? ", READ_ONLY" : "")
                       .c_str(),
                   &result);
  if (state == DuckDBError) words = duckdb_result_error(&result);
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  return state;
}

}  // namespace

base::Result<std::unique_ptr<Instance>> Instance::open(const fs::path& file,
                                                       const InstanceOptions& options) {
  std::error_code error;
  const auto absolute = fs::weakly_canonical(file, error);
  const auto name = error ? file.string() : absolute.string();
  if (fs::is_directory(file, error))
    return base::failure(base::ErrorKind::internal,
                         fmt::format("the store is a folder, not a file: {}", name),
                         fmt::format("数据库路径是文件夹，不是文件：{}", name));
  std::unique_lock lock(open_files_mutex);
  if (open_files().contains(name))
    return base::failure(base::ErrorKind::internal,
                         fmt::format("the store is open already in this process: {}", name),
                         fmt::format("本进程已打开该数据库：{}", name));

  const auto spill =
      options.spill.empty() ? fs::path(name).parent_path() / ".spill" : options.spill;
  if (!options.read_only && !options.keep_spill)
    if (const auto made = make_spill_folder(spill); !made) return base::failure_of(made);

  if (!options.read_only && !fs::exists(name, error))
    if (const auto made = make_file(name); !made) return base::failure_of(made);
  std::unique_ptr<Instance> instance(new Instance(name));
  duckdb_config config = nullptr;
  duckdb_create_config(&config);
  const auto set = [&config](const char* key, const std::string& value) {
    return duckdb_set_config(config, key, value.c_str()) == DuckDBSuccess;
  };
  const bool known =
      set("autoinstall_known_extensions", "false") && set("autoload_known_extensions", "false") &&
      set("memory_limit", fmt::format("{}MB", options.memory_mb)) &&
      set("threads", fmt::format("{}", std::max(1U, options.threads))) &&
      set("temp_directory", spill.string()) && set("preserve_insertion_order", "false") &&
      set("checkpoint_threshold", "128MB");
  char* refused = nullptr;
  auto state =
      known ? duckdb_open_ext(nullptr, &instance->database_, config, &refused) : DuckDBError;
  duckdb_destroy_config(&config);
  std::string words = refused == nullptr ? "its settings were refused" : refused;
  duckdb_free(refused);
  if (state != DuckDBError) state = attach(instance->database_, name, options.read_only, words);
  if (state == DuckDBError) {
    duckdb_close(&instance->database_);
    return tl::unexpected<base::Error>(explain_opening(words, name));
  }
  open_files().insert(name);
  lock.unlock();
  if (!options.read_only) {
    // Read and write for the owner alone; masked data is still nobody else's business.
    ::chmod(name.c_str(), S_IRUSR | S_IWUSR);
    ::chmod((name + ".wal").c_str(), S_IRUSR | S_IWUSR);
  }
  auto connection = instance->connect();
  if (!connection) return base::failure_of(connection);
  // Joins here have their small side written last; left to its estimates, the engine hashes the
  // wide one.
  const auto settled = connection->execute(
      "SET GLOBAL TimeZone = 'UTC'; SET GLOBAL disabled_optimizers = 'build_side_probe_side'; "
      "SET GLOBAL enable_external_access = false;");
  if (!settled) return base::failure_of(settled);
  return instance;
}

Instance::~Instance() {
  if (database_ == nullptr) return;
  duckdb_close(&database_);
  const std::lock_guard lock(open_files_mutex);
  open_files().erase(file_);
}

base::Result<Connection> Instance::connect() const {
  duckdb_connection connection = nullptr;
  if (duckdb_connect(database_, &connection) == DuckDBError)
    return engine_failure("no connection", file_);
  if (duckdb_query(connection, fmt::format("USE {}", kStoreName).c_str(), nullptr) == DuckDBError) {
    duckdb_disconnect(&connection);
    return engine_failure("no connection", file_);
  }
  return Connection(connection, file_);
}

}  // namespace aftercare::store
