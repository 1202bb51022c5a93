// Free text without the personal data in it.
//
// Two sources say what is personal: spans that language found by its looks (a number, an
// address), and values known of this very customer (name, phone, e-mail, address), found
// in any spelling. What was personal becomes a tag in the language of the text: [电话], [phone].

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "records/dictionary.hpp"
#include "records/span.hpp"

namespace aftercare::privacy {

/// A personal value somebody is known by.
struct KnownValue {
  records::PersonalKind kind = records::PersonalKind::other;
  std::string value;
};

/// The text with every personal span replaced by its tag. Spans may overlap, stand in any
/// order and reach past the end; those that are not personal are passed over.
std::string mask_text(std::string_view text, std::span<const records::Span> spans);

/// Appends a span for every place where a known value occurs: without regard to case, width
/// and separators; a number not inside a longer number, a Latin name not inside a word.
/// Values too short to be told from chance (names under 2 characters) are passed over.
void find_known(std::string_view text, std::span<const KnownValue> known,
                std::vector<records::Span>& spans);

/// Both in one.
std::string mask_known(std::string_view text, std::span<const KnownValue> known);

/// What stands for a whole free text where even the masked one has no place: [文本] or [text].
std::string_view tag_of_text(std::string_view text);

}  // namespace aftercare::privacy
