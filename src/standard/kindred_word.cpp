#include "standard/kindred_word.hpp"

#include <algorithm>
#include <array>

namespace aftercare::standard {
namespace {

constexpr std::size_t kShortest = 3;
constexpr std::size_t kShortestStart = 4;  // The first letters alone: three are many words'.
constexpr std::size_t kLettersLess = 2;    // Than the word: else it is another word.

bool is_vowel(char letter) {
  return std::string_view("aeiou").find(letter) != std::string_view::npos;
}

bool is_letters(std::string_view word) {
  return std::ranges::all_of(word, [](char letter) { return letter >= 'a' && letter <= 'z'; });
}

std::string bones_of(std::string_view word) {
  std::string bones;
  for (std::size_t i = 0; i < word.size(); ++i)
    if ((i == 0 || !is_vowel(word[i])) && (bones.empty() || bones.back() != word[i]))
      bones += word[i];
  return bones;
}

bool is_ending(std::string_view rest) {
  constexpr std::array<std::string_view, 26> endings = {
      "",     "e",    "ed",   "s",     "es",     "ing",   "ion",  "er",   "or",
      "al",   "ance", "ence", "ment",  "ation",  "y",     "ies",  "ied",  "ty",
      "tted", "t",    "tion", "ssion", "cation", "tting", "tter", "ement"};
  return std::ranges::find(endings, rest) != endings.end();
}

/// Two forms of one word: the same beginning, and an ending each.
bool is_form_of(std::string_view one, std::string_view other) {
  const auto apart = std::ranges::mismatch(one, other);
  const auto same = static_cast<std::size_t>(apart.in1 - one.begin());
  constexpr std::size_t shortest_stem = 5;
  return same >= shortest_stem && is_ending(one.substr(same)) && is_ending(other.substr(same));
}

}  // namespace

void KindredWords::add(const std::string& word, const std::vector<std::string>& meanings) {
  if (word.size() < kShortest + 1 || !is_letters(word) || meanings.empty()) return;
  by_first_[word.front()].push_back({word, bones_of(word), meanings});
}

std::vector<std::string> KindredWords::meanings_of(std::string_view unknown) const {
  if (unknown.size() < kShortest || !is_letters(unknown)) return {};
  const auto words = by_first_.find(unknown.front());
  if (words == by_first_.end()) return {};
  const bool no_vowels = std::ranges::none_of(unknown.substr(1), is_vowel);
  const auto bones = bones_of(unknown);
  std::vector<std::string> meanings;
  for (const auto& each : words->second) {
    const bool shorter = each.word.size() >= unknown.size() + kLettersLess;
    const bool begins = unknown.size() >= kShortestStart && each.word.starts_with(unknown);
    const bool kin = (shorter && (begins || (no_vowels && each.bones == bones))) ||
                     is_form_of(unknown, each.word);
    if (!kin) continue;
    if (!meanings.empty() && meanings != each.meanings) return {};
    meanings = each.meanings;
  }
  return meanings;
}

}  // namespace aftercare::standard
