// Letters typed or read for digits: O for 0, l and I for 1.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aftercare::text {

/// The digit that a letter is taken for; 0 if for none.
constexpr char digit_like(char letter) {
  switch (letter) {
    case 'O':
    case 'o':
      return '0';
    case 'l':
    case 'I':
    case '|':
      return '1';
    default:
      return '\0';
  }
}

/// What a number may have been: each such letter is its digit, or (`dropped`) was too much. More
/// than four letters are no slip: no reading. The first has every letter as its digit.
std::vector<std::string> digit_readings(std::string_view signs, bool dropped);

}  // namespace aftercare::text
