// Bytes of any known encoding into UTF-8, piece by piece.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.hpp"

namespace aftercare::base {

/// Decodes one stream. Keeps nothing of the text, so its memory does not grow with it.
class Decoder {
 public:
  /// Room that decode() needs for `size` bytes of input.
  static constexpr std::size_t room_for(std::size_t size) { return size * 3 + 16; }

  struct Step {
    std::size_t used = 0;     // Input bytes decoded; the rest begins a character not yet whole.
    std::size_t written = 0;  // UTF-8 bytes written.
  };

  explicit Decoder(Encoding encoding);
  ~Decoder();
  Decoder(Decoder&& other) noexcept;
  Decoder& operator=(Decoder&& other) noexcept;

  Encoding encoding() const { return encoding_; }

  /// Decodes all whole characters of `bytes`; hand the unused rest in again before what follows
  /// it. With `last`, everything is used. Bytes that are no character become U+FFFD, and their
  /// places in the output are appended to `replaced`; a line feed is never taken for a part of one.
  /// REQUIRES room_for(bytes.size()) at `to`.
  Step decode(std::string_view bytes, bool last, char* to, std::vector<std::size_t>& replaced);

 private:
  Step decode_utf8(std::string_view bytes, bool last, char* to, std::vector<std::size_t>& replaced);
  Step decode_utf16(std::string_view bytes, bool last, char* to,
                    std::vector<std::size_t>& replaced);
  Step decode_chinese(std::string_view bytes, bool last, char* to,
                      std::vector<std::size_t>& replaced);

  Encoding encoding_;
  void* converter_ = nullptr;  // iconv's, for the Chinese encodings.
};

/// A whole text at once, without its byte order mark.
std::string decode_text(Encoding encoding, std::string_view bytes);

/// Size of UTF-8 bytes without a character that is cut at their end.
std::size_t size_of_whole_characters(std::string_view bytes);

/// The Unicode character of a byte in Windows-1252.
char32_t windows_1252_character(unsigned char byte);

}  // namespace aftercare::base
