// Many texts bound as one value: binding each of thousands is slower than what is done with them.
// Private to src/store/duckdb.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/frame.hpp"

namespace aftercare::store {

/// Their separator: no key holds it.
inline constexpr char kListSeparator = '\x1f';
/// What the bound value becomes in a statement.
inline constexpr std::string_view kBoundList = "SELECT unnest(string_split(?, chr(31)))";

inline Cell bound_list(const std::vector<std::string>& texts) {
  std::string joined;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) joined += kListSeparator;
    joined += texts[i];
  }
  return Cell(std::move(joined));
}

}  // namespace aftercare::store
