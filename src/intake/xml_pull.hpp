// XML as a stream of tags and texts, in bounded memory.
//
// Enough of XML 1.0 for documents that programs write: elements, attributes, texts, CDATA, the
// five named characters and numbered ones. A document type is refused, and with it everything that
// entities can do. UTF-8 only. Names are without their namespace prefix.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "intake/byte_source.hpp"

namespace aftercare::intake {

class XmlPull {
 public:
  enum class Event : std::uint8_t {
    begin,  // An element; name() and attribute() tell of it.
    end,    // Its end, also of an empty one; name().
    text,   // A piece of text: text() may be followed by more of it.
    done,
  };

  explicit XmlPull(std::unique_ptr<ByteSource> source);

  /// Fails (input) on what is no XML, cut off, or uses entities. Views stay valid until the next
  /// call.
  base::Result<Event> next();

  std::string_view name() const { return name_; }
  /// Empty if there is none of this name (without prefix). REQUIRES Event::begin.
  std::string_view attribute(std::string_view name);
  std::string_view text() const { return text_; }
  /// Offset in the document of the tag or text.
  std::uint64_t offset() const { return offset_; }
  const ByteSource& source() const { return *source_; }

 private:
  base::Result<void> fill();
  base::Result<std::size_t> tag_size();
  base::Result<Event> read_text();
  base::Result<Event> read_tag(std::string_view tag);
  base::Result<void> skip_until(std::string_view mark);
  std::string_view rest() const { return std::string_view(buffer_).substr(at_); }
  void advance(std::size_t size) { at_ += size, consumed_ += size; }

  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t consumed_ = 0;  // Bytes of the document before `at_`.
  std::uint64_t offset_ = 0;
  bool ended_ = false;
  bool started_ = false;
  bool in_data_ = false;      // Within CDATA.
  bool end_pending_ = false;  // Of an empty element.
  std::size_t depth_ = 0;
  std::string tag_;  // What name_ and the attributes are views into.
  std::string_view name_;
  std::string_view attributes_;
  std::string scratch_;
  std::string text_;
};

}  // namespace aftercare::intake
