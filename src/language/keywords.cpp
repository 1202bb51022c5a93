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
    candidates.push_back({background_hash(span), word.begin, word.end});
    background_.prefetch(candidates.back().hash);
  }
  std::size_t size = 64;
  while (size < 2 * candidates.size()) size *= 2;
  scratch.slots.assign(size, 0);
  std::size_t known = 0;
  for (std::size_t at = 0; at < candidates.size(); ++at) {
    const auto one = candidates[at];
    auto slot = one.hash & (size - 1);
    while (scratch.slots[slot] != 0 && candidates[scratch.slots[slot] - 1].hash != one.hash)
      slot = (slot + 1) & (size - 1);
    if (scratch.slots[slot] != 0) {
      auto& again = candidates[scratch.slots[slot] - 1];
      ++again.times;
      continue;
    }
    auto& first = candidates[known++];
    first = one;
    first.idf = is_stop(one.hash) ? 0 : background_.idf(one.hash);
    scratch.slots[slot] = static_cast<std::uint32_t>(known);
  }
  std::size_t kept = 0;
  for (std::size_t at = 0; at < known; ++at) {
    if (candidates[at].idf <= 0) continue;
    candidates[kept] = candidates[at];
    candidates[kept].score = candidates[at].idf * static_cast<float>(candidates[at].times);
    ++kept;
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
