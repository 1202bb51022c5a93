// Rows out of arrays: a cell that holds a JSON array of line items becomes a row for each of them.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "records/batch.hpp"
#include "records/raw_batch.hpp"
#include "standard/cells.hpp"

namespace aftercare::standard {

struct Unfolded {
  /// The columns of the raw batch, then those of the elements: "items[].sku", or "items[]" of
  /// elements that are no objects. Nested objects become "items[].price.amount", nested arrays stay
  /// JSON. Rows keep origin and repair of the row that they come from.
  records::RawBatch rows;
  std::vector<Group> groups;  // The rows of each raw row that has any.
};

/// `array` names the column, or leads through arrays: "packages[].items". What is no array counts
/// as its own only element, so that it can be told of; an empty array or cell has no element, but
/// with `keep_empty` its row stays, once. Texts live in `arena`. A batch that has columns of these
/// elements already stays as it is.
Unfolded unfold(const records::RawBatch& raw, std::string_view array, bool keep_empty,
                records::Arena& arena);

}  // namespace aftercare::standard
