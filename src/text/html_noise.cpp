#include "text/html_noise.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace aftercare::text {
namespace {

constexpr std::pair<std::string_view, char32_t> kNamed[] = {
    {"nbsp", U' '},    {"amp", U'&'},     {"lt", U'<'},      {"gt", U'>'},      {"quot", U'"'},
    {"apos", U'\''},   {"yen", 0xA5},     {"pound", 0xA3},   {"euro", 0x20AC},  {"hellip", 0x2026},
    {"mdash", 0x2014}, {"ndash", 0x2013}, {"ldquo", 0x201C}, {"rdquo", 0x201D}, {"lsquo", 0x2018},
    {"rsquo", U'\''},  {"middot", 0xB7},  {"times", 0xD7},   {"ensp", U' '},    {"emsp", U' '},
    {"bull", 0x2022}};
constexpr std::string_view kBlockTags[] = {"br", "p",     "div",  "li",   "ul",         "ol",
                                           "tr", "table", "h1",   "h2",   "h3",         "h4",
                                           "hr", "tbody", "body", "html", "blockquote", "pre"};
constexpr std::string_view kInlineTags[] = {
    "b",  "i",     "u",   "a", "em",  "strong", "span", "font", "img",    "td",
    "th", "small", "big", "s", "sup", "sub",    "code", "head", "center", "label"};

HtmlNoise entity_at(std::string_view text) {
  constexpr std::size_t longest = 10;
  const auto end = text.substr(0, longest).find(';');
  if (end == text.npos || end < 3) return {};
  auto name = text.substr(1, end - 1);
  if (name.front() != '#') {
    for (const auto& [known, point] : kNamed)
      if (known == name) return {end + 1, point};
    return {};
  }
  name.remove_prefix(1);
  const bool hex = !name.empty() && (name.front() == 'x' || name.front() == 'X');
  if (hex) name.remove_prefix(1);
  std::uint32_t point = 0;
  const auto [last, error] =
      std::from_chars(name.data(), name.data() + name.size(), point, hex ? 16 : 10);
  const bool valid = error == std::errc{} && last == name.data() + name.size() && point > 0 &&
                     point < 0x110000 && (point < 0xD800 || point > 0xDFFF);
  if (!valid) return {};
  return {end + 1, static_cast<char32_t>(point)};
}

HtmlNoise tag_at(std::string_view text) {
  constexpr std::size_t longest = 400;
  std::size_t at = 1;
  if (at < text.size() && text[at] == '/') ++at;
  char name[12];
  std::size_t size = 0;
  for (; at < text.size() && size < sizeof(name); ++at) {
    const char lower =
        text[at] >= 'A' && text[at] <= 'Z' ? static_cast<char>(text[at] + 32) : text[at];
    if (!((lower >= 'a' && lower <= 'z') || (size > 0 && lower >= '0' && lower <= '9'))) break;
    name[size++] = lower;
  }
  if (size == 0 || at == text.size() ||
      (text[at] != '>' && text[at] != ' ' && text[at] != '/' && text[at] != '\n'))
    return {};
  const auto close = text.substr(0, longest).find('>', at);
  if (close == text.npos || text.substr(at, close - at).find('<') != text.npos) return {};
  const std::string_view tag(name, size);
  if (std::ranges::find(kBlockTags, tag) != std::end(kBlockTags)) return {close + 1, U'\n'};
  if (std::ranges::find(kInlineTags, tag) != std::end(kInlineTags)) return {close + 1, 0};
  return {};
}

}  // namespace

HtmlNoise html_noise_at(std::string_view text) {
  if (text.size() < 3) return {};
  if (text.front() == '&') return entity_at(text);
  return text.front() == '<' ? tag_at(text) : HtmlNoise{};
}

}  // namespace aftercare::text
