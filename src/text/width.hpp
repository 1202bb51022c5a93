// Full-width and half-width forms, and characters nobody sees.
//
// Folded are digits, letters and the signs that stand inside numbers, addresses and codes. Chinese
// punctuation (，。！？；：（）、) stays: it says where a Chinese sentence ends.

#pragma once

#include <string>
#include <string_view>

namespace aftercare::text {

/// The half-width twin of a full-width digit, letter or sign; any space becomes ' ', any line
/// break '\n', a typographic apostrophe '\''; everything else is itself.
char32_t half_width(char32_t point);

/// Zero width, byte order marks wherever they stand, soft hyphens, direction marks, variation
/// selectors and control characters other than white space.
bool is_invisible(char32_t point);

/// True for the characters Chinese is written with (not kana, not hangul).
inline bool is_han(char32_t point) {
  return (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x3400 && point <= 0x4DBF) ||
         point == 0x3007 || (point >= 0xF900 && point <= 0xFAFF) ||
         (point >= 0x20000 && point <= 0x3134F);
}

/// The text folded, without invisible characters, white space squeezed to one and trimmed.
/// Any bytes: ill-formed ones become U+FFFD.
std::string fold_width(std::string_view text);

/// As fold_width(), for a value that people will read again: typographic apostrophes stay, and so
/// do joiners and selectors that shape what stands before them, in pictures (families, flags,
/// coloured signs) and in scripts that are written with them (Persian, Hindi).
std::string tidy_width(std::string_view text);

}  // namespace aftercare::text
