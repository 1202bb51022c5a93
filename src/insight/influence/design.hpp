// Factors as columns of numbers, ready for a regression.
//
// A number becomes one column, standardised (a skewed one by its logarithm first), and one that
// says where it is not known; a choice a column for each value but the most frequent one, which all
// others are beside. Values with too few rows are put together. Rows are sparse: a row has few
// columns that are not 0.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "insight/influence/influence_rows.hpp"

namespace aftercare::insight {

struct DesignLevel {
  enum class Kind { value, others, unknown, move } kind = Kind::value;
  std::uint32_t value = 0;  // Of the factor's values, if kind is value.
  std::size_t column = 0;
  std::vector<std::uint32_t> rows;  // That have it; empty for a move.
};

struct DesignFactor {
  std::size_t factor = 0;          // Of the rows.
  std::size_t begin = 0, end = 0;  // Its columns.
  std::vector<DesignLevel> levels;
  // Of a choice, the value that the others are beside; of a number nothing.
  std::optional<DesignLevel> reference;
  // Of a number: the lower and the upper quartile, and what they are in its column.
  double low = 0, high = 0, low_at = 0, high_at = 0;
};

struct Design {
  using Entry = std::pair<std::uint32_t, double>;  // Column, value.
  std::vector<std::size_t> begins{0};              // Of each row among the entries; one more.
  std::vector<Entry> entries;
  std::size_t columns = 1;  // Column 0 is 1 in every row.
  std::vector<DesignFactor> factors;
  std::vector<std::size_t> left_out;  // Factors that say nothing: constant, or nearly.

  std::size_t rows() const { return begins.size() - 1; }
};

/// `least`: rows that a value must have to stand alone. Only the factors in `only` (all if empty).
Design design_of(const InfluenceRows& rows, std::size_t least,
                 const std::vector<std::size_t>& only = {});

}  // namespace aftercare::insight
