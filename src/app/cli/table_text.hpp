// Tables for a terminal: columns aligned by what a reader sees, Chinese characters two wide.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace aftercare::app {

/// How many cells of a terminal the text takes.
std::size_t shown_width(std::string_view text);

struct TextTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<bool> right;  // Per column; missing: left.
};

/// Lines ending in '\n'; control characters are shown as '·', so no cell can drive the terminal.
std::string to_text(const TextTable& table);

}  // namespace aftercare::app
