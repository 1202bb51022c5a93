#include "language/core_lines.hpp"

#include <algorithm>

#include "text/width.hpp"

namespace aftercare::language {
namespace {

constexpr std::size_t kShort = 24;  // A dozen Han characters, four or five English words.

// As wide as it is read: a Han character says as much as two letters.
std::size_t width_of(std::span<const char32_t> line) {
  std::size_t width = 0;
  for (const char32_t point : line) width += text::is_han(point) ? 2 : point > U' ';
  return width;
}

}  // namespace

CoreLines core_lines(std::span<const char32_t> points, std::size_t text_begin) {
  CoreLines core{text_begin, points.size()};
  const auto line_end = [&](std::size_t from) {
    return static_cast<std::size_t>(
        std::ranges::find(points.begin() + static_cast<std::ptrdiff_t>(from),
                          points.begin() + static_cast<std::ptrdiff_t>(core.end), U'\n') -
        points.begin());
  };
  while (core.begin < core.end) {
    const auto end = line_end(core.begin);
    if (width_of(points.subspan(core.begin, end - core.begin)) >= kShort) break;
    core.begin = std::min(end + 1, core.end);
  }
  if (core.begin == core.end) return {0, points.size()};
  while (true) {
    auto begin = core.end;
    while (begin > core.begin && points[begin - 1] != U'\n') --begin;
    if (begin == core.begin || width_of(points.subspan(begin, core.end - begin)) >= kShort)
      return core;
    core.end = begin - 1;
  }
}

}  // namespace aftercare::language
