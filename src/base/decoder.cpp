#include "base/decoder.hpp"

#include <iconv.h>
#include <simdjson.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <utility>

namespace aftercare::base {
namespace {

constexpr std::string_view kReplacementText = "\xEF\xBF\xBD";
constexpr std::size_t kLongestCharacter = 4;

// Characters of 0x80 to 0x9F.
constexpr char16_t kWindows1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

char* put(char* to, char32_t point) {
  const auto add = [&to](char32_t bits) { *to++ = static_cast<char>(bits); };
  if (point < 0x80) {
    add(point);
  } else if (point < 0x800) {
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
  return to;
}

char* put(char* to, std::string_view text) {
  std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

// How much of a UTF-8 sequence stands at `at`: its wanted size and how many bytes fit it.
struct Sequence {
  std::size_t wanted = 0;  // 0: no character begins so.
  std::size_t fitting = 1;
};

Sequence sequence_at(std::string_view bytes, std::size_t at) {
  const auto byte = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned lead = byte(at);
  if (lead < 0x80) return {1, 1};
  if (lead < 0xC2 || lead > 0xF4) return {0, 1};
  const std::size_t wanted = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  const unsigned lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  std::size_t fitting = 1;
  while (fitting < wanted && at + fitting < bytes.size()) {
    const unsigned next = byte(at + fitting);
    const bool second = fitting == 1;
    if (next < (second ? lowest : 0x80) || next > (second ? highest : 0xBF)) break;
    ++fitting;
  }
  return {wanted, fitting};
}

}  // namespace

char32_t windows_1252_character(unsigned char byte) {
  return byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte;
}

std::size_t size_of_whole_characters(std::string_view bytes) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, bytes.size()); ++back) {
    const std::size_t at = bytes.size() - back;
    if ((static_cast<unsigned char>(bytes[at]) & 0xC0) == 0x80) continue;
    const auto [wanted, fitting] = sequence_at(bytes, at);
    return wanted > fitting && fitting == back ? at : bytes.size();
  }
  return bytes.size();
}

Decoder::Decoder(Encoding encoding) : encoding_(encoding) {
  if (encoding != Encoding::gb18030 && encoding != Encoding::big5) return;
  converter_ = iconv_open("UTF-8", encoding == Encoding::gb18030 ? "GB18030" : "BIG5-HKSCS");
  if (converter_ == reinterpret_cast<iconv_t>(-1)) converter_ = nullptr;  // All is then replaced.
}

Decoder::~Decoder() {
  if (converter_ != nullptr) iconv_close(converter_);
}
Decoder::Decoder(Decoder&& other) noexcept
    : encoding_(other.encoding_), converter_(std::exchange(other.converter_, nullptr)) {}
Decoder& Decoder::operator=(Decoder&& other) noexcept {
  std::swap(encoding_, other.encoding_);
  std::swap(converter_, other.converter_);
  return *this;
}

Decoder::Step Decoder::decode(std::string_view bytes, bool last, char* to,
                              std::vector<std::size_t>& replaced) {
  switch (encoding_) {
    case Encoding::utf8:
      return decode_utf8(bytes, last, to, replaced);
    case Encoding::utf16le:
    case Encoding::utf16be:
      return decode_utf16(bytes, last, to, replaced);
    case Encoding::gb18030:
    case Encoding::big5:
      return decode_chinese(bytes, last, to, replaced);
    case Encoding::windows_1252:
      break;
  }
  char* end = to;
  for (const char byte : bytes)
    end = put(end, windows_1252_character(static_cast<unsigned char>(byte)));
  return {bytes.size(), static_cast<std::size_t>(end - to)};
}

Decoder::Step Decoder::decode_utf8(std::string_view bytes, bool last, char* to,
                                   std::vector<std::size_t>& replaced) {
  const auto whole = bytes.substr(0, last ? bytes.size() : size_of_whole_characters(bytes));
  if (simdjson::validate_utf8(whole.data(), whole.size()))
    return {whole.size(), static_cast<std::size_t>(put(to, whole) - to)};
  char* end = to;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto [wanted, fitting] = sequence_at(bytes, at);
    if (wanted == fitting) {
      end = put(end, bytes.substr(at, fitting));
    } else {
      if (!last && wanted != 0 && at + fitting == bytes.size()) break;
      replaced.push_back(static_cast<std::size_t>(end - to));
      end = put(end, kReplacementText);
    }
    at += fitting;
  }
  return {at, static_cast<std::size_t>(end - to)};
}

Decoder::Step Decoder::decode_utf16(std::string_view bytes, bool last, char* to,
                                    std::vector<std::size_t>& replaced) {
  const int low = encoding_ == Encoding::utf16le ? 0 : 1;
  const auto unit = [bytes, low](std::size_t i) -> char32_t {
    return static_cast<unsigned char>(bytes[i + static_cast<std::size_t>(low)]) |
           char32_t{static_cast<unsigned char>(bytes[i + static_cast<std::size_t>(1 - low)])} << 8;
  };
  char* end = to;
  const auto replace = [&] {
    replaced.push_back(static_cast<std::size_t>(end - to));
    end = put(end, kReplacementText);
  };
  std::size_t at = 0;
  while (at + 1 < bytes.size()) {
    const char32_t first = unit(at);
    if (first < 0xD800 || first > 0xDFFF) {
      end = put(end, first);
      at += 2;
      continue;
    }
    if (first < 0xDC00 && at + 3 >= bytes.size() && !last) break;
    const char32_t second = first < 0xDC00 && at + 3 < bytes.size() ? unit(at + 2) : 0;
    if (second >= 0xDC00 && second <= 0xDFFF) {
      end = put(end, 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
      at += 4;
    } else {
      replace();
      at += 2;
    }
  }
  if (last && at < bytes.size()) {
    replace();
    at = bytes.size();
  }
  return {at, static_cast<std::size_t>(end - to)};
}

Decoder::Step Decoder::decode_chinese(std::string_view bytes, bool last, char* to,
                                      std::vector<std::size_t>& replaced) {
  char* end = to;
  std::size_t at = 0;
  const auto replace = [&] {
    const bool euro =
        encoding_ == Encoding::gb18030 && bytes[at] == '\x80';  // As in code page 936.
    if (!euro) replaced.push_back(static_cast<std::size_t>(end - to));
    end = euro ? put(end, char32_t{0x20AC}) : put(end, kReplacementText);
    ++at;
  };
  while (at < bytes.size()) {
    if (converter_ == nullptr) {
      replace();
      continue;
    }
    char* from = const_cast<char*>(bytes.data()) + at;  // iconv does not write there.
    std::size_t in_left = bytes.size() - at;
    std::size_t out_left = room_for(bytes.size()) - static_cast<std::size_t>(end - to);
    const auto done = iconv(converter_, &from, &in_left, &end, &out_left);
    at = bytes.size() - in_left;
    if (done != static_cast<std::size_t>(-1)) break;
    if (errno == EINVAL && !last && in_left < kLongestCharacter) break;
    assert(errno != E2BIG);
    // A character that iconv held back for its successor comes first.
    iconv(converter_, nullptr, nullptr, &end, &out_left);
    replace();
  }
  std::size_t out_left = room_for(bytes.size()) - static_cast<std::size_t>(end - to);
  if (converter_ != nullptr) iconv(converter_, nullptr, nullptr, &end, &out_left);
  return {at, static_cast<std::size_t>(end - to)};
}

std::string decode_text(Encoding encoding, std::string_view bytes) {
  Decoder decoder(encoding);
  std::string text(Decoder::room_for(bytes.size()), '\0');
  std::vector<std::size_t> replaced;
  text.resize(decoder.decode(bytes, true, text.data(), replaced).written);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

}  // namespace aftercare::base
