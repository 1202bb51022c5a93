// Dates as tables hold them, with the format they are written in.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "quality/profile/value_reading.hpp"

namespace aftercare::quality {

struct ReadDate {
  std::int64_t seconds = 0;  // Since 1970, as written.
  DateOrder order = DateOrder::ymd_dash;
  TimeForm time = TimeForm::none;
};

/// "2026-3-1 8:00", "2026/03/01", "2026.3.1", "2026年3月1日".
std::optional<ReadDate> read_year_first(std::string_view text);
/// "3/1/2026", "23-04-26".
std::optional<ReadDate> read_year_last(std::string_view text);
/// "2 Mar 2026", "2-Mar-2026", "March 2, 2026", with a weekday before it or not.
std::optional<ReadDate> read_named_month(std::string_view text);
/// 8 or 14 digits that are a day of the years 1900 to 2099, or unix time of 2001 to 2033.
std::optional<ReadDate> read_digit_date(std::string_view digits);

/// Digits ahead, at most `most`, as a number, taken off; -1 if there are fewer than `least` or
/// more.
int take_digits(std::string_view& text, std::size_t least, std::size_t most);
/// Takes the word off if the text begins with it.
bool take_word(std::string_view& text, std::string_view word);

}  // namespace aftercare::quality
