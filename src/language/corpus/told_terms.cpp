#include "language/corpus/told_terms.hpp"

#include <algorithm>
#include <chrono>
#include <functional>

namespace aftercare::language {
namespace {

void count_windows(ToldTerm& term, std::span<const std::uint32_t> texts,
                   const TextWindows& windows) {
  for (const auto text : texts) {
    term.now += windows.now[text];
    term.before += windows.before[text];
  }
  term.growth = growth_score(term.now, windows.texts_now, term.before, windows.texts_before);
}

}  // namespace

TextWindows windows_of(const std::vector<std::optional<records::Moment>>& moments, int days) {
  TextWindows windows;
  windows.now.assign(moments.size(), 0);
  windows.before.assign(moments.size(), 0);
  std::optional<records::Moment> last;
  for (const auto& moment : moments)
    if (moment && (!last || *moment > *last)) last = moment;
  if (!last) return windows;
  windows.known = true;
  const auto length = std::chrono::days(days);
  for (std::size_t i = 0; i < moments.size(); ++i) {
    if (!moments[i]) continue;
    windows.now[i] = *moments[i] > *last - length;
    windows.before[i] = windows.now[i] == 0 && *moments[i] > *last - 2 * length;
    windows.texts_now += windows.now[i];
    windows.texts_before += windows.before[i];
  }
  return windows;
}

std::vector<ToldTerm> told_keywords(const WordCorpus& corpus, const TextWindows& windows,
                                    std::size_t least) {
  std::vector<std::vector<std::uint32_t>> texts(corpus.words.size());
  std::vector<std::size_t> counts(corpus.words.size(), 0);
  for (std::uint32_t number = 0; number < corpus.texts(); ++number)
    for (const auto word : corpus.text(number)) {
      if (word == WordCorpus::kBreak) continue;
      ++counts[word];
      if (texts[word].empty() || texts[word].back() != number) texts[word].push_back(number);
    }
  std::vector<ToldTerm> terms;
  for (std::uint32_t word = 0; word < corpus.words.size(); ++word) {
    if (!corpus.is_content(word) || texts[word].size() < least) continue;
    ToldTerm term{corpus.words[word], texts[word].size(), counts[word]};
    count_windows(term, texts[word], windows);
    // With times, of what is said now; a word of one long text does not count for many.
    const double said = windows.known ? term.now : static_cast<double>(term.texts);
    term.score = said * corpus.rarity[word];
    terms.push_back(std::move(term));
  }
  std::ranges::stable_sort(terms, std::greater{}, &ToldTerm::score);
  return terms;
}

std::vector<ToldTerm> told_phrases(const std::vector<FoundPhrase>& phrases,
                                   const TextWindows& windows) {
  std::vector<ToldTerm> terms;
  for (const auto& phrase : phrases) {
    ToldTerm term{phrase.text, phrase.texts.size(), phrase.count, phrase.score};
    term.cohesion = phrase.cohesion;
    term.freedom = phrase.freedom;
    count_windows(term, phrase.texts, windows);
    terms.push_back(std::move(term));
  }
  return terms;
}

std::vector<ToldTerm> rising_terms(std::vector<ToldTerm> terms) {
  constexpr double surely = 10.83;  // One in a thousand by chance.
  std::erase_if(terms, [](const ToldTerm& term) { return term.growth < surely; });
  std::ranges::stable_sort(terms, std::greater{}, &ToldTerm::growth);
  return terms;
}

}  // namespace aftercare::language
