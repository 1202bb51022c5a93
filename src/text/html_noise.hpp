// HTML that was left in a text: entities and tags, one at a time, where they stand.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aftercare::text {

/// What stands at the begin of a text. `size` 0: nothing of the kind.
struct HtmlNoise {
  std::size_t size = 0;  // Bytes it takes.
  char32_t point = 0;    // What it means; 0: nothing ("<b>").
};

/// An entity ("&nbsp;", "&#39;", "&#x4e2d;") or a tag of common HTML ("<br/>", "</p>": a line
/// break;
/// "<b>", "<a href=...>": nothing). "a < b", "<3", "&c" are none.
HtmlNoise html_noise_at(std::string_view text);

}  // namespace aftercare::text
