// Phone numbers of mainland China as people write them.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aftercare::text {

struct PhoneText {
  /// A mobile or 400 number as bare digits; a landline as it was written, in half width.
  std::string number;
  bool mobile = false;
  bool letters = false;  // Letters stood for digits: "138OO138000".
};

/// The one number a text can mean: country code (+86, 0086, 86), spaces, hyphens, brackets and full
/// width are taken off; O stands for 0, l and I for 1 or for nothing, if exactly one reading is a
/// number. Nothing for numbers of other countries, masked ones, extensions, two numbers at once.
std::optional<PhoneText> read_phone(std::string_view text);

}  // namespace aftercare::text
