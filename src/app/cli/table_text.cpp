#include "app/cli/table_text.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace aftercare::app {
namespace {

bool is_wide(char32_t point) {
  return (point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0xA4CF) ||
         (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0xF900 && point <= 0xFAFF) ||
         (point >= 0xFE30 && point <= 0xFE6F) || (point >= 0xFF00 && point <= 0xFF60) ||
         (point >= 0xFFE0 && point <= 0xFFE6) || (point >= 0x1F300 && point <= 0x1FAFF) ||
         (point >= 0x20000 && point <= 0x3FFFD);
}

bool is_joined(char32_t point) {  // Takes no cell of its own.
  return (point >= 0x0300 && point <= 0x036F) || point == 0x200D ||
         (point >= 0xFE00 && point <= 0xFE0F);
}

std::string harmless(std::string_view text) {
  std::string safe;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = base::next_code_point(text, at);
    const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
    base::append_code_point(safe, control ? U'·' : point);
  }
  return safe;
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::string space(width - std::min(width, shown_width(text)), ' ');
  return right ? space + text : text + space;
}

}  // namespace

std::size_t shown_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = base::next_code_point(text, at);
    if (!is_joined(point)) width += is_wide(point) ? 2 : 1;
  }
  return width;
}

std::string to_text(const TextTable& table) {
  std::vector<std::vector<std::string>> lines;
  for (const auto& row : table.rows) {
    lines.emplace_back();
    for (const auto& cell : row) lines.back().push_back(harmless(cell));
  }
  std::vector<std::size_t> widths;
  for (const auto& name : table.header) widths.push_back(shown_width(name));
  for (const auto& line : lines)
    for (std::size_t i = 0; i < line.size() && i < widths.size(); ++i)
      widths[i] = std::max(widths[i], shown_width(line[i]));
  const auto write = [&](const std::vector<std::string>& line) {
    std::string text;
    for (std::size_t i = 0; i < line.size() && i < widths.size(); ++i)
      text += padded(line[i], widths[i], i < table.right.size() && table.right[i]) + "  ";
    text.erase(text.find_last_not_of(' ') + 1);
    return text + "\n";
  };
  std::string text = write(table.header);
  for (const auto& line : lines) text += write(line);
  return text;
}

}  // namespace aftercare::app
