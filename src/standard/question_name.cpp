#include "standard/question_name.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "standard/name_words.hpp"
#include "standard/word.hpp"

namespace aftercare::standard {
namespace {

bool begins_number(char byte) {
  return byte >= '0' && byte <= '9';
}

/// "12." "Q3:" "4、" before a text that does not begin with a digit.
std::string_view without_number(std::string_view name) {
  std::size_t at = 0;
  if (!name.empty() && (name[0] == 'Q' || name[0] == 'q')) ++at;
  const auto first = at;
  while (at < name.size() && begins_number(name[at])) ++at;
  constexpr std::size_t most_digits = 3;
  if (at == first || at - first > most_digits) return name;
  const auto rest = name.substr(at);
  for (const std::string_view mark : {".", ")", ":", "、", "．", "）", "：", "_", " "}) {
    if (!rest.starts_with(mark)) continue;
    // "1 day" is no first question; "Q1 text" is.
    if ((mark == " " || mark == "_") && first == 0) continue;
    const auto text = trim(rest.substr(mark.size()));
    return text.empty() || begins_number(text.front()) ? name : text;
  }
  return name;
}

std::size_t wide_characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) count += base::next_code_point(text, at) >= 0x4E00;
  return count;
}

}  // namespace

bool is_number_of_question(std::string_view name) {
  constexpr std::string_view before = "第", after = "题";
  std::size_t at = 0;
  const bool wide = name.starts_with(before);
  if (wide) {
    at = before.size();
  } else {
    if (name.empty() || (name[0] != 'Q' && name[0] != 'q')) return false;
    at = name.substr(1).starts_with("ID") ? 3 : 1;
  }
  const auto first = at;
  while (at < name.size() && begins_number(name[at])) ++at;
  constexpr std::size_t most_digits = 3;
  if (at == first || at - first > most_digits) return false;
  const auto rest = name.substr(at);
  return wide ? rest == after : rest.empty() || rest.front() == '_' || rest.front() == '.';
}

QuestionName as_question(std::string_view name) {
  name = trim(name);
  QuestionName question{without_number(name)};
  const auto& text = question.text;
  const bool numbered = text.size() < name.size();
  const bool marked = text.ends_with('?') || text.ends_with("？") || text.ends_with("吗");
  const auto words = words_of(text);
  const bool to_you = text.find("您") != text.npos || text.find("你") != text.npos ||
                      std::ranges::any_of(words, [](const std::string& word) {
                        return word == "you" || word == "your";
                      });
  constexpr std::size_t sentence_words = 4, sentence_characters = 6;
  const bool sentence =
      words.size() >= sentence_words || wide_characters(text) >= sentence_characters;
  question.asks =
      (to_you && (numbered || marked || sentence)) || (sentence && (numbered || marked));
  return question;
}

}  // namespace aftercare::standard
