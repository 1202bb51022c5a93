#include "language/learnt/labelled_spans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/utf8.hpp"

namespace aftercare::language {
namespace {

using SpanJson = nlohmann::json;

const SpanJson* member_of(const SpanJson& json, std::initializer_list<const char*> names) {
  for (const auto* name : names)
    if (const auto found = json.find(name); found != json.end()) return &*found;
  return nullptr;
}

double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double SpanScore::precision() const {
  return ratio(right, found);
}
double SpanScore::recall() const {
  return ratio(right, given);
}
double SpanScore::f1() const {
  return ratio(2 * right, given + found);
}

bool read_marked_spans(std::string_view cell, std::vector<MarkedSpan>& spans) {
  spans.clear();
  if (cell.find_first_not_of(" \t\r\n") == cell.npos) return true;
  const auto json = SpanJson::parse(cell, nullptr, false);
  if (!json.is_array()) return false;
  for (const auto& one : json) {
    if (!one.is_object()) return false;
    const auto* begin = member_of(one, {"begin", "start", "start_position", "start_offset"});
    const auto* end = member_of(one, {"end", "end_position", "end_offset"});
    const auto* type = member_of(one, {"type", "label", "entity_type", "tag"});
    if (begin == nullptr || end == nullptr || type == nullptr || !begin->is_number_unsigned() ||
        !end->is_number_unsigned() || !type->is_string() ||
        end->get<std::uint64_t>() > 0xFFFFFFFFU || begin->get<std::uint64_t>() > 0xFFFFFFFFU)
      return false;
    spans.push_back(
        {begin->get<std::uint32_t>(), end->get<std::uint32_t>(), type->get<std::string>()});
  }
  return true;
}

std::size_t tidy_spans(MarkedText& marked) {
  std::stable_sort(marked.spans.begin(), marked.spans.end(),
                   [](const auto& one, const auto& other) { return one.begin < other.begin; });
  const auto size = base::count_code_points(marked.text);
  std::uint32_t free_from = 0;
  return std::erase_if(marked.spans, [&](const MarkedSpan& span) {
    if (span.begin < free_from || span.end <= span.begin || span.end > size || span.type.empty())
      return true;
    free_from = span.end;
    return false;
  });
}

base::Result<std::vector<MarkedText>> read_tagged_lines(std::string_view bytes) {
  struct Tagged {
    std::string_view token;
    std::string_view tag;
  };
  std::vector<MarkedText> texts;
  std::vector<Tagged> lines;
  const auto close = [&] {
    if (lines.empty()) return;
    auto& marked = texts.emplace_back();
    const bool characters = std::all_of(lines.begin(), lines.end(), [](const Tagged& line) {
      return base::count_code_points(line.token) == 1;
    });
    std::uint32_t at = 0;
    std::string_view open;
    for (const auto& line : lines) {
      if (!characters && at > 0) marked.text += ' ', ++at;
      const auto begin = at;
      // Bytes of two tokens that are no characters must not become one together.
      for (std::size_t i = 0; i < line.token.size(); ++at)
        base::append_code_point(marked.text, base::next_code_point(line.token, i));
      const auto type = line.tag.size() > 2 ? line.tag.substr(2) : std::string_view();
      if (!type.empty() && line.tag[0] == 'I' && type == open)
        marked.spans.back().end = at;
      else if (!type.empty())
        marked.spans.push_back({begin, at, std::string(type)});
      open = type;
    }
    lines.clear();
  };
  std::size_t number = 0;
  while (!bytes.empty()) {
    ++number;
    auto line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto cut = line.find_last_of(" \t");
    if (line.find_first_not_of(" \t") == line.npos) {
      close();
      continue;
    }
    const auto tag = cut == line.npos ? std::string_view() : line.substr(cut + 1);
    const bool sound =
        tag == "O" || (tag.size() > 2 && (tag[0] == 'B' || tag[0] == 'I') && tag[1] == '-');
    if (!sound || cut == 0)
      return base::failure(
          base::ErrorKind::input,
          fmt::format("a line is no token with a tag O, B-TYPE or I-TYPE: line {}", number),
          fmt::format("该行不是“词 标记”（标记为 O、B-类型 或 I-类型）：第 {} 行", number));
    lines.push_back({line.substr(0, cut), tag});
  }
  close();
  if (!texts.empty()) return texts;
  return base::failure(base::ErrorKind::input, "the file holds no tagged text",
                       "文件中没有带标记的文本");
}

std::vector<SpanScore> score_spans(std::span<const MarkedText> given,
                                   std::span<const std::vector<MarkedSpan>> found) {
  SpanScore all;
  std::map<std::string, SpanScore> types;
  for (std::size_t t = 0; t < given.size(); ++t) {
    for (const auto& span : given[t].spans) {
      ++all.given;
      ++types[span.type].given;
    }
    for (const auto& span : found[t]) {
      ++all.found;
      auto& type = types[span.type];
      ++type.found;
      if (std::find(given[t].spans.begin(), given[t].spans.end(), span) == given[t].spans.end())
        continue;
      ++all.right;
      ++type.right;
    }
  }
  std::vector<SpanScore> scores = {all};
  for (auto& [name, score] : types) {
    score.type = name;
    scores.push_back(score);
  }
  return scores;
}

}  // namespace aftercare::language
