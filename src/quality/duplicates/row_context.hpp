// What a row says besides its text.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "records/raw_batch.hpp"

namespace aftercare::quality {

/// Per row a number that is equal where all columns but these two are equal; 0 where they say too
/// little: no cell of a column that tells rows apart (half of its values differ) is filled.
std::vector<std::uint64_t> row_contexts(const records::RawBatch& table, std::size_t text_column,
                                        std::optional<std::size_t> id_column);

}  // namespace aftercare::quality
