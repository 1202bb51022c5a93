// What one value of a table is by itself: a number, a date and in which format, an address...
//
// Runs for every different value of a slice, so it decides by one look at the bytes which few
// readings are possible. The column's type comes of all its values (column_profile.hpp).

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aftercare::quality {

enum class ValueKind : std::uint8_t {
  missing,  // Nothing, or a word that means nothing.
  integer,  // "12", "-3", "1,234".
  real,     // "1.5", "2e-3".
  money,    // With a sign or unit of currency: "¥12.50", "12元", "$3".
  percent,  // "12.5%".
  moment,   // A date, with a time or not.
  boolean,  // A word for yes or no (1 and 0 are integers).
  email,
  url,
  phone,      // Of eleven digits like a mobile number, or with + or separators.
  id_card,    // A resident's number whose check character is right.
  bank_card,  // 15 to 19 digits that pass the Luhn check.
  ip,
  json,
  spreadsheet_number,  // "1.23E+12": a long number a spreadsheet cut.
  spreadsheet_error,   // "#REF!", "#####".
  word,                // Short, without spaces: a code or a name.
  text,
  count_of_kinds
};
std::string_view to_name(ValueKind kind);

/// The order in which a date is written, and what of the time follows.
enum class DateOrder : std::uint8_t {
  ymd_dash,
  ymd_slash,
  ymd_dot,
  ymd_chinese,
  ymd_compact,
  day_or_month_first,  // "03/04/2026": both orders are possible.
  day_first,           // Only so: "23/04/2026".
  month_first,
  named_month,
  unix_seconds,
  unix_milliseconds,
  count_of_orders
};
enum class TimeForm : std::uint8_t { none, minutes, seconds, fraction, zoned, count_of_forms };

struct ValueReading {
  ValueKind kind = ValueKind::missing;
  double number = 0;         // Of integer, real, money, percent.
  std::int64_t seconds = 0;  // Since 1970, of moment, as written (zones are not applied).
  DateOrder order = DateOrder::ymd_dash;
  TimeForm time = TimeForm::none;
  bool leading_zero = false;  // "007": digits that would not survive as a number.
  std::uint8_t digits = 0;    // Of a value of digits alone; 0 otherwise.
};

/// REQUIRES a value without white space around it.
ValueReading read_value(std::string_view value);

/// "YYYY-MM-DD hh:mm:ss" and the like.
std::string format_name(DateOrder order, TimeForm time);

/// A word that says that nothing is known: "N/A", "null", "无", "-".
bool is_missing_word(std::string_view value);

/// Without ASCII white space, no-break and ideographic spaces around it.
std::string_view trimmed(std::string_view value);

/// The shape: digits to 9, letters to A and a, Chinese characters to 汉; runs of letters and of
/// Chinese characters count once. Signs stay.
std::string shape_of(std::string_view value);

}  // namespace aftercare::quality
