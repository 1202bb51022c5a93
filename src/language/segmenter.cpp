#include "language/segmenter.hpp"

#include <fmt/format.h>

#include "base/share.hpp"
#include "base/utf8.hpp"

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
  std::vector<char32_t> points;
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < text.size();) {
    starts.push_back(at);
    points.push_back(base::next_code_point(text, at));
  }
  starts.push_back(text.size());
  std::vector<Word> places;
  const auto scratch = make_scratch();
  cut(points, *scratch, places);
  words.clear();
  for (const auto& place : places)
    words.push_back(text.substr(starts[place.begin], starts[place.end] - starts[place.begin]));
}

base::Result<std::filesystem::path> dictionary_folder() {
  std::error_code none;
  const auto holds = [&none](const std::filesystem::path& folder) {
    return std::filesystem::is_regular_file(folder / "jieba.dict.utf8", none) &&
           std::filesystem::is_regular_file(folder / "hmm_model.utf8", none);
  };
  const auto share = base::share_folder();
  if (share && holds(*share / "dict")) return *share / "dict";
  if (holds(AFTERCARE_JIEBA_DICT)) return std::filesystem::path(AFTERCARE_JIEBA_DICT);
  const auto place = share ? (*share / "dict").string() : std::string("dict");
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("the dictionary of Chinese words is missing: looked in {} and {}. Run "
                  "scripts/setup",
                  place, AFTERCARE_JIEBA_DICT),
      fmt::format("缺少中文词典：已在 {} 和 {} 中查找。请运行 scripts/setup", place,
                  AFTERCARE_JIEBA_DICT));
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
