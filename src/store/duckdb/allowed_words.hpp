// What a hand-written statement may be made of (statement_check.hpp): functions and types.
//
// Left out on purpose, besides all that reads files, settings or the catalog: what makes long texts
// or lists out of short ones (repeat, lpad, replace, range as a value), because a few of them
// nested take all memory before anybody can stop them; and what differs from run to run (random).

#pragma once

#include <string_view>

namespace aftercare::store {

/// In lower case.
bool is_allowed_function(std::string_view name);
/// generate_series, range: tables of numbers or moments.
bool is_allowed_table_function(std::string_view name);
/// The engine's id of a type: "VARCHAR".
bool is_allowed_type(std::string_view id);
/// Functions that join texts: at most kMostTextJoins in a statement.
bool is_text_join(std::string_view name);
inline constexpr int kMostTextJoins = 12;

}  // namespace aftercare::store
