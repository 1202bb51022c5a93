#include "standard/spelling.hpp"

#include <algorithm>
#include <vector>

#include "base/utf8.hpp"
#include "text/traditional.hpp"

namespace aftercare::standard {
namespace {

std::vector<char32_t> spelling_points(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < text.size();) points.push_back(base::next_code_point(text, at));
  return points;
}

bool has_digit(std::string_view text) {
  return text.find_first_of("0123456789") != text.npos;
}

}  // namespace

std::string simple_form(std::string_view text) {
  static const auto simplifier = text::Simplifier::load();
  if (!simplifier || !(*simplifier)->has_traditional(text)) return std::string(text);
  return (*simplifier)->simplify(text);
}

bool is_one_slip(std::string_view word, std::string_view other) {
  // Bytes say enough to pass over nearly every pair.
  constexpr std::size_t most_bytes = 4;
  if (word.size() > other.size() + most_bytes || other.size() > word.size() + most_bytes)
    return false;
  if (word.empty() || other.empty() || word.front() != other.front()) return false;
  if (has_digit(word) || has_digit(other)) return false;
  const auto a = spelling_points(word), b = spelling_points(other);
  const bool wide = a.front() >= 0x80;
  const std::size_t shortest = wide ? 4 : 5;
  if (std::min(a.size(), b.size()) < shortest - 1 || std::max(a.size(), b.size()) < shortest)
    return false;
  const auto [first, second] = std::ranges::mismatch(a, b);
  auto left_a = static_cast<std::size_t>(a.end() - first);
  auto left_b = static_cast<std::size_t>(b.end() - second);
  const auto same_end = [&](std::size_t from_a, std::size_t from_b) {
    return std::equal(a.end() - static_cast<std::ptrdiff_t>(from_a), a.end(),
                      b.end() - static_cast<std::ptrdiff_t>(from_b), b.end());
  };
  if (left_a == left_b) {
    if (left_a == 0) return true;
    // Another Chinese character is another word: 买家 is not 卖家.
    if (same_end(left_a - 1, left_b - 1)) return !wide;
    return left_a >= 2 && *first == *(second + 1) && *(first + 1) == *second &&
           same_end(left_a - 2, left_b - 2);
  }
  // A negation is no slip: "不同意" is not "同意".
  if (wide) return false;
  return left_a == left_b + 1 ? same_end(left_a - 1, left_b)
                              : left_b == left_a + 1 && same_end(left_a, left_b - 1);
}

}  // namespace aftercare::standard
