#include "language/language_guess.hpp"

#include <algorithm>

#include "text/phrase_set.hpp"
#include "text/width.hpp"

namespace aftercare::language {
namespace {

bool is_ascii_letter(char32_t point) {
  return (point >= U'a' && point <= U'z') || (point >= U'A' && point <= U'Z');
}

bool is_accented(char32_t point) {
  return (point >= 0xC0 && point <= 0x24F && point != 0xD7 && point != 0xF7) ||
         (point >= 0x1E00 && point <= 0x1EFF);
}

bool is_foreign_letter(char32_t point) {
  return (point >= 0x370 && point <= 0x1DFF) || (point >= 0x1F00 && point <= 0x1FFF) ||
         (point >= 0x3040 && point <= 0x30FF) || (point >= 0xAC00 && point <= 0xD7A3);
}

}  // namespace

std::string_view to_name(Language language) {
  constexpr std::string_view names[] = {"zh", "en", "mixed", "other", "none"};
  return names[static_cast<std::size_t>(language)];
}

Letters count_letters(std::span<const char32_t> points) {
  Letters letters;
  const std::size_t size = points.size();
  for (std::size_t at = 0; at < size;) {
    const char32_t point = points[at];
    if (point >= 0x4E00 && point <= 0x9FFF) {
      ++letters.han;
      ++at;
      continue;
    }
    if (is_ascii_letter(point) || is_accented(point)) {
      bool accented = false;
      const std::size_t begin = at;
      for (; at < size && (is_ascii_letter(points[at]) || is_accented(points[at])); ++at)
        accented = accented || is_accented(points[at]);
      const char32_t last = text::fold_point(points[at - 1]);
      if (accented)
        ++letters.accented;
      else
        ++letters.latin_words;
      if (!accented && at - begin >= 3 &&
          (last == U'a' || last == U'i' || last == U'o' || last == U'u'))
        ++letters.vowel_endings;
      continue;
    }
    letters.han += text::is_han(point);
    letters.foreign += is_foreign_letter(point);
    ++at;
  }
  return letters;
}

std::size_t told_length(const Letters& letters, std::size_t points) {
  constexpr std::size_t spare = 4;
  return points - std::min(points, spare * (letters.latin_words + letters.accented));
}

Language guess_language(const Letters& letters, std::uint32_t english_words,
                        std::uint32_t foreign_words) {
  // A Chinese word has about 1.6 characters; a foreign script's letters count like those.
  const double chinese = letters.han / 1.6;
  const double foreign = letters.foreign / 3.0;
  const double latin = letters.latin_words + letters.accented;
  const double all = chinese + foreign + latin;
  if (all == 0) return Language::none;
  if (foreign > 0.25 * all) return Language::other;
  // Weights: one function word says about as much as one accent or two vowel endings.
  const double for_english = english_words;
  const double for_others = 1.2 * foreign_words + letters.accented + 0.5 * letters.vowel_endings;
  const bool english = letters.latin_words > 0 && for_english >= for_others;
  if (chinese >= 0.75 * all) return Language::zh;
  if (chinese <= 0.12 * all) return english ? Language::en : Language::other;
  if (english) return Language::mixed;
  return chinese >= 0.4 * all ? Language::zh : Language::other;
}

}  // namespace aftercare::language
