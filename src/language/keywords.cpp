#include "language/keywords.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "base/utf8.hpp"
#include "text/phrase_set.hpp"
#include "text/width.hpp"

namespace aftercare::language {
namespace {

std::uint64_t hash_of(std::span<const char32_t> points) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char32_t point : points) hash = (hash ^ text::fold_point(point)) * 0x100000001B3ULL;
  hash ^= hash >> 32;
  return hash == 0 ? 1 : hash;
}

std::uint64_t hash_of(std::string_view word) {
  char32_t points[64];
  std::size_t size = 0;
  for (std::size_t at = 0; at < word.size() && size < 64;)
    points[size++] = base::next_code_point(word, at);
  return hash_of(std::span(points, size));
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  return std::move(content).str();
}

template <typename Visit>
void each_line(std::string_view content, Visit&& visit) {
  while (!content.empty()) {
    const auto end = std::min(content.find('\n'), content.size());
    auto line = content.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    visit(line);
    content.remove_prefix(std::min(end + 1, content.size()));
  }
}

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

Keywords Keywords::load(const std::filesystem::path& dictionary, const Lexicon& stop_words) {
  Keywords keywords;
  const auto weights = content_of(dictionary / "idf.utf8");
  const auto lines = static_cast<std::size_t>(std::ranges::count(weights, '\n')) + 8192;
  std::size_t cells = 1024;
  while (cells < lines * 2) cells *= 2;
  keywords.cells_.resize(cells);
  keywords.mask_ = cells - 1;
  std::vector<float> all;
  all.reserve(lines);
  each_line(weights, [&](std::string_view line) {
    const auto space = line.find(' ');
    if (space == line.npos) return;
    float idf = 0;
    const auto [stop, error] =
        std::from_chars(line.data() + space + 1, line.data() + line.size(), idf);
    if (error != std::errc{} || !(idf > 0)) return;
    all.push_back(idf);
    keywords.put(hash_of(line.substr(0, space)), idf);
  });
  if (!all.empty()) {
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::ranges::nth_element(all, middle);
    keywords.unknown_ = *middle;
  }
  std::size_t room = 8000;  // The table was made for so many more.
  const auto stop = [&](std::string_view word) {
    if (!word.empty() && room > 0) {
      keywords.put(hash_of(word), 0);
      --room;
    }
  };
  each_line(content_of(dictionary / "stop_words.utf8"), stop);
  for (const auto& entry : stop_words.entries) stop(entry.word);
  return keywords;
}

void Keywords::put(std::uint64_t hash, float idf) {
  std::uint64_t at = hash;
  while (cells_[at & mask_].hash != 0 && cells_[at & mask_].hash != hash) ++at;
  cells_[at & mask_] = {hash, idf};
}

const Keywords::Cell* Keywords::get(std::uint64_t hash) const {
  for (std::uint64_t at = hash;; ++at) {
    const Cell& cell = cells_[at & mask_];
    if (cell.hash == hash) return &cell;
    if (cell.hash == 0) return nullptr;
  }
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
    candidates.push_back({hash_of(span), word.begin, word.end, 0});
  }
  std::ranges::sort(candidates, [](const auto& a, const auto& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.begin < b.begin;
  });
  std::size_t kept = 0;
  for (std::size_t at = 0; at < candidates.size();) {
    std::size_t end = at;
    while (end < candidates.size() && candidates[end].hash == candidates[at].hash) ++end;
    const Cell* cell = get(candidates[at].hash);
    const float idf = cell == nullptr ? unknown_ : cell->idf;
    if (idf > 0) {
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
