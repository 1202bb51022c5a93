// What the store knows of sources that grow: how far they are read, who may push, what was taken.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/duckdb/database.hpp"
#include "store/writer.hpp"

namespace aftercare::store {

/// Marks of the source, by part.
base::Result<std::vector<Mark>> marks_of(const Database& database, const std::string& source);

/// A request taken before under this key.
struct TakenRequest {
  std::string body_digest;
  std::string file_id;
};
base::Result<std::optional<TakenRequest>> request_taken(const Database& database,
                                                        const std::string& source,
                                                        const std::string& key_digest);

/// What is known of a file. Fails (internal) if there is none.
base::Result<FileInfo> known_arrival(const Database& database, const std::string& file_id);

/// Digest of the source's token, if it has one.
base::Result<std::optional<std::string>> token_digest(const Database& database,
                                                      const std::string& source);

/// A file of which rows are stored, but not that it is complete.
struct OpenFile {
  std::string file_id;
  std::uint32_t slices = 0;
};
/// Those of the source whose names begin so.
base::Result<std::vector<OpenFile>> open_files(const Database& database, const std::string& source,
                                               const std::string& name_begin);

}  // namespace aftercare::store
