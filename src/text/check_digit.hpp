// Check digits of numbers that have them.

#pragma once

#include <string_view>

namespace aftercare::text {

/// Luhn, as bank cards use it. Spaces and hyphens are passed over; other signs make it false.
bool has_luhn(std::string_view digits);

/// The check digits of an international bank account number (ISO 13616: 97 divides it with a rest
/// of 1), 15 to 34 letters and digits. Spaces are passed over, case does not matter.
bool has_iban_check(std::string_view number);

/// A resident identity number of mainland China: province, a real date of birth between 1900
/// and 2099, and with 18 characters the check character. 15 digits have none.
bool is_resident_id(std::string_view number);

/// A postal item's number of the Universal Postal Union ("EE123456785CN"): standard S10, weights
/// 8 6 4 2 3 5 9 7, 11 minus the sum's remainder (10 is 0, 11 is 5).
bool has_s10_check(std::string_view number);

/// "1Z" and 16 letters and digits: letters count as (ordinal in ASCII - 3) mod 10, every second
/// counts twice, the last digit fills up to a ten.
bool has_ups_check(std::string_view number);

/// 12 digits: weights 3 1 7 from the left, sum mod 11 mod 10.
bool has_fedex_check(std::string_view number);

/// 22 digits (an IMpb): weights 3 1 from the right, the last digit fills up to a ten.
bool has_usps_check(std::string_view number);

/// True for a day of the Gregorian calendar.
bool is_real_day(int year, int month, int day);

}  // namespace aftercare::text
