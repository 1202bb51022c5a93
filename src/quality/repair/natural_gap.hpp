// Empty cells that belong there: no payment time on an unpaid order, no size of an unknown product.

#pragma once

#include <vector>

#include "quality/repair/coded_table.hpp"

namespace aftercare::quality {

/// Per row: true if the column is empty there, and is so in a good part of the rows that share a
/// value (or an emptiness) of another column with it.
std::vector<bool> natural_gaps(const CodedTable& table, std::size_t column);

}  // namespace aftercare::quality
