#include "language/corpus/word_corpus.hpp"

#include <cmath>
#include <unordered_map>

#include "base/utf8.hpp"
#include "base/workers.hpp"

namespace aftercare::language {

bool WordCorpus::is_content(std::uint32_t word) const {
  if (rarity[word] <= 0) return false;
  const auto& said = words[word];
  const auto points = base::count_code_points(said);
  return static_cast<unsigned char>(said.front()) < 0x80 ? points > 2 : points > 1;
}

WordCorpus read_corpus(std::span<const std::string_view> texts, const Analyser& analyser,
                       unsigned workers) {
  constexpr std::size_t of_a_block = 512;
  struct Cut {
    std::vector<std::string> words;  // Empty: a break.
    std::vector<std::size_t> sizes;
  };
  std::vector<Cut> cuts((texts.size() + of_a_block - 1) / of_a_block);
  base::for_blocks(texts.size(), of_a_block, workers,
                   [&](std::size_t number, std::size_t from, std::size_t to) {
                     Scratch scratch;
                     std::vector<std::string> words;
                     for (std::size_t i = from; i < to; ++i) {
                       analyser.words_of(texts[i], scratch, words);
                       cuts[number].sizes.push_back(words.size());
                       for (auto& word : words) cuts[number].words.push_back(std::move(word));
                     }
                   });
  WordCorpus corpus;
  std::unordered_map<std::string, std::uint32_t> numbers;
  for (auto& cut : cuts) {
    std::size_t at = 0;
    for (const auto size : cut.sizes) {
      for (const auto end = at + size; at < end; ++at) {
        auto& word = cut.words[at];
        if (word.empty()) {
          corpus.tokens.push_back(WordCorpus::kBreak);
          continue;
        }
        const auto [known, added] =
            numbers.try_emplace(std::move(word), static_cast<std::uint32_t>(numbers.size()));
        if (added) corpus.words.push_back(known->first);
        corpus.tokens.push_back(known->second);
      }
      corpus.tokens.push_back(WordCorpus::kBreak);
      corpus.first.push_back(corpus.tokens.size());
    }
    cut = {};
  }
  corpus.rarity.reserve(corpus.words.size());
  corpus.mood.reserve(corpus.words.size());
  for (const auto& word : corpus.words) {
    corpus.rarity.push_back(analyser.rarity(word));
    corpus.mood.push_back(analyser.says_mood(word));
  }
  return corpus;
}

double growth_score(double a, double n, double b, double m) {
  if (n <= 0 || m <= 0 || a + b <= 0) return 0;
  const auto part = [](double seen, double expected) {
    return seen > 0 && expected > 0 ? seen * std::log(seen / expected) : 0.0;
  };
  const double share = (a + b) / (n + m);
  const double g = 2 * (part(a, n * share) + part(n - a, n * (1 - share)) + part(b, m * share) +
                        part(m - b, m * (1 - share)));
  return a / n >= b / m ? g : -g;
}

}  // namespace aftercare::language
