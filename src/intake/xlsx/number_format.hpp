// Numbers of a workbook as a person sees them: what a cell's format makes of its number.
//
// A workbook keeps moments as days since 1900 (or 1904), and only the format tells them from
// numbers. Formats: ECMA-376-1, 18.8.30 (numFmts), with the built-in ones of East Asia.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aftercare::intake {

enum class NumberKind : std::uint8_t {
  number,    // Digits, whatever the thousands and decimals.
  moment,    // A date, a time of day or both.
  duration,  // [h]:mm: hours that go on behind 24.
  percent,
};

struct NumberFormat {
  NumberKind kind = NumberKind::number;
  std::uint8_t padded = 0;  // "000000": as many digits at least, zeros before.
};

/// What a format code ("yyyy-mm-dd", "0.00%", "[h]:mm") shows.
NumberFormat format_of_code(std::string_view code);
/// What a built-in format shows; those that no list names show numbers.
NumberFormat format_of_builtin(unsigned id);

struct NumberText {
  std::string text;
  bool digits_lost = false;  // A whole number longer than the 15 digits that a workbook keeps.
};

/// `raw` is the cell's value as it stands in the file. What is no number stays as it is.
NumberText number_text(std::string_view raw, const NumberFormat& format, bool since_1904);

}  // namespace aftercare::intake
