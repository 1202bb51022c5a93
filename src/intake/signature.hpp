// Files that are no text, told by their first bytes.

#pragma once

#include <string_view>

namespace aftercare::intake {

/// A format we cannot read: what to call it and what to do.
struct Signature {
  std::string_view name;  // The same in both languages; empty: nothing known.
  std::string_view advice;
  std::string_view advice_zh;
};

/// What the first bytes of a file (4 KiB or more, or all) say it is.
Signature signature_of(std::string_view head);

bool is_gzip(std::string_view head);

}  // namespace aftercare::intake
