// Turns JSON objects into rows of cells.
//
// Nested objects become columns called a.b; arrays stay JSON text; null is an empty cell. Numbers
// keep the digits they were written with: they may be ids longer than any number type. Columns
// appear as objects bring them, in the order of their first appearance, and never go away.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "intake/cell_arena.hpp"

namespace aftercare::intake {

class JsonRowReader {
 public:
  /// A table with more columns than this is none.
  static constexpr std::size_t kMostColumns = 4096;

  enum class State {
    row,
    bad,               // No JSON object.
    too_many_columns,  // Would go over kMostColumns.
    full,              // New columns would make the batch larger than `most_cells`.
  };

  JsonRowReader();
  ~JsonRowReader();
  JsonRowReader(JsonRowReader&&) noexcept;
  JsonRowReader& operator=(JsonRowReader&&) noexcept;

  const std::vector<std::string>& columns() const { return columns_; }

  /// Each object from now on has these fields (name, text) as well, which must live as long as the
  /// cells: they stand in columns behind those that the object brings.
  void come_with(const std::vector<std::pair<std::string, std::string>>& fields) {
    beside_ = &fields;
  }

  /// Appends the object's cells, one per column known by then, after `rows` rows of this batch.
  /// Cells are views into `object` or `arena`. Anything but State::row leaves no trace.
  /// REQUIRES 64 readable bytes behind `object`.
  State read(std::string_view object, std::size_t rows, std::size_t most_cells,
             std::vector<std::string_view>& cells, CellArena& arena);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::vector<std::string> columns_;
  const std::vector<std::pair<std::string, std::string>>* beside_ = nullptr;
};

}  // namespace aftercare::intake
