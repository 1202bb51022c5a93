// A table or query of a database server, read row by row.
//
// The server sends rows in the order of the watermark column, so the place to go on from is the
// watermark of the last row that was stored. Rows with that very watermark are read again: others
// may have got it since. Everything is text, exactly as the server writes it.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "intake/reader.hpp"

namespace aftercare::intake {

enum class SqlEngine : std::uint8_t { postgres, mysql };

/// How far the server must prove itself. `prefer` takes a plain connection if it offers no TLS.
enum class SqlTls : std::uint8_t { disable, prefer, require, verify_ca, verify_full };

struct SqlSource {
  SqlEngine engine = SqlEngine::postgres;
  std::string name;  // Of the source, for messages.
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the engine's own.
  std::string database;
  std::string user;
  std::string table;  // "schema.table" or "table"; or
  std::string query;  // one SELECT.
  std::string watermark;
  /// Read again what lies this far before the last watermark: seconds of a time, else a number.
  std::uint64_t overlap = 0;
  bool overlap_is_time = false;
  std::chrono::seconds timeout{600};  // Of one statement.
  SqlTls tls = SqlTls::prefer;
  std::string ca_file;
};

/// Connects and runs the query, in a transaction that only reads. `from`: the last watermark that
/// was stored; empty: all rows. Fails (input) if the server cannot be reached, refuses, or has no
/// such table; (usage) on a column that is no text (bytes) or a watermark that is no column. No
/// message holds the password.
base::Result<std::unique_ptr<Reader>> open_sql(const SqlSource& source, const std::string& password,
                                               const std::string& from);

base::Result<std::unique_ptr<Reader>> open_postgres(const SqlSource& source,
                                                    const std::string& password,
                                                    const std::string& from);
base::Result<std::unique_ptr<Reader>> open_mysql(const SqlSource& source,
                                                 const std::string& password,
                                                 const std::string& from);

}  // namespace aftercare::intake
