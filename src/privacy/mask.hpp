// What a personal value looks like to those who may not see it, and its plain form for tokens.
//
// A mask lets a person recognise a record they know already, and nobody find out who it is.

#pragma once

#include <string>
#include <string_view>

#include "records/dictionary.hpp"

namespace aftercare::privacy {

/// The masked form, never longer than needed to recognise and never empty:
/// 王小明 -> 王**, John -> J***, 13812345678 -> 138****5678, a.lee@mail.cn -> a***@***.cn,
/// 广东省深圳市... -> 广东省***, bank card -> ****1234, everything else -> ***.
std::string mask(records::PersonalKind kind, std::string_view value);

/// An address masked to the province and city that stand beside it in the record (may be empty).
std::string mask_address(std::string_view value, std::string_view province, std::string_view city);

/// The form in which equal persons' values are equal: without width, case, separators, the
/// country code of a Chinese number. Empty if nothing is left (then there is no token).
std::string normalise(records::PersonalKind kind, std::string_view value);

/// mask() and normalise() of one value.
struct Covered {
  std::string mask;
  std::string plain;
};
Covered cover(records::PersonalKind kind, std::string_view value);

}  // namespace aftercare::privacy
