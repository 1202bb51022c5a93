// What a statement of the key file is given and gives. Private to key_store*.cpp.

#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <string_view>

namespace aftercare::privacy {

/// Valid until the statement is stepped or reset.
inline std::string_view blob_of(sqlite3_stmt* statement, int column) {
  const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

/// Both must live until the statement is reset.
inline void bind_text(sqlite3_stmt* statement, int at, std::string_view text) {
  sqlite3_bind_text64(statement, at, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

inline void bind_blob(sqlite3_stmt* statement, int at, std::string_view bytes) {
  sqlite3_bind_blob64(statement, at, bytes.data(), bytes.size(), SQLITE_STATIC);
}

}  // namespace aftercare::privacy
