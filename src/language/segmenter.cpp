#include "language/segmenter.hpp"

namespace aftercare::language {
namespace {

// Letters and digits of scripts that put spaces between words; Han never comes here.
bool is_word_point(char32_t point) {
  if (point < 0x80)
    return (point >= U'0' && point <= U'9') || (point >= U'a' && point <= U'z') ||
           (point >= U'A' && point <= U'Z');
  return (point >= 0xC0 && point < 0x2000 && point != 0xD7 && point != 0xF7) ||
         (point >= 0x3040 && point <= 0x30FF) || (point >= 0xAC00 && point <= 0xD7A3);
}

}  // namespace

void Segmenter::cut(std::string_view text, std::vector<std::string_view>& words) const {
  std::vector<Word> places;
  const auto scratch = make_scratch();
  cut(text, *scratch, places);
  words.clear();
  for (const auto& place : places)
    words.push_back(text.substr(place.begin, place.end - place.begin));
}

base::Result<std::unique_ptr<Segmenter>> load_segmenter(const std::vector<std::string>& words) {
  auto prepared = open_prepared_words();
  if (!prepared) return base::failure_of(prepared);
  return make_segmenter(std::move(*prepared), words);
}

void cut_letters(std::span<const char32_t> points, std::vector<Word>& words) {
  words.clear();
  const std::size_t size = points.size();
  for (std::size_t at = 0; at < size;) {
    const std::size_t begin = at++;
    if (is_word_point(points[begin])) {
      while (at < size && (is_word_point(points[at]) ||
                           (points[at] == U'\'' && at + 1 < size && is_word_point(points[at + 1]))))
        ++at;
    }
    words.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at)});
  }
}

}  // namespace aftercare::language
