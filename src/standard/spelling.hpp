// Other spellings of a word of a list.

#pragma once

#include <string>
#include <string_view>

namespace aftercare::standard {

/// In Simplified Chinese; as it is where nothing is traditional.
std::string simple_form(std::string_view text);

/// Whether one character is missing, too many, another one, or changed places with its neighbour.
/// Only of words long enough for that to be a slip: five letters, or four Chinese characters.
/// A slip in a digit is another word, and so is one in the first letter; of Chinese only changed
/// places are a slip.
bool is_one_slip(std::string_view word, std::string_view other);

}  // namespace aftercare::standard
