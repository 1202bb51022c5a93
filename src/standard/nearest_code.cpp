#include "standard/nearest_code.hpp"

#include <algorithm>
#include <vector>

#include "base/utf8.hpp"
#include "standard/name_words.hpp"
#include "standard/word.hpp"

namespace aftercare::standard {
namespace {

constexpr double kLeastLikeness = 0.55;
constexpr std::size_t kLongestWord = 60;

std::u32string points_of(std::string_view text) {
  std::u32string points;
  for (std::size_t at = 0; at < text.size();) points += base::next_code_point(text, at);
  return points;
}

// Insertions, deletions, replacements and swaps of neighbours.
std::size_t edits(const std::u32string& a, const std::u32string& b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) table[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) table[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      auto& least = table[i][j];
      least = std::min({table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), table[i - 1][j] + 1,
                        table[i][j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        least = std::min(least, table[i - 2][j - 2] + 1);
    }
  return table[a.size()][b.size()];
}

double likeness_of(const std::string& word, const std::string& known) {
  const auto a = points_of(word), b = points_of(known);
  if (a.empty() || b.empty()) return 0;
  const auto longer = static_cast<double>(std::max(a.size(), b.size()));
  const auto shorter = static_cast<double>(std::min(a.size(), b.size()));
  if (says(word, known) || says(known, word)) return 0.6 + 0.4 * shorter / longer;
  return 1 - static_cast<double>(edits(a, b)) / longer;
}

}  // namespace

NearestCode nearest_code(const records::Field& field, std::string_view word) {
  const auto folded = fold(base::first_code_points(word, kLongestWord));
  NearestCode best;
  double second = 0;  // Of another code.
  for (const auto& code : field.codes) {
    NearestCode own{code.code, {}, 0};
    const auto look = [&](const std::string& known) {
      const auto likeness = likeness_of(folded, fold(known));
      if (likeness > own.likeness) own.likeness = likeness, own.word = known;
    };
    look(code.code);
    look(code.label.zh);
    look(code.label.en);
    for (const auto& synonym : code.synonyms) look(synonym);
    if (own.likeness > best.likeness) {
      second = best.likeness;
      best = std::move(own);
    } else {
      second = std::max(second, own.likeness);
    }
  }
  if (best.likeness < kLeastLikeness || best.likeness <= second) return {};
  return best;
}

}  // namespace aftercare::standard
