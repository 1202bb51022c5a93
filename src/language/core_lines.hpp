// Which lines of a message or conversation say what it is about.

#pragma once

#include <cstddef>
#include <span>

namespace aftercare::language {

/// Code points [begin, end).
struct CoreLines {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool holds(std::size_t at) const { return at >= begin && at < end; }
};

/// The text without its title and without the short lines it opens and ends with: a greeting, "a
/// person please", thanks, a grade for the help. All of it if nothing longer would be left.
/// `text_begin`: where the title ends.
CoreLines core_lines(std::span<const char32_t> points, std::size_t text_begin);

}  // namespace aftercare::language
