// DuckDB's C API with owners: connection, result, transaction. Private to src/store/duckdb.

#pragma once

#include <duckdb.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/frame.hpp"

namespace aftercare::store {

/// A cursor over a result. Starts before the first row.
class Rows {
 public:
  Rows(Rows&& other) noexcept;
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  /// Moves to the next row; false behind the last. Fails if the engine fails while it streams.
  base::Result<bool> next();

  std::size_t columns() const { return types_.size(); }
  std::string name(std::size_t column) const;
  /// "VARCHAR", as SQL calls it; nullopt: a type that cell() does not read.
  std::optional<std::string_view> type_name(std::size_t column) const;

  // Of the current row. REQUIRES: a fitting column type and, but for is_null and cell, no null.
  bool is_null(std::size_t column) const;
  std::string_view text(std::size_t column) const;  // VARCHAR or BLOB; valid until next().
  std::string digest(std::size_t column) const;     // UUID: 32 hexadecimal digits.
  std::int64_t number(std::size_t column) const;    // Any integer, boolean, date or timestamp.
  /// A value as it lies there, for telling values of one column apart. Not of nested types.
  std::string_view bytes(std::size_t column) const;
  /// Any type. Fails on nested ones.
  base::Result<Cell> cell(std::size_t column) const;

 private:
  friend class Connection;
  Rows(duckdb_result result, std::shared_ptr<bool> open);

  struct Type {
    duckdb_type type;
    duckdb_type held;  // Of a decimal: the integer below it.
    std::uint8_t scale = 0;
  };
  struct Vector {
    const void* data;
    std::uint64_t* validity;
  };

  duckdb_result result_;
  std::vector<Type> types_;
  std::vector<Vector> vectors_;
  duckdb_data_chunk chunk_ = nullptr;
  std::uint64_t size_ = 0;
  std::uint64_t at_ = 0;
  bool owns_ = true;
  std::shared_ptr<bool> open_;  // The connection's; false once the last row was read.
};

/// One session. Not safe between threads.
class Connection {
 public:
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&& other) noexcept;
  ~Connection();

  /// One or several statements without parameters. Returns the rows the last one changed.
  base::Result<std::uint64_t> execute(const std::string& sql) const;
  /// As execute, for what changes no rows that anybody counts.
  base::Result<void> run(const std::string& sql) const;
  /// One statement; `?` are bound in order. Streams: consume it before the next statement.
  base::Result<Rows> query(const std::string& sql, const std::vector<Cell>& values = {}) const;
  /// The whole answer of a query.
  base::Result<Frame> frame(const std::string& sql, const std::vector<Cell>& values = {}) const;
  /// As execute, one statement with bound values.
  base::Result<std::uint64_t> change(const std::string& sql, const std::vector<Cell>& values) const;

  /// Ends a query whose rows were not read to the last: until then it holds what it reads, and a
  /// checkpoint waits for it forever.
  void end_reading() const;

  duckdb_connection handle() const { return connection_; }
  const std::string& file() const { return file_; }

 private:
  friend class Instance;
  Connection(duckdb_connection connection, std::string file)
      : connection_(connection), file_(std::move(file)) {}

  duckdb_connection connection_;
  std::string file_;                                            // For messages.
  std::shared_ptr<bool> open_ = std::make_shared<bool>(false);  // Rows are still to be read.
};

/// Begins at construction; rolls back at destruction unless committed.
class Transaction {
 public:
  static base::Result<Transaction> begin(const Connection& connection);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  base::Result<void> commit();

 private:
  explicit Transaction(const Connection& connection) : connection_(&connection) {}
  const Connection* connection_;  // nullptr: over.
};

/// "name" in double quotes. REQUIRES: no quote in it (names come from the dictionary).
std::string in_quotes(std::string_view name);

}  // namespace aftercare::store
