// Which language a text is in, as far as it matters: whether ours can read it.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "language/segmenter.hpp"
#include "language/vocabulary.hpp"

namespace aftercare::language {

enum class Language : std::uint8_t { zh, en, mixed, other, none };

std::string_view to_name(Language language);

/// What a text is made of, counted in one pass.
struct Letters {
  std::uint32_t han = 0;
  std::uint32_t latin_words = 0;    // Words of ASCII letters.
  std::uint32_t vowel_endings = 0;  // Those of 3 letters and more that end in a, i, o or u.
  std::uint32_t accented = 0;       // Words with a Latin letter beyond ASCII.
  std::uint32_t foreign = 0;        // Letters of other scripts: kana, hangul, Cyrillic...
};

Letters count_letters(std::span<const char32_t> points);

/// How much a text of so many points says, in Chinese characters: a word of Latin letters, with the
/// blank behind it some six points, says as much as two.
std::size_t told_length(const Letters& letters, std::size_t points);

/// Chinese by its share of characters; Latin letters are English only if more speaks for English
/// (function words, frequent words) than for its neighbours (their function words, accents,
/// endings in vowels). A text of both is mixed; one without letters is none.
Language guess_language(const Letters& letters, std::uint32_t english_words,
                        std::uint32_t foreign_words);

}  // namespace aftercare::language
