#include "intake/mail/mail_bytes.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/decoder.hpp"
#include "base/encoding.hpp"
#include "base/utf8.hpp"

namespace aftercare::intake {
namespace {

using base::Encoding;

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

int base64_value(char sign) {
  if (sign >= 'A' && sign <= 'Z') return sign - 'A';
  if (sign >= 'a' && sign <= 'z') return sign - 'a' + 26;
  if (sign >= '0' && sign <= '9') return sign - '0' + 52;
  if (sign == '+' || sign == '-') return 62;
  if (sign == '/' || sign == '_') return 63;
  return -1;
}

int hex_value(char sign) {
  if (sign >= '0' && sign <= '9') return sign - '0';
  if (sign >= 'A' && sign <= 'F') return sign - 'A' + 10;
  if (sign >= 'a' && sign <= 'f') return sign - 'a' + 10;
  return -1;
}

bool has_high_bytes(std::string_view bytes) {
  return std::ranges::any_of(bytes,
                             [](char byte) { return static_cast<unsigned char>(byte) > 127; });
}

std::size_t high_bytes_of(std::string_view bytes) {
  return static_cast<std::size_t>(std::ranges::count_if(
      bytes, [](char byte) { return static_cast<unsigned char>(byte) > 127; }));
}

std::size_t count_replaced(std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(kReplacement); at != text.npos; at = text.find(kReplacement, at + 3))
    ++count;
  return count;
}

// What the bytes themselves say. Short texts may fit several encodings: then the Chinese one.
Encoding encoding_of_bytes(std::string_view bytes) {
  if (base::is_utf8(bytes)) return Encoding::utf8;
  const auto told = base::detect_encoding(bytes.substr(0, 64 << 10));
  if (told && (told->encoding != Encoding::utf8 || bytes.size() > (64 << 10)))
    return told->encoding;
  for (const auto encoding : {Encoding::gb18030, Encoding::big5})
    if (count_replaced(base::decode_text(encoding, bytes)) == 0) return encoding;
  const auto damaged = base::decode_text(Encoding::utf8, bytes);
  return count_replaced(damaged) * 4 < high_bytes_of(bytes) ? Encoding::utf8
                                                            : Encoding::windows_1252;
}

// Charsets of other countries, which iconv reads and nothing tells apart from their bytes.
bool is_foreign_charset(std::string_view name) {
  constexpr std::array kFamilies = {
      "iso-8859-", "windows-125", "cp125",  "koi8-",  "iso-2022-jp", "iso-2022-kr", "shift_jis",
      "shift-jis", "sjis",        "euc-jp", "euc-kr", "ks_c_5601",   "tis-620",     "macintosh"};
  return name.size() < 24 && std::ranges::any_of(kFamilies, [name](std::string_view family) {
           return name.starts_with(family);
         });
}

std::optional<std::string> through_iconv(std::string_view bytes, std::string name) {
  if (name.starts_with("ks_c_5601")) name = "cp949";
  const auto converter = ::iconv_open("UTF-8", name.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  std::string text;
  std::array<char, 4096> room{};
  auto* from = const_cast<char*>(bytes.data());
  auto left = bytes.size();
  while (left > 0) {
    auto* to = room.data();
    auto free = room.size();
    const auto done = ::iconv(converter, &from, &left, &to, &free);
    text.append(room.data(), room.size() - free);
    if (done != static_cast<std::size_t>(-1) || free < room.size()) continue;
    text += kReplacement;
    ++from, --left;
  }
  ::iconv_close(converter);
  return text;
}

// Declared Western, but the bytes are Chinese: writers that never set a charset.
bool is_mislabelled(Encoding declared, Encoding told, std::string_view bytes) {
  return declared == Encoding::windows_1252 && told != declared && high_bytes_of(bytes) >= 6;
}

std::string in_utf8(std::string_view bytes, std::string_view charset) {
  if (!has_high_bytes(bytes) && charset.find("2022") == charset.npos &&
      !charset.starts_with("utf-16"))
    return std::string(bytes);
  const auto declared = base::encoding_named(charset);
  if (!declared && is_foreign_charset(charset) &&
      (!base::is_utf8(bytes) || charset.starts_with("iso-2022")))
    if (auto text = through_iconv(bytes, std::string(charset))) return *text;
  if (declared && (*declared == Encoding::utf16le || *declared == Encoding::utf16be))
    return base::decode_text(*declared, bytes);
  const auto told = encoding_of_bytes(bytes);
  if (!declared || told == *declared || is_mislabelled(*declared, told, bytes))
    return base::decode_text(told, bytes);
  // UTF-8 hardly comes about by chance.
  if (told == Encoding::utf8 && base::is_utf8(bytes)) return std::string(bytes);
  auto text = base::decode_text(*declared, bytes);
  const auto bad = count_replaced(text);
  if (bad == 0) return text;
  auto other = base::decode_text(told, bytes);
  return count_replaced(other) < bad ? other : text;
}

// Without what no text holds; line ends become line feeds.
std::string cleaned(std::string text) {
  std::string to;
  to.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '\r') {
      if (at + 1 == text.size() || text[at + 1] != '\n') to += '\n';
      continue;
    }
    if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) continue;
    to += text[at];
  }
  if (to.starts_with("\xEF\xBB\xBF")) to.erase(0, 3);
  return base::is_utf8(to) ? to : base::decode_text(Encoding::utf8, to);
}

}  // namespace

std::string decode_base64(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t held = 0;
  int bits = 0;
  for (const char sign : text) {
    if (sign == '=') {
      held = 0, bits = 0;
      continue;
    }
    const int value = base64_value(sign);
    if (value < 0) continue;
    held = (held << 6U | static_cast<std::uint32_t>(value)) & 0xFFFFFFU;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(held >> static_cast<unsigned>(bits) & 0xFFU);
    }
  }
  return bytes;
}

std::string decode_quoted_printable(std::string_view text, bool in_word) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char sign = text[at];
    if (in_word && sign == '_') {
      bytes += ' ';
      continue;
    }
    if (sign != '=') {
      bytes += sign;
      continue;
    }
    // A soft line end, perhaps with white space that was added behind it.
    auto next = text.find_first_not_of(" \t", at + 1);
    if (next == text.npos) next = text.size();
    if (next == text.size()) break;
    if (text[next] == '\r' || text[next] == '\n') {
      at = text[next] == '\r' && next + 1 < text.size() && text[next + 1] == '\n' ? next + 1 : next;
      continue;
    }
    const int high = at + 2 < text.size() ? hex_value(text[at + 1]) : -1;
    const int low = at + 2 < text.size() ? hex_value(text[at + 2]) : -1;
    if (high < 0 || low < 0) {
      bytes += sign;
      continue;
    }
    bytes += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return bytes;
}

std::string mail_text(std::string_view bytes, std::string_view charset) {
  return cleaned(in_utf8(bytes, in_lower_case(charset)));
}

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && in_lower_case(a) == in_lower_case(b);
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (auto& letter : lower)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + 32);
  return lower;
}

std::string_view without_space_around(std::string_view text) {
  constexpr std::string_view space = " \t\r\n\f\v";
  const auto begin = text.find_first_not_of(space);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

}  // namespace aftercare::intake
