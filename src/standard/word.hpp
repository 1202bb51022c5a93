// How words of a source (column names, codes, cells) are compared: without the white space
// around them, without case, without width.

#pragma once

#include <string>
#include <string_view>

namespace aftercare::standard {

/// Without white space at both ends: ASCII, no-break and ideographic spaces.
std::string_view trim(std::string_view text);

/// Without byte order marks and zero-width spaces at both ends, and trimmed inside them.
std::string_view without_marks(std::string_view text);

/// A number as spreadsheets mark it as text: "'123" and "="123"" are "123". Others as they are.
std::string_view without_sheet_marks(std::string_view text);

/// Trimmed, without byte order marks and zero-width spaces at its ends, full-width forms made
/// half-width, ASCII in lower case.
std::string fold(std::string_view text);
/// The same into a buffer that keeps its memory.
void fold_into(std::string_view text, std::string& to);

/// Folded and without what separates words ("Order-No.", "order no", "ORDER_NO" are one).
std::string loose(std::string_view text);

/// A string map's hash that takes views.
struct ViewHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

}  // namespace aftercare::standard
