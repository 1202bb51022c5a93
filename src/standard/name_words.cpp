#include "standard/name_words.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "standard/word.hpp"

namespace aftercare::standard {
namespace {

bool is_word_byte(char byte) {
  const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  return letter || (byte >= '0' && byte <= '9');
}

bool is_upper(char byte) {
  return byte >= 'A' && byte <= 'Z';
}

bool is_wide(std::string_view text) {
  return std::ranges::any_of(text,
                             [](char byte) { return static_cast<unsigned char>(byte) >= 0x80; });
}

}  // namespace

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(fold(word));
    word.clear();
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char byte = name[i];
    const bool wide = static_cast<unsigned char>(byte) >= 0x80;
    if (!wide && !is_word_byte(byte)) {
      end_word();
      continue;
    }
    const bool was_wide = !word.empty() && static_cast<unsigned char>(word.back()) >= 0x80;
    const bool hump = is_upper(byte) && !word.empty() && !is_upper(word.back());
    if (!word.empty() && (hump || wide != was_wide)) end_word();
    word += byte;
  }
  end_word();
  return words;
}

bool says(std::string_view name, std::string_view part) {
  if (is_wide(part)) {
    constexpr std::size_t least = 2;
    return base::count_code_points(part) >= least &&
           fold(name).find(fold(part)) != std::string::npos;
  }
  constexpr std::size_t least = 4;
  if (loose(part).size() < least) return false;
  const auto words = words_of(name);
  const auto wanted = words_of(part);
  return !std::ranges::search(words, wanted).empty();
}

}  // namespace aftercare::standard
