// Arrays within rows: the lines of an order, the messages of a case, proposed as records of their
// own that refer to the row they stand in.

#pragma once

#include <string>
#include <vector>

#include "records/raw_batch.hpp"
#include "standard/suggest.hpp"

namespace aftercare::standard {

/// For each column of JSON arrays of objects, whatever it may be besides: the entity that its name
/// speaks of, if it refers to `suggestion.entity`, the key of that one is known and the elements
/// fill what it needs. One array for each entity, the surest.
std::vector<ArraySuggestion> suggest_arrays(const Suggestion& suggestion,
                                            const records::RawBatch& sample,
                                            const SuggestContext& context);

}  // namespace aftercare::standard
