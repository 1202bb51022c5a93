// In which encoding a file's bytes are written, told from the bytes alone.
//
// A byte order mark decides at once. Else well-formed UTF-8 is UTF-8; bytes with NULs are UTF-16
// or no text; and GB18030, Big5 and Windows-1252, which nearly any bytes could be, are told apart
// by what is valid and by how often the most frequent characters of the language occur.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>

namespace aftercare::base {

enum class Encoding : std::uint8_t {
  utf8,
  utf16le,
  utf16be,
  gb18030,       // Includes GBK and GB2312.
  big5,          // With the Hong Kong characters.
  windows_1252,  // Includes Latin-1; a byte without a character there is its Latin-1 control.
};

/// "UTF-8", "UTF-16LE", "UTF-16BE", "GB18030", "Big5", "Windows-1252".
std::string_view to_name(Encoding encoding);

/// The encoding called so ("gbk", "UTF-8-BOM", "latin1"), whatever its case, dashes and
/// underscores; nothing if it is none of ours.
std::optional<Encoding> encoding_named(std::string_view name);

struct Detection {
  Encoding encoding = Encoding::utf8;
  std::size_t mark = 0;     // Bytes of the byte order mark at the front.
  bool only_ascii = false;  // Nothing speaks against another encoding yet.
};

/// Why bytes cannot be read as text.
enum class NoText : std::uint8_t { binary, unknown_encoding };

/// Judges the first bytes of a file; the sample may end within a character.
tl::expected<Detection, NoText> detect_encoding(std::string_view sample);

}  // namespace aftercare::base
