#include "language/keywords.hpp"

#include <algorithm>

#include "text/phrase_set.hpp"
#include "text/width.hpp"

namespace aftercare::language {
namespace {

bool is_content(std::span<const char32_t> word) {
  if (word.size() < 2 || word.size() > 32) return false;
  if (text::is_han(word.front())) return true;
  if (word.size() < 3) return false;
  bool letter = false;
  for (const char32_t point : word) {
    if (point < 0x80 && !text::is_ascii_word(point) && point != U'\'') return false;
    letter = letter || (point >= U'A' && !(point >= 0x2000 && point < 0x3400));
  }
  return letter;
}

}  // namespace

Keywords::Keywords(PreparedWords prepared, const Lexicon& stop_words)
    : prepared_(std::move(prepared)),
      background_(
          prepared_->section<BackgroundCell>(static_cast<std::size_t>(WordSection::backgrounds))) {
  stop_bits_.resize(kStopBits / 64);
  for (const auto& entry : stop_words.entries) {
    stops_.push_back(background_hash(entry.word));
    const auto bit = stops_.back() & (kStopBits - 1);
    stop_bits_[bit >> 6] |= std::uint64_t{1} << (bit & 63U);
  }
  std::ranges::sort(stops_);
}

void Keywords::pick(std::span<const char32_t> points, std::span<const Word> words,
                    std::span<const Word> hidden, std::size_t most, KeywordScratch& scratch,
                    std::vector<Word>& picked) const {
  auto& candidates = scratch.candidates;
  candidates.clear();
  picked.clear();
  std::size_t next_hidden = 0;
  for (const auto& word : words) {
    if (word.end - word.begin < 2) continue;
    while (next_hidden < hidden.size() && hidden[next_hidden].end <= word.begin) ++next_hidden;
    if (next_hidden < hidden.size() && hidden[next_hidden].begin < word.end) continue;
    const auto span = points.subspan(word.begin, word.end - word.begin);
    if (!is_content(span)) continue;
    candidates.push_back({background_hash(span), word.begin, word.end, 0});
    background_.prefetch(candidates.back().hash);
  }
  std::ranges::sort(candidates, [](const auto& a, const auto& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.begin < b.begin;
  });
  std::size_t kept = 0;
  for (std::size_t at = 0; at < candidates.size();) {
    std::size_t end = at;
    while (end < candidates.size() && candidates[end].hash == candidates[at].hash) ++end;
    const float idf = background_.idf(candidates[at].hash);
    if (idf > 0 && !is_stop(candidates[at].hash)) {
      candidates[kept] = candidates[at];
      candidates[kept++].score = idf * static_cast<float>(end - at);
    }
    at = end;
  }
  candidates.resize(kept);
  const std::size_t count = std::min(most, kept);
  std::ranges::partial_sort(candidates, candidates.begin() + static_cast<std::ptrdiff_t>(count),
                            [](const auto& a, const auto& b) {
                              return a.score != b.score ? a.score > b.score : a.begin < b.begin;
                            });
  for (std::size_t at = 0; at < count; ++at)
    picked.push_back({candidates[at].begin, candidates[at].end});
}

}  // namespace aftercare::language
