// Signs that only are another way of writing plain ones: the safe part of NFKC.
//
// Numbers in circles and brackets, Roman numerals of one sign, units of one sign (㎏), ligatures,
// letters of mathematics, superscripts, radicals and doubles of Chinese characters. What would
// change its meaning or join what stands apart (½, ™, …, ～) stays.

#pragma once

#include <string_view>

namespace aftercare::text {

/// False for nearly everything, at once.
constexpr bool may_be_compatible(char32_t point) {
  return point >= 0xB2 &&
         (point < 0xBA || (point >= 0x2070 && point < 0x3000) ||
          (point >= 0x3380 && point < 0x33E0) || (point >= 0xF900 && point <= 0xFB06) ||
          (point >= 0x1D400 && point < 0x1D800));
}

/// What a sign is plainly written as; empty if it stands for itself. Never
/// more points than the sign has bytes.
std::u32string_view compatible(char32_t point);

}  // namespace aftercare::text
