// A person's values in the form they are compared in.

#pragma once

#include <string>
#include <string_view>

#include "quality/duplicates/person_columns.hpp"
#include "text/traditional.hpp"

namespace aftercare::quality {

/// The value of a field in its one form; empty if it says nothing ("", "N/A", "无").
/// Names, streets, places: small letters, Simplified, single spaces. Numbers: digits and letters,
/// '*' for a masked digit; phones without the country's prefix. Dates: YYYYMMDD where they can be
/// read. `simplifier` may be nullptr.
std::string person_value(std::string_view cell, FieldKind kind, const text::Simplifier* simplifier);

/// YYYYMMDD of a date in a common form (1990-01-31, 31/1/1990, 19900131, 1990年1月31日); empty if
/// it is none. Where day and month cannot be told apart, month first.
std::string date_value(std::string_view text);

}  // namespace aftercare::quality
