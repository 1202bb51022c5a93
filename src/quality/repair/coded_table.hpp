// A table whose cells are numbers: each column keeps its distinct values once, and a cell is a
// value's place among them. Repair counts, groups and compares numbers, not text.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "records/raw_batch.hpp"

namespace aftercare::quality {

using Code = std::uint32_t;
constexpr Code kEmpty = 0;         // Of an empty cell, in every column; also if it was only blanks.
constexpr Code kNoCode = ~Code{};  // No value at all: no vote, no group.

struct CodedColumn {
  std::string name;
  std::vector<Code> cells;               // One per row.
  std::vector<std::string_view> values;  // By code; values[kEmpty] is "".
  std::vector<std::uint32_t> counts;     // Rows per code, as the cells stand now.
  std::size_t edits = 0;                 // Cells set so far.

  std::uint32_t filled() const { return static_cast<std::uint32_t>(cells.size()) - counts[kEmpty]; }
};

/// Copies no text of the batch: the batch must live as long.
class CodedTable {
 public:
  explicit CodedTable(const records::RawBatch& batch);

  std::size_t rows() const { return rows_; }
  std::size_t width() const { return columns_.size(); }
  const CodedColumn& column(std::size_t c) const { return columns_[c]; }
  Code code(std::size_t row, std::size_t c) const { return columns_[c].cells[row]; }
  std::string_view text(std::size_t c, Code code) const { return columns_[c].values[code]; }
  std::string_view text_at(std::size_t row, std::size_t c) const { return text(c, code(row, c)); }

  /// The code of a value in a column, kNoCode if no cell ever had it.
  Code find(std::size_t c, std::string_view value) const;
  /// The same, taking the value in (with no rows yet) if it is new.
  Code intern(std::size_t c, std::string_view value);
  void set(std::size_t row, std::size_t c, Code code);

 private:
  // Where a column's values are found: open addressing, a few bytes a value, the text only in
  // CodedColumn::values. A slot with the code kEmpty is free; the empty value is in none.
  class Index {
   public:
    Code find(const std::vector<std::string_view>& values, std::string_view value) const;
    /// REQUIRES that the value is not there yet.
    void add(std::string_view value, Code code);

   private:
    struct Slot {
      std::uint32_t hash = 0;
      Code code = kEmpty;
    };
    void put(Slot slot);

    std::vector<Slot> slots_;
    std::size_t used_ = 0;
  };

  std::size_t rows_ = 0;
  std::vector<CodedColumn> columns_;
  std::vector<Index> index_;
  std::deque<std::string> made_;  // Values that stood in no cell.
};

}  // namespace aftercare::quality
