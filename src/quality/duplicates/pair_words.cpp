#include "quality/duplicates/pair_words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "base/utf8.hpp"
#include "quality/duplicates/text_units.hpp"
#include "text/width.hpp"

namespace aftercare::quality {
namespace {

bool is_word_letter(char32_t point) {
  return (point >= U'a' && point <= U'z') || (point >= U'0' && point <= U'9') || point >= 0xC0;
}

bool is_digit_letter(char32_t point) {
  return point >= U'0' && point <= U'9';
}

std::uint64_t hash_of(std::string_view letters) {
  std::uint64_t hash = 0x51;
  for (const char byte : letters) hash = mixed(hash, static_cast<unsigned char>(byte));
  return hash;
}

void finish_word(std::string letters, std::vector<PairWord>& words) {
  if (letters.empty()) return;
  PairWord word;
  std::size_t digits = 0;
  std::size_t others = 0;
  for (const char byte : letters) (byte >= '0' && byte <= '9' ? digits : others) += 1;
  word.has_digit = digits > 0;
  word.is_code = (digits >= 2 && others >= 1 && letters.size() >= 4) || digits >= 5;
  word.hash = hash_of(letters);
  word.letters = std::move(letters);
  words.push_back(std::move(word));
}

}  // namespace

std::vector<PairWord> words_of(std::string_view text) {
  const std::string folded = text::fold_width(text);
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < folded.size();) {
    char32_t point = base::next_code_point(folded, at);
    if (point >= U'A' && point <= U'Z') point += 32;
    points.push_back(point);
  }
  std::vector<PairWord> words;
  std::string letters;
  bool digit = false;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto point = points[i];
    if (text::is_han(point)) {
      finish_word(std::move(letters), words);
      letters.clear();
      std::string one;
      base::append_code_point(one, point);
      finish_word(std::move(one), words);
      digit = false;
      continue;
    }
    if (is_word_letter(point)) {
      base::append_code_point(letters, point);
      digit = digit || is_digit_letter(point);
      continue;
    }
    // A point inside a number stays, a hyphen or slash inside a code falls away.
    const bool inside = !letters.empty() && i + 1 < points.size() && is_word_letter(points[i + 1]);
    const bool next_digit = i + 1 < points.size() && is_digit_letter(points[i + 1]);
    if (inside && point == U'.' && digit && next_digit) {
      letters += '.';
      continue;
    }
    if (inside && point == U'-' && (digit || next_digit)) continue;
    if (inside && point == U'\'') continue;
    finish_word(std::move(letters), words);
    letters.clear();
    digit = false;
  }
  finish_word(std::move(letters), words);
  return words;
}

std::vector<double> numbers_of(std::string_view text) {
  std::vector<double> numbers;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] < '0' || text[at] > '9') {
      ++at;
      continue;
    }
    double value = 0;
    double place = 0;
    for (; at < text.size(); ++at) {
      const char byte = text[at];
      if (byte >= '0' && byte <= '9') {
        value = value * 10 + (byte - '0');
        place *= 10;
      } else if (byte == '.' && place == 0 && at + 1 < text.size() && text[at + 1] >= '0' &&
                 text[at + 1] <= '9') {
        place = 1;
      } else {
        break;
      }
    }
    if (place > 1) value /= place;
    if (std::find(numbers.begin(), numbers.end(), value) == numbers.end()) numbers.push_back(value);
  }
  return numbers;
}

void WordCounts::add(const std::vector<PairWord>& text) {
  ++texts;
  std::set<std::uint64_t> seen;
  for (const auto& word : text)
    if (seen.insert(word.hash).second) ++counts[word.hash];
}

float WordCounts::rarity(std::uint64_t word) const {
  const auto found = counts.find(word);
  const float count = found == counts.end() ? 0 : static_cast<float>(found->second);
  return std::log((static_cast<float>(texts) + 1) / (count + 0.5F));
}

}  // namespace aftercare::quality
