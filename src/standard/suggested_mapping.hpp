// A suggestion as a mapping that can be run, and as a file that a person can edit.

#pragma once

#include <string>
#include <string_view>

#include "standard/mapping.hpp"
#include "standard/suggest.hpp"

namespace aftercare::standard {

/// REQUIRES an entity. `name` empty: "suggested_ENTITY". Columns of one field are joined. With
/// fields of two entities each row is a line of the second, and the adjacent rows of one key are
/// one record of the first.
Mapping to_mapping(const Suggestion& suggestion, std::string_view name = {});

/// A mapping file to edit; every column's confidence and reason, and the columns left out, stand
/// in comments.
std::string to_yaml(const Suggestion& suggestion);

}  // namespace aftercare::standard
