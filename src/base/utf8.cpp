#include "base/utf8.hpp"

#include <simdjson.h>

namespace aftercare::base {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}
char32_t low_bits(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]) & 0x3F;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t begin = at++;
  if (first < 0x80) return first;
  if (first >= 0xE4 && first < 0xEA && begin + 2 < text.size()) {  // Most of Chinese.
    const auto second = static_cast<unsigned char>(text[begin + 1]);
    const auto third = static_cast<unsigned char>(text[begin + 2]);
    if ((second & third & 0xC0) == 0x80 && ((second | third) & 0x40) == 0) {
      at = begin + 3;
      return (char32_t{first} & 0x0F) << 12 | (char32_t{second} & 0x3F) << 6 |
             (char32_t{third} & 0x3F);
    }
  }
  if (first >= 0xC2 && first < 0xE0 && continues(text, begin + 1)) {
    at = begin + 2;
    return (char32_t{first} & 0x1F) << 6 | low_bits(text, begin + 1);
  }
  if (first >= 0xE0 && first < 0xF0 && continues(text, begin + 1) && continues(text, begin + 2)) {
    const char32_t point =
        (char32_t{first} & 0x0F) << 12 | low_bits(text, begin + 1) << 6 | low_bits(text, begin + 2);
    if (point < 0x800 || (point >= 0xD800 && point < 0xE000)) return kReplacement;
    at = begin + 3;
    return point;
  }
  if (first >= 0xF0 && first < 0xF5 && continues(text, begin + 1) && continues(text, begin + 2) &&
      continues(text, begin + 3)) {
    const char32_t point = (char32_t{first} & 0x07) << 18 | low_bits(text, begin + 1) << 12 |
                           low_bits(text, begin + 2) << 6 | low_bits(text, begin + 3);
    if (point < 0x10000 || point > 0x10FFFF) return kReplacement;
    at = begin + 4;
    return point;
  }
  return kReplacement;
}

void append_code_point(std::string& to, char32_t point) {
  if (point < 0x80) return to.push_back(static_cast<char>(point));
  char bytes[4];
  std::size_t size = 0;
  const auto add = [&bytes, &size](char32_t bits) { bytes[size++] = static_cast<char>(bits); };
  if (point < 0x800) {
    add(0xC0 | point >> 6);
    add(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    add(0xE0 | point >> 12);
    add(0x80 | (point >> 6 & 0x3F));
    add(0x80 | (point & 0x3F));
  } else {
    add(0xF0 | point >> 18);
    add(0x80 | (point >> 12 & 0x3F));
    add(0x80 | (point >> 6 & 0x3F));
    add(0x80 | (point & 0x3F));
  }
  to.append(bytes, size);
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  return count;
}

std::string_view first_code_points(std::string_view text, std::size_t most) {
  std::size_t at = 0;
  while (at < text.size() && most-- > 0) next_code_point(text, at);
  return text.substr(0, at);
}

}  // namespace aftercare::base
