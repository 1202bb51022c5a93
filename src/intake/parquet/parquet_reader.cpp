#include "intake/parquet/parquet_reader.hpp"

#include <duckdb.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/utf8.hpp"
#include "intake/cell_arena.hpp"
#include "intake/header_sniff.hpp"

namespace aftercare::intake {
// A file handle that the engine opens by its number, so that no name is taken for a pattern.
class ParquetFileHandle {
 public:
  explicit ParquetFileHandle(int number) : number_(number) {}
  ~ParquetFileHandle() {
    if (number_ >= 0) ::close(number_);
  }
  ParquetFileHandle(ParquetFileHandle&& other) noexcept
      : number_(std::exchange(other.number_, -1)) {}
  ParquetFileHandle& operator=(ParquetFileHandle&&) = delete;
  int number() const { return number_; }
  std::string path() const { return fmt::format("/proc/self/fd/{}", number_); }

 private:
  int number_;
};

namespace {

constexpr std::uint64_t kMostPackedParquet = 128 << 20;
constexpr std::size_t kMostParquetColumns = 4096;
constexpr std::size_t kMostParquetCells = 4'000'000;  // Of a slice.
constexpr const char* kEngineMemory = "512MB";

tl::unexpected<base::Error> parquet_failure(std::string en, std::string zh) {
  return base::failure(base::ErrorKind::input, std::move(en), std::move(zh));
}

// The engine's own words may hold values of the file, so none of them are passed on.
tl::unexpected<base::Error> parquet_failure(const char* engine_words) {
  const std::string_view words = engine_words == nullptr ? "" : engine_words;
  if (words.find("Out of Memory") != words.npos)
    return parquet_failure(
        fmt::format("the Parquet file needs more than {} of memory: write it in smaller row groups",
                    kEngineMemory),
        fmt::format("读取该 Parquet 文件所需内存超过 {}：请以更小的行组重新写出", kEngineMemory));
  return parquet_failure("the Parquet file is corrupt, or packed in a way that is not supported",
                         "Parquet 文件已损坏，或其压缩方式不受支持");
}

tl::unexpected<base::Error> parquet_cut_off() {
  return parquet_failure("the Parquet file is cut off", "Parquet 文件不完整，已被截断");
}

base::Result<ParquetFileHandle> in_memory(ByteSource& bytes) {
  ParquetFileHandle handle(::memfd_create("parquet", MFD_CLOEXEC));
  std::string block(1 << 20, '\0');
  std::uint64_t size = 0;
  for (;;) {
    const auto got = bytes.read(block.data(), block.size());
    if (!got) return base::failure_of(got);
    size += *got;
    if (size > kMostPackedParquet)
      return parquet_failure(
          fmt::format("Parquet packed inside is too large to be read from within, over {} MB: "
                      "unpack it and ingest what is inside",
                      kMostPackedParquet >> 20),
          fmt::format("压缩包内的 Parquet 过大（超过 {} MB），无法直接读取：请解压后再导入",
                      kMostPackedParquet >> 20));
    for (std::size_t at = 0; at < *got;) {
      const auto put = ::write(handle.number(), block.data() + at, *got - at);
      if (put <= 0)
        return base::failure(base::ErrorKind::internal, "no memory to unpack Parquet",
                             "内存不足，无法解压 Parquet");
      at += static_cast<std::size_t>(put);
    }
    if (*got < block.size()) return handle;
  }
}

base::Result<void> expect_whole(int handle) {
  char head[4] = {}, tail[4] = {};
  const auto size = ::lseek(handle, 0, SEEK_END);
  if (size < 12) return parquet_cut_off();
  if (::pread(handle, head, 4, 0) != 4 || ::pread(handle, tail, 4, size - 4) != 4)
    return parquet_cut_off();
  if (std::memcmp(tail, "PARE", 4) == 0)
    return parquet_failure("the Parquet file is encrypted: write it without a key",
                           "Parquet 文件已加密：请以不加密方式写出");
  if (std::memcmp(tail, "PAR1", 4) != 0) return parquet_cut_off();
  return {};
}

std::string sql_name(std::string_view name) {
  std::string in_quotes = "\"";
  for (const char byte : name) in_quotes += byte == '"' ? "\"\"" : std::string(1, byte);
  return in_quotes + "\"";
}

// How a column becomes text in the engine.
std::string as_text(const std::string& name, duckdb_type type) {
  const auto column = sql_name(name);
  switch (type) {
    case DUCKDB_TYPE_LIST:
    case DUCKDB_TYPE_ARRAY:
    case DUCKDB_TYPE_STRUCT:
    case DUCKDB_TYPE_MAP:
    case DUCKDB_TYPE_UNION:
      return fmt::format("CAST(to_json({}) AS VARCHAR)", column);
    case DUCKDB_TYPE_TIMESTAMP_TZ:  // The session's zone is UTC: it ends in "+00".
      return fmt::format("CAST({} AS VARCHAR) || ':00'", column);
    case DUCKDB_TYPE_BLOB:
    case DUCKDB_TYPE_VARCHAR:
      return column;
    default:
      return fmt::format("CAST({} AS VARCHAR)", column);
  }
}

bool is_binary_fraction(duckdb_type type) {
  return type == DUCKDB_TYPE_DOUBLE || type == DUCKDB_TYPE_FLOAT;
}

}  // namespace

struct ParquetReader::Engine {
  explicit Engine(ParquetFileHandle opened) : handle(std::move(opened)) {}
  ~Engine() {
    duckdb_destroy_data_chunk(&chunk);
    if (has_result) duckdb_destroy_result(&result);
    duckdb_destroy_prepare(&statement);
    duckdb_disconnect(&connection);
    duckdb_close(&database);
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  base::Result<void> start();
  base::Result<void> find_columns();
  base::Result<void> query();
  base::Result<bool> next_chunk();
  base::Result<void> run(const std::string& sql);
  std::string_view text_at(idx_t column, idx_t row, CellArena& arena) const;

  ParquetFileHandle handle;
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_prepared_statement statement = nullptr;
  duckdb_result result{};
  bool has_result = false;
  bool ended = false;
  duckdb_data_chunk chunk = nullptr;
  idx_t chunk_size = 0;
  idx_t at = 0;
  std::vector<std::string> names;    // As the file calls them.
  std::vector<std::string> columns;  // Unique.
  std::vector<duckdb_type> types;
  std::uint64_t rows = 0;  // Of the file.
};

base::Result<void> ParquetReader::Engine::run(const std::string& sql) {
  duckdb_result answer{};
  const auto state = duckdb_query(connection, sql.c_str(), &answer);
  auto failed = state == DuckDBError
                    ? base::Result<void>(parquet_failure(duckdb_result_error(&answer)))
                    : base::Result<void>();
  duckdb_destroy_result(&answer);
  return failed;
}

base::Result<void> ParquetReader::Engine::start() {
  duckdb_config config = nullptr;
  duckdb_create_config(&config);
  constexpr std::pair<const char*, const char*> settings[] = {
      {"autoinstall_known_extensions", "false"},
      {"autoload_known_extensions", "false"},
      {"memory_limit", kEngineMemory},
      {"threads", "1"},
      {"temp_directory", ""}};
  for (const auto& [key, value] : settings) duckdb_set_config(config, key, value);
  char* words = nullptr;
  const auto opened = duckdb_open_ext(nullptr, &database, config, &words);
  duckdb_destroy_config(&config);
  duckdb_free(words);
  if (opened == DuckDBError || duckdb_connect(database, &connection) == DuckDBError)
    return base::failure(base::ErrorKind::internal, "the engine cannot be started to read Parquet",
                         "无法启动引擎以读取 Parquet");
  if (auto limited = run(fmt::format("SET TimeZone = 'UTC'; SET allowed_paths = ['{}']; "
                                     "SET enable_external_access = false; "
                                     "SET lock_configuration = true;",
                                     handle.path()));
      !limited)
    return limited;
  return find_columns();
}

base::Result<void> ParquetReader::Engine::find_columns() {
  duckdb_result answer{};
  const auto sql = fmt::format("SELECT * FROM read_parquet('{}') LIMIT 0", handle.path());
  const auto state = duckdb_query(connection, sql.c_str(), &answer);
  base::Result<void> found;
  if (state == DuckDBError) {
    found = parquet_failure(duckdb_result_error(&answer));
  } else {
    for (idx_t i = 0; i < duckdb_column_count(&answer); ++i) {
      names.emplace_back(duckdb_column_name(&answer, i));
      types.push_back(duckdb_column_type(&answer, i));
    }
  }
  duckdb_destroy_result(&answer);
  if (!found) return found;
  if (names.size() > kMostParquetColumns)
    return parquet_failure(
        fmt::format("the Parquet file has more than {} columns", kMostParquetColumns),
        fmt::format("Parquet 文件超过 {} 列", kMostParquetColumns));
  columns = unique_names(names, names.size());
  duckdb_result count{};
  if (duckdb_query(connection,
                   fmt::format("SELECT count(*) FROM read_parquet('{}')", handle.path()).c_str(),
                   &count) == DuckDBSuccess)
    rows = duckdb_value_uint64(&count, 0, 0);
  duckdb_destroy_result(&count);
  return {};
}

base::Result<void> ParquetReader::Engine::query() {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i)
    list += (i > 0 ? ", " : "") + as_text(names[i], types[i]);
  const auto sql = fmt::format("SELECT {} FROM read_parquet('{}')", list, handle.path());
  if (duckdb_prepare(connection, sql.c_str(), &statement) == DuckDBError)
    return parquet_failure(duckdb_prepare_error(statement));
  duckdb_pending_result pending = nullptr;
  base::Result<void> begun;
  if (duckdb_pending_prepared_streaming(statement, &pending) == DuckDBError)
    begun = parquet_failure(duckdb_pending_error(pending));
  else if (duckdb_execute_pending(pending, &result) == DuckDBError)
    begun = parquet_failure(duckdb_result_error(&result)), has_result = true;
  else
    has_result = true;
  duckdb_destroy_pending(&pending);
  return begun;
}

base::Result<bool> ParquetReader::Engine::next_chunk() {
  if (ended) return false;
  if (!has_result)
    if (auto begun = query(); !begun) return base::failure_of(begun);
  do {
    duckdb_destroy_data_chunk(&chunk);
    chunk = duckdb_fetch_chunk(result);
    if (chunk == nullptr) {
      const char* words = duckdb_result_error(&result);
      if (words != nullptr && *words != '\0') return parquet_failure(words);
      ended = true;
      return false;
    }
    chunk_size = duckdb_data_chunk_get_size(chunk);
  } while (chunk_size == 0);
  at = 0;
  return true;
}

std::string_view ParquetReader::Engine::text_at(idx_t column, idx_t row, CellArena& arena) const {
  const auto vector = duckdb_data_chunk_get_vector(chunk, column);
  auto* validity = duckdb_vector_get_validity(vector);
  if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row)) return {};
  auto* strings = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
  const std::string_view text(duckdb_string_t_data(strings + row),
                              duckdb_string_t_length(strings[row]));
  // A whole number that a program kept as a fraction, as for want of an integer that may be absent.
  if (is_binary_fraction(types[column]) && text.ends_with(".0"))
    return arena.keep(text.substr(0, text.size() - 2));
  if (types[column] != DUCKDB_TYPE_BLOB || base::is_utf8(text)) return arena.keep(text);
  std::string hex;
  for (const unsigned char byte : text) hex += fmt::format("{:02x}", byte);
  return arena.keep(hex);
}

bool is_parquet(std::string_view head) {
  return head.starts_with("PAR1") || head.starts_with("PARE");
}

ParquetReader::ParquetReader(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
ParquetReader::~ParquetReader() = default;

base::Result<std::unique_ptr<Reader>> ParquetReader::open(std::unique_ptr<ByteSource> bytes,
                                                          const std::filesystem::path& file,
                                                          FileDescription description) {
  auto handle = file.empty() ? in_memory(*bytes)
                             : base::Result<ParquetFileHandle>(
                                   ParquetFileHandle(::open(file.c_str(), O_RDONLY | O_CLOEXEC)));
  if (!handle) return base::failure_of(handle);
  if (handle->number() < 0) return parquet_failure("file cannot be read", "无法读取文件");
  if (auto whole = expect_whole(handle->number()); !whole) return base::failure_of(whole);
  auto engine = std::make_unique<Engine>(std::move(*handle));
  if (auto started = engine->start(); !started) return base::failure_of(started);
  description.format = Format::parquet;
  description.delimiter = '\0';
  description.quoting = false;
  description.encoding = "UTF-8";
  description.has_header = false;
  description.columns = engine->columns;
  std::unique_ptr<ParquetReader> reader(new ParquetReader(std::move(engine)));
  reader->description_ = std::move(description);
  return reader;
}

base::Result<bool> ParquetReader::fill(Slice& slice, const SliceLimits& limits) {
  const auto arena = std::make_shared<CellArena>();
  auto& batch = slice.batch;
  batch.columns = engine_->columns;
  batch.keeps = {arena};
  std::size_t bytes = 0;
  while (slice.records < limits.records && bytes < limits.bytes &&
         batch.cells.size() < kMostParquetCells) {
    if (engine_->chunk == nullptr || engine_->at >= engine_->chunk_size) {
      const auto more = engine_->next_chunk();
      if (!more) return base::failure_of(more);
      if (!*more) break;
    }
    for (idx_t column = 0; column < engine_->columns.size(); ++column) {
      batch.cells.push_back(engine_->text_at(column, engine_->at, *arena));
      bytes += batch.cells.back().size();
    }
    ++engine_->at;
    ++slice.records;
    batch.repairs.push_back(records::TextRepair::none);
    batch.origins.push_back({++records_read_, 0});
  }
  slice.bytes_consumed =
      engine_->rows == 0
          ? description_.size
          : std::min(description_.size,
                     static_cast<std::uint64_t>(static_cast<double>(description_.size) *
                                                static_cast<double>(records_read_) /
                                                static_cast<double>(engine_->rows)));
  return slice.records > 0;
}

}  // namespace aftercare::intake
