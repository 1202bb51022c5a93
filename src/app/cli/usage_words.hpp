// What is wrong with the words of a command line, in Chinese: the parser knows English alone.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aftercare::app {

/// A sentence of the parser's in Chinese, with the same names and values. One that it does not
/// know is told as it is, behind words that say what it is about.
std::string usage_in_chinese(std::string_view english);

/// Whether messages are Chinese: as `--language` says, wherever it stands, else as given.
bool chosen_chinese(const std::vector<std::string>& words, bool chinese);

}  // namespace aftercare::app
