// A file as one long UTF-8 text, of which a window is in memory.
//
// UTF-8 is read from the disk straight into the window and only validated there; other encodings
// are decoded into it. A window never moves in memory while its slice is read: its address space
// is reserved for the longest record allowed, and only pages that are used cost memory. So cells
// can be views from the moment they are found. Places in the text know the byte of the file they
// were decoded from.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/decoder.hpp"
#include "base/encoding.hpp"
#include "base/result.hpp"
#include "intake/byte_source.hpp"

namespace aftercare::intake {

class TextStream {
 public:
  /// Bytes behind the window that may be read (not used), as parsers in blocks do.
  static constexpr std::size_t kPadding = 64;

  /// Reads the first bytes and tells the encoding, unless one is given. Fails (input) if
  /// they are no text.
  static base::Result<TextStream> open(std::unique_ptr<ByteSource> source,
                                       std::optional<base::Encoding> encoding);

  /// The text not yet consumed, as far as it is in memory. No character is cut.
  std::string_view window() const { return {data_ + begin_, end_ - begin_}; }
  /// No text follows the window.
  bool at_end() const { return ended_; }
  /// Makes the window longer by a block, unless at its end. Views stay valid.
  /// REQUIRES room: the window is shorter than start() was told.
  base::Result<void> grow();
  void consume(std::size_t size) { begin_ += size, position_ += size; }
  /// Consumes the window and gives its memory to what follows. REQUIRES no views into it.
  void discard();

  /// A new slice: the window goes to new memory, with room for `most` bytes in all.
  void start(std::size_t most);
  /// Keeps the memory of the slice's text alive.
  std::shared_ptr<const void> keep() const { return memory_; }

  /// Characters consumed so far, as bytes of UTF-8: the place where the window begins.
  std::uint64_t position() const { return position_; }
  /// Offset in the unpacked file of the window's begin. REQUIRES a place at the begin of a line,
  /// for other encodings than UTF-8: else that of the line's begin.
  std::uint64_t byte_offset();
  /// Was a byte of the next `size` bytes of text no character? REQUIRES calls in order.
  bool replaced_within(std::size_t size);

  base::Encoding encoding() const { return encoding_; }
  const ByteSource& source() const { return *source_; }

 private:
  struct Memory;
  struct Mark {  // A place in the text whose byte in the file is known.
    std::uint64_t position = 0;
    std::uint64_t byte = 0;
    bool even = false;  // From here to the next mark both advance alike.
  };

  TextStream(std::unique_ptr<ByteSource> source, base::Encoding encoding);
  base::Result<void> grow_in_place();
  base::Result<void> grow_decoded();
  std::size_t append_decoded(std::string_view raw, bool last);
  void mark_lines(std::string_view raw, std::string_view text);
  bool has_room(std::size_t size) const;
  std::uint64_t end_position() const { return position_ + (end_ - begin_); }

  std::unique_ptr<ByteSource> source_;
  base::Encoding encoding_;
  bool undecided_ = false;  // Only ASCII so far: the first other byte decides.
  base::Decoder decoder_;
  std::shared_ptr<Memory> memory_;
  char* data_ = nullptr;   // Its begin.
  std::size_t begin_ = 0;  // Of the window in memory.
  std::size_t end_ = 0;
  std::size_t raw_end_ = 0;  // UTF-8 bytes behind the window that begin a character.
  std::vector<char> raw_;    // Bytes to decode.
  std::size_t raw_size_ = 0;
  bool ended_ = false;
  std::uint64_t position_ = 0;
  std::uint64_t bytes_ = 0;  // Of the file, decoded.
  std::deque<Mark> marks_;
  std::deque<std::uint64_t> replaced_;  // Positions.
  std::vector<std::size_t> places_;     // Of replacements, while decoding.
};

}  // namespace aftercare::intake
