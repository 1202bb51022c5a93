// Check digits of numbers that have them.

#pragma once

#include <string_view>

namespace aftercare::text {

/// Luhn, as bank cards use it. Spaces and hyphens are passed over; other signs make it false.
bool has_luhn(std::string_view digits);

/// A resident identity number of mainland China: province, a real date of birth between 1900
/// and 2099, and with 18 characters the check character. 15 digits have none.
bool is_resident_id(std::string_view number);

/// True for a day of the Gregorian calendar.
bool is_real_day(int year, int month, int day);

}  // namespace aftercare::text
