// Texts in which people marked stretches: what an entity model learns from.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::language {

/// Characters (code points) [begin, end) of a text as given, and what they are.
struct MarkedSpan {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string type;

  bool operator==(const MarkedSpan&) const = default;
};

struct MarkedText {
  std::string text;
  std::vector<MarkedSpan> spans;  // By place.
};

/// The spans in a cell: a JSON array of objects with a begin (start, begin, start_position,
/// start_offset), an end and a type (type, label, entity_type, tag); an empty cell has none. False
/// on anything else.
bool read_marked_spans(std::string_view cell, std::vector<MarkedSpan>& spans);

/// Sorts the spans and leaves out those that do not lie in the text or overlap an earlier one;
/// returns how many were left out.
std::size_t tidy_spans(MarkedText& marked);

/// A file of one token and its tag (O, B-TYPE, I-TYPE) a line, blank lines between texts. Tokens of
/// one character are joined as they are, others by a space. Fails (input), naming the line, on any
/// other form.
base::Result<std::vector<MarkedText>> read_tagged_lines(std::string_view bytes);

struct SpanScore {
  std::string type;  // Empty: all.
  std::size_t right = 0;
  std::size_t given = 0;
  std::size_t found = 0;
  double precision() const;
  double recall() const;
  double f1() const;
};

/// Exact agreement of begin, end and type; the first element counts all, the others a type each.
std::vector<SpanScore> score_spans(std::span<const MarkedText> given,
                                   std::span<const std::vector<MarkedSpan>> found);

}  // namespace aftercare::language
