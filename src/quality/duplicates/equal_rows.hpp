// Rows of a table that say the same in every column.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "records/raw_batch.hpp"

namespace aftercare::quality {

/// Per row the first row whose cells are all equal to its own, that column left out.
std::vector<std::uint32_t> equal_rows(const records::RawBatch& table,
                                      std::optional<std::size_t> id_column);

}  // namespace aftercare::quality
