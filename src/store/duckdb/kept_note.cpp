#include "store/duckdb/kept_note.hpp"

#include "store/duckdb/cells.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::store {

using base::Result;

Result<std::optional<std::string>> kept_note(const Database& database, const std::string& name) {
  const auto frame = database.read("SELECT value FROM setting WHERE name = ?", {name});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty()) return std::optional<std::string>();
  return std::optional(text_in(frame->rows[0][0]));
}

Result<void> keep_note(Database& database, const std::string& name, const std::string& value) {
  Writer writer(database);
  return writer.change([&](WriteSide& side) -> Result<void> {
    const auto gone = side.connection.change("DELETE FROM setting WHERE name = ?", {name});
    if (!gone) return base::failure_of(gone);
    const auto kept = side.connection.change("INSERT INTO setting VALUES (?, ?)", {name, value});
    if (!kept) return base::failure_of(kept);
    return {};
  });
}

}  // namespace aftercare::store
