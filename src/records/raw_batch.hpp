// Raw rows as intake read them: text cells that know where they came from.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aftercare::records {

/// Where a row stands in its file.
struct RowOrigin {
  std::uint64_t row =
      0;  // 1-based number of the record in the file, headers and blank lines counted.
  std::uint64_t byte = 0;  // Offset of its first byte in the (decompressed) file as stored.
};

/// How a raw row's bytes were mended before it became text; told in findings.
enum class TextRepair : std::uint8_t {
  none,
  double_encoded,
  replaced_invalid,
  digits_lost,  // Not mended: a workbook kept 15 digits of a longer number.
};

/// A slice of a file. Cells are views into memory that the batch keeps alive.
struct RawBatch {
  std::vector<std::string> columns;                // Header, trimmed; "column_3" where it has none.
  std::vector<std::string_view> cells;             // Row-major, rows() * columns.size().
  std::vector<RowOrigin> origins;                  // One per row.
  std::vector<TextRepair> repairs;                 // One per row.
  std::vector<std::shared_ptr<const void>> keeps;  // Owners of the cells' memory.

  std::size_t rows() const { return origins.size(); }
  std::string_view cell(std::size_t row, std::size_t column) const {
    return cells[row * columns.size() + column];
  }
};

/// A row that could not become cells (too few or many, over-long, broken quoting).
struct RejectedRow {
  RowOrigin origin;
  std::string reason;  // A code: "column_count", "unclosed_quote", "line_too_long", "bad_json".
  std::string raw;     // Its text, at most 64 KiB. Personal: seal before it touches a disk.
};

}  // namespace aftercare::records
