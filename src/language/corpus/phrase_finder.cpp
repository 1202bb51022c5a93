#include "language/corpus/phrase_finder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace aftercare::language {
namespace {

constexpr std::uint32_t kNoRun = ~std::uint32_t{0};
constexpr std::size_t kLongestRun = 5;

// The frequent runs of one length: which begins at each token, and how often each stands.
struct RunLevel {
  std::vector<std::uint32_t> at;
  std::vector<std::uint32_t> counts;
};

RunLevel first_level(const WordCorpus& corpus, std::uint32_t least) {
  RunLevel level;
  level.counts.assign(corpus.words.size(), 0);
  for (const auto token : corpus.tokens)
    if (token != WordCorpus::kBreak) ++level.counts[token];
  level.at = corpus.tokens;
  for (auto& run : level.at)
    if (run != WordCorpus::kBreak && level.counts[run] < least) run = kNoRun;
  return level;
}

RunLevel next_level(const WordCorpus& corpus, const RunLevel& before, std::size_t length,
                    std::uint32_t least) {
  const auto& tokens = corpus.tokens;
  std::vector<std::uint64_t> keys;
  const auto key_at = [&](std::size_t i) -> std::uint64_t {
    if (i + length > tokens.size() || before.at[i] == kNoRun || before.at[i + 1] == kNoRun ||
        tokens[i + length - 1] == WordCorpus::kBreak)
      return 0;
    return (std::uint64_t{before.at[i]} << 32 | tokens[i + length - 1]) + 1;
  };
  for (std::size_t i = 0; i < tokens.size(); ++i)
    if (const auto key = key_at(i); key != 0) keys.push_back(key);
  std::ranges::sort(keys);
  RunLevel level;
  std::vector<std::uint64_t> frequent;
  for (std::size_t i = 0; i < keys.size();) {
    auto end = i;
    while (end < keys.size() && keys[end] == keys[i]) ++end;
    if (end - i >= least) {
      frequent.push_back(keys[i]);
      level.counts.push_back(static_cast<std::uint32_t>(end - i));
    }
    i = end;
  }
  level.at.assign(tokens.size(), kNoRun);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto key = key_at(i);
    if (key == 0) continue;
    const auto found = std::ranges::lower_bound(frequent, key);
    if (found != frequent.end() && *found == key)
      level.at[i] = static_cast<std::uint32_t>(found - frequent.begin());
  }
  return level;
}

// Entropy of what stands beside each run; the end of a clause is another neighbour each time, and
// so is a stop word: no phrase goes on with it.
std::vector<double> freedom_of(const WordCorpus& corpus, const RunLevel& level, std::size_t length,
                               bool behind) {
  std::vector<std::uint64_t> pairs;
  for (std::size_t i = 0; i < level.at.size(); ++i) {
    if (level.at[i] == kNoRun) continue;
    const auto beside = behind   ? corpus.tokens[i + length]
                        : i == 0 ? WordCorpus::kBreak
                                 : corpus.tokens[i - 1];
    const bool free = beside == WordCorpus::kBreak || corpus.rarity[beside] <= 0;
    pairs.push_back(std::uint64_t{level.at[i]} << 32 | (free ? WordCorpus::kBreak : beside));
  }
  std::ranges::sort(pairs);
  std::vector<double> freedom(level.counts.size(), 0);
  for (std::size_t i = 0; i < pairs.size();) {
    auto end = i;
    while (end < pairs.size() && pairs[end] == pairs[i]) ++end;
    const auto run = static_cast<std::size_t>(pairs[i] >> 32);
    const double all = level.counts[run], n = static_cast<double>(end - i);
    if (static_cast<std::uint32_t>(pairs[i]) == WordCorpus::kBreak)
      freedom[run] += n / all * std::log(all);
    else
      freedom[run] += n / all * std::log(all / n);
    i = end;
  }
  return freedom;
}

std::string text_of_run(const WordCorpus& corpus, std::span<const std::uint32_t> run) {
  std::string text;
  for (const auto word : run) {
    const auto& said = corpus.words[word];
    const auto is_latin = [](char byte) { return (byte & 0x80) == 0; };
    if (!text.empty() && is_latin(text.back()) && is_latin(said.front())) text += ' ';
    text += said;
  }
  return text;
}

bool may_be_phrase(const WordCorpus& corpus, std::span<const std::uint32_t> run) {
  // Its ends say something: no stop words there ("的 电池", "坏 了").
  if (corpus.rarity[run.front()] <= 0 || corpus.rarity[run.back()] <= 0) return false;
  if (std::ranges::all_of(run, [&](auto word) { return word == run.front(); })) return false;
  return std::ranges::any_of(run, [&](auto word) { return corpus.is_content(word); });
}

}  // namespace

std::vector<FoundPhrase> find_phrases(const WordCorpus& corpus, const PhraseSettings& settings) {
  const auto least =
      settings.least_texts > 0
          ? settings.least_texts
          : std::max<std::uint32_t>(5, static_cast<std::uint32_t>(corpus.texts() / 5000));
  std::vector<RunLevel> levels;
  levels.push_back(first_level(corpus, least));
  std::vector<FoundPhrase> found;
  double all = 0;
  for (const auto token : corpus.tokens) all += token != WordCorpus::kBreak;
  for (std::size_t length = 2; length <= kLongestRun; ++length) {
    levels.push_back(next_level(corpus, levels.back(), length, least));
    const auto& level = levels.back();
    if (level.counts.empty()) break;
    const auto before = freedom_of(corpus, level, length, false);
    const auto behind = freedom_of(corpus, level, length, true);
    std::vector<std::uint32_t> phrase_of(level.counts.size(), kNoRun);
    std::vector<std::uint8_t> judged(level.counts.size(), 0);
    for (std::size_t number = 0; number < corpus.texts(); ++number) {
      for (std::size_t i = corpus.first[number]; i < corpus.first[number + 1]; ++i) {
        const auto run = level.at[i];
        if (run == kNoRun) continue;
        if (judged[run] == 0) {
          judged[run] = 1;
          const auto words = std::span(corpus.tokens).subspan(i, length);
          double cohesion = 1e9;
          for (std::size_t cut = 1; cut < length; ++cut) {
            const double left = levels[cut - 1].counts[levels[cut - 1].at[i]];
            const auto& rest = levels[length - cut - 1];
            const double right = rest.counts[rest.at[i + cut]];
            cohesion = std::min(cohesion, std::log(level.counts[run] * all / (left * right)));
          }
          const double freedom = std::min(before[run], behind[run]);
          if (may_be_phrase(corpus, words) && cohesion >= settings.least_cohesion &&
              freedom >= settings.least_freedom) {
            phrase_of[run] = static_cast<std::uint32_t>(found.size());
            const double score = std::log(level.counts[run]) * cohesion * std::min(freedom, 3.0);
            found.push_back({{words.begin(), words.end()},
                             text_of_run(corpus, words),
                             level.counts[run],
                             {},
                             cohesion,
                             freedom,
                             score});
          }
        }
        if (phrase_of[run] == kNoRun) continue;
        auto& texts = found[phrase_of[run]].texts;
        if (texts.empty() || texts.back() != number)
          texts.push_back(static_cast<std::uint32_t>(number));
      }
    }
  }
  // The longest first: what stands within them nearly always is none of its own.
  std::vector<std::uint8_t> within(found.size(), 0);
  std::unordered_map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < found.size(); ++i) place[found[i].text] = i;
  for (const auto& longer : found)
    for (std::size_t size = 2; size < longer.words.size(); ++size)
      for (std::size_t begin = 0; begin + size <= longer.words.size(); ++begin) {
        const auto part =
            place.find(text_of_run(corpus, std::span(longer.words).subspan(begin, size)));
        if (part != place.end() && longer.count * 10 >= found[part->second].count * 7)
          within[part->second] = 1;
      }
  std::vector<FoundPhrase> kept;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (within[i] == 0 && found[i].texts.size() >= least) kept.push_back(std::move(found[i]));
  std::ranges::stable_sort(kept, std::greater{}, &FoundPhrase::score);
  return kept;
}

}  // namespace aftercare::language
