#include "quality/repair/look_alike.hpp"

#include "base/utf8.hpp"

namespace aftercare::quality {
namespace {

// 0: no letter that looks Latin.
char latin_of(char32_t point) {
  static constexpr std::u32string_view kOther =
      U"\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0458\u0455"
      U"\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406"
      U"\u03bf\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7";
  static constexpr std::string_view kLatin =
      "aeopcxyijs"
      "ABEKMHOPCTXI"
      "oABEZHIKMNOPTX";
  static_assert(kOther.size() == kLatin.size());
  const auto at = kOther.find(point);
  return at == kOther.npos ? '\0' : kLatin[at];
}

}  // namespace

std::string without_look_alikes(std::string_view text) {
  bool latin = false, alike = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = base::next_code_point(text, at);
    latin |= (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
    if (point < 0x370 || point > 0x52F) continue;
    if (latin_of(point) == '\0') return std::string(text);
    alike = true;
  }
  if (!latin || !alike) return std::string(text);
  std::string made;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = base::next_code_point(text, at);
    if (const char letter = latin_of(point); letter != '\0')
      made += letter;
    else
      base::append_code_point(made, point);
  }
  return made;
}

}  // namespace aftercare::quality
