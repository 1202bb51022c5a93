// What goes from a record that is made anonymous. Private to src/store/duckdb.

#pragma once

#include <string>

#include "records/dictionary.hpp"

namespace aftercare::store {

/// True of fields that hold words of a free text.
bool holds_words(const records::Field& field);

/// `"phone" = NULL, ...`: masks, tokens, texts, digests and the sealed original. With
/// `whole_person` also what else of the person's own record tells people apart, and other ids.
std::string emptied_columns(const records::Entity& entity, bool whole_person);

/// A condition true of records that hold any of it (without `whole_person`).
std::string anything_to_empty(const records::Entity& entity);

}  // namespace aftercare::store
