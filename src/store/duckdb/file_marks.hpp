// What files of the workspace were like when it was last opened.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/audit_entry.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct FileMark {
  std::string stamp;  // Size and time: another one, and the digest is taken again.
  std::string digest;
};

/// By name.
base::Result<std::map<std::string, FileMark>> file_marks(const Database& database);

/// Keeps these instead, and the log entries, all or none.
base::Result<void> keep_file_marks(Database& database, const std::map<std::string, FileMark>& marks,
                                   const std::vector<records::AuditEntry>& entries);

}  // namespace aftercare::store
