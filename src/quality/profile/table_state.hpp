// What is kept of a whole table while it streams by: its columns, a sample of rows, and how many
// rows stand more than once. Memory does not grow with the rows.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "quality/profile/column_state.hpp"
#include "records/raw_batch.hpp"

namespace aftercare::quality {

/// A row of the sample; cells up to 256 bytes, with the hash of the whole.
struct SampledRow {
  std::uint64_t priority = 0;  // From the row's number: the lowest stay, whatever the order.
  std::uint64_t row = 0;
  std::vector<std::string> cells;
  std::vector<std::uint64_t> hashes;
};

/// Mergeable: slices of one file may be added to several states. Not safe between threads.
class TableState {
 public:
  explicit TableState(std::size_t sample_rows = 10'000) : sample_rows_(sample_rows) {}

  void add(const records::RawBatch& batch);
  /// REQUIRES states of the same table.
  void merge(const TableState& other);

  std::uint64_t rows() const { return rows_; }
  const std::vector<std::string>& names() const { return names_; }
  const std::vector<ColumnState>& columns() const { return columns_; }
  /// In the order of the rows' numbers.
  std::vector<SampledRow> sample() const;
  const DistinctCount& different_rows() const { return different_rows_; }

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::string_view value;
    std::uint64_t times = 0;
    std::uint64_t row = 0;
  };

  void widen(const std::vector<std::string>& names);
  void add_column(const records::RawBatch& batch, std::size_t column);
  void sample_rows(const records::RawBatch& batch);

  std::size_t sample_rows_;
  std::uint64_t rows_ = 0;
  std::vector<std::string> names_;
  std::vector<ColumnState> columns_;
  std::vector<SampledRow> sample_;  // A heap, the highest priority first.
  DistinctCount different_rows_{2'000'000};
  // Memory of one slice.
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;   // Index into entries_, plus 1; 0: free.
  std::vector<std::uint64_t> hashes_;  // Of the cells of one column.
  std::vector<std::uint64_t> row_hashes_;
};

}  // namespace aftercare::quality
