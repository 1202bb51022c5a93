// Letters of other scripts that look like Latin ones.

#pragma once

#include <string>
#include <string_view>

namespace aftercare::quality {

/// Cyrillic and Greek letters that look Latin become so, if the text has Latin letters and no other
/// letters of those scripts; a word that is Cyrillic or Greek stays as it is.
std::string without_look_alikes(std::string_view text);

}  // namespace aftercare::quality
