#include "store/duckdb/file_marks.hpp"

#include "store/duckdb/audit_log.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::store {

using base::Result;

Result<std::map<std::string, FileMark>> file_marks(const Database& database) {
  const auto frame = database.read("SELECT name, stamp, digest FROM watched_file");
  if (!frame) return base::failure_of(frame);
  std::map<std::string, FileMark> marks;
  for (const auto& row : frame->rows) marks[text_in(row[0])] = {text_in(row[1]), text_in(row[2])};
  return marks;
}

Result<void> keep_file_marks(Database& database, const std::map<std::string, FileMark>& marks,
                             const std::vector<records::AuditEntry>& entries) {
  Writer writer(database);
  return writer.change([&](WriteSide& side) -> Result<void> {
    if (const auto gone = side.connection.execute("DELETE FROM watched_file"); !gone)
      return base::failure_of(gone);
    for (const auto& [name, mark] : marks) {
      const auto kept = side.connection.change("INSERT INTO watched_file VALUES (?, ?, ?)",
                                               {name, mark.stamp, mark.digest});
      if (!kept) return base::failure_of(kept);
    }
    for (const auto& entry : entries)
      if (auto noted = append_audit(side, entry); !noted) return noted;
    return {};
  });
}

}  // namespace aftercare::store
