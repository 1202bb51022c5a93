#include "language/background_words.hpp"

#include <algorithm>
#include <charconv>

#include "base/utf8.hpp"

namespace aftercare::language {
namespace {

template <typename Visit>
void each_background_line(std::string_view content, Visit&& visit) {
  while (!content.empty()) {
    const auto end = std::min(content.find('\n'), content.size());
    auto line = content.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    visit(line);
    content.remove_prefix(std::min(end + 1, content.size()));
  }
}

}  // namespace

std::uint64_t background_hash(std::string_view word) {
  char32_t points[64];
  std::size_t size = 0;
  for (std::size_t at = 0; at < word.size() && size < 64;)
    points[size++] = base::next_code_point(word, at);
  return background_hash(std::span(points, size));
}

std::vector<BackgroundCell> make_background(std::string_view weights, std::string_view stop_words) {
  struct Entry {
    std::string_view word;
    float idf;
  };
  std::vector<Entry> entries;
  each_background_line(weights, [&](std::string_view line) {
    const auto space = line.find(' ');
    if (space == line.npos) return;
    float idf = 0;
    const auto [end, error] =
        std::from_chars(line.data() + space + 1, line.data() + line.size(), idf);
    if (error == std::errc{} && idf > 0) entries.push_back({line.substr(0, space), idf});
  });
  const std::size_t weighed = entries.size();
  each_background_line(stop_words, [&](std::string_view line) {
    if (!line.empty()) entries.push_back({line, 0});
  });
  std::size_t size = 1024;
  while (size < entries.size() * 2) size *= 2;
  std::vector<BackgroundCell> table(size + 1);
  table.front().idf = 10;
  for (const auto& entry : entries) {
    const auto hash = background_hash(entry.word);
    const auto print = static_cast<std::uint32_t>(hash >> 32) | 1;
    std::uint64_t at = hash;
    const auto cell = [&]() -> BackgroundCell& { return table[1 + (at & (size - 1))]; };
    while (cell().print != 0 && cell().print != print) ++at;
    cell() = {print, entry.idf};
  }
  if (weighed > 0) {
    const auto begin = entries.begin();
    const auto middle = begin + static_cast<std::ptrdiff_t>(weighed / 2);
    std::nth_element(begin, middle, begin + static_cast<std::ptrdiff_t>(weighed),
                     [](const Entry& a, const Entry& b) { return a.idf < b.idf; });
    table.front().idf = middle->idf;
  }
  return table;
}

}  // namespace aftercare::language
