#include "language/elongation.hpp"

#include <algorithm>
#include <array>

#include "text/phrase_set.hpp"
#include "text/width.hpp"

namespace aftercare::language {
namespace {

constexpr std::size_t kStress = 3;

bool is_letter(char32_t point) {
  return (point >= U'a' && point <= U'z') || (point >= U'A' && point <= U'Z');
}

std::size_t kept_of_letters(std::span<const char32_t> points, std::size_t begin, std::size_t end) {
  const std::size_t run = end - begin;
  std::size_t first = begin, last = end;
  while (first > 0 && is_letter(points[first - 1])) --first;
  while (last < points.size() && is_letter(points[last])) ++last;
  constexpr std::u32string_view of_codes = U"0123456789@._-/:";
  const bool of_code = (first > 0 && of_codes.find(points[first - 1]) != of_codes.npos) ||
                       (last + 1 < points.size() && of_codes.find(points[last]) != of_codes.npos &&
                        points[last + 1] > U' ');
  if (of_code) return run;
  if (first == begin && last == end) return std::min(run, kStress);  // "hhh", "zzzz".
  const char32_t letter = text::fold_point(points[begin]);
  constexpr std::u32string_view doubled_at_end = U"elf", doubled_inside = U"eolstprndfgmcb";
  const auto& doubled = last == end ? doubled_at_end : doubled_inside;
  return first < begin && doubled.find(letter) != doubled.npos ? 2 : 1;
}

}  // namespace

std::size_t kept_of_run(std::span<const char32_t> points, std::size_t begin, std::size_t end,
                        const Vocabulary& vocabulary) {
  const char32_t point = points[begin];
  const std::size_t run = end - begin;
  if (point >= U'0' && point <= U'9') return run;
  if (is_letter(point)) return kept_of_letters(points, begin, end);
  if (!text::is_han(point)) return std::min(run, kStress);
  const std::array<char32_t, kStress> phrase{point, point, point};
  for (std::size_t size = std::min(run, kStress); size > 0; --size)
    if (vocabulary.knows(std::span(phrase).first(size))) return size;
  return std::min(run, kStress);
}

}  // namespace aftercare::language
