// The open database file. Private to src/store/duckdb.

#pragma once

#include <duckdb.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "store/duckdb/connection.hpp"

namespace aftercare::store {

/// What a transaction appends is packed and written at once as far as it fills row groups; the rest
/// goes through the log and is packed at the next checkpoint, together with its neighbours. So they
/// are short: a third of the engine's own (docs/decisions/0003).
inline constexpr std::uint64_t kRowsOfARowGroup = 40'960;

struct InstanceOptions {
  unsigned memory_mb = 256;
  unsigned threads = 2;
  std::filesystem::path spill;  // Made 0700 and emptied. Empty: a folder beside the file.
  bool read_only = false;
  bool keep_spill = false;  // Somebody else has files there: it is not emptied.
};

/// The open database file. At most one per file in this process, and DuckDB's lock sees to it
/// that no other process has one.
class Instance {
 public:
  static base::Result<std::unique_ptr<Instance>> open(const std::filesystem::path& file,
                                                      const InstanceOptions& options);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  base::Result<Connection> connect() const;
  const std::string& file() const { return file_; }

 private:
  explicit Instance(std::string file) : file_(std::move(file)) {}

  std::string file_;
  duckdb_database database_ = nullptr;
};

}  // namespace aftercare::store
