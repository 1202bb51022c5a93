// Fast appends of column data to a table, inside the connection's transaction.

#pragma once

#include <duckdb.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "records/batch.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/layout.hpp"

namespace aftercare::store {

/// Where the values of one table column come from, for rows chosen by their index.
struct Nulls {};
struct SameText {
  std::string_view text;
};
struct SameNumber {
  std::int64_t number;
};
struct PerRow {  // Of the batch's origins.
  const std::vector<records::RowOrigin>* origins;
  std::uint64_t records::RowOrigin::*member;
};
struct PerPick {  // One per chosen row, in the order of the choice.
  std::span<const std::int32_t> numbers;
};
struct TextPerPick {
  std::span<const std::string_view> texts;  // Of data nullptr: null.
};
struct NumberPerPick {
  std::span<const std::int64_t> numbers;
};
using Feed = std::variant<Nulls, const records::Column*, SameText, SameNumber, PerRow, PerPick,
                          TextPerPick, NumberPerPick>;

class Appender {
 public:
  /// `layout` must be the table's, column by column. A temporary table is named so.
  static base::Result<Appender> open(const Connection& connection, const TableLayout& layout,
                                     bool temporary = false);
  Appender(Appender&& other) noexcept;
  Appender& operator=(Appender&&) = delete;
  ~Appender();

  /// Appends the picked rows; one feed per table column. Texts are copied by the engine.
  /// Fails (internal) if a batch column's storage does not fit how its table column is held.
  base::Result<void> append(std::span<const std::uint32_t> picks, std::span<const Feed> feeds);
  /// Puts what was appended so far into the table.
  base::Result<void> flush();
  /// The same, at the end. REQUIRES: called before the transaction commits.
  base::Result<void> finish();

 private:
  Appender() = default;

  std::string table_;
  std::string file_;
  std::vector<Held> held_;
  duckdb_appender appender_ = nullptr;
  duckdb_data_chunk chunk_ = nullptr;
};

/// The rows of a batch in a temporary table of that layout, in place of one of its name, for
/// statements that join them; one feed per column. The caller drops it.
base::Result<void> put_aside(const Connection& connection, const TableLayout& layout,
                             std::span<const Feed> feeds, std::size_t rows);

}  // namespace aftercare::store
