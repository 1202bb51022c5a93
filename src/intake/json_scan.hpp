// Finds where JSON values begin and end, without reading them: the text may arrive in pieces.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "intake/reader.hpp"

namespace aftercare::intake {

/// Finds the end of one value. A broken value ends somewhere; whoever parses it will see.
class JsonValueScanner {
 public:
  /// The place behind the value's end, given all of its text so far; nothing if it goes on.
  /// A text handed in again is not scanned again. REQUIRES a first byte that is no space.
  std::optional<std::size_t> find_end(std::string_view text);
  /// The text scanned so far was thrown away; the next begins behind it.
  void forget() { scanned_ = 0; }

 private:
  enum class Kind : std::uint8_t { unknown, brackets, string, bare };

  Kind kind_ = Kind::unknown;
  std::size_t scanned_ = 0;
  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

/// How rows stand in JSON.
enum class JsonLayout : std::uint8_t {
  lines,     // An object a line.
  array,     // One array of objects, alone or somewhere in an object.
  sequence,  // Objects one after another that span several lines.
};

struct JsonShape {
  JsonLayout layout = JsonLayout::lines;
  std::size_t first_row = 0;  // Where the rows begin: behind the array's bracket.
  bool wrapped = false;       // The array stands in an object,
  std::size_t object = 0;     // which begins here.
};

/// Is this the begin of a JSON file? Nothing if it is rather a table. `whole`: there is no more.
std::optional<Format> sniff_json(std::string_view text, bool whole);

/// How its rows stand there; nothing if it has no array of objects where `format` needs one.
std::optional<JsonShape> shape_of_json(std::string_view text, Format format);

/// Place of the next byte that is no white space; npos if none.
std::size_t skip_json_space(std::string_view text, std::size_t at);

}  // namespace aftercare::intake
