#include "language/entity.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/short_sort.hpp"
#include "base/utf8.hpp"
#include "text/width.hpp"

namespace aftercare::language {
namespace {

using records::SpanKind;

base::Result<SpanKind> span_kind_of(const text::RecogniserSpec& spec) {
  for (int kind = 0; kind <= static_cast<int>(SpanKind::account); ++kind)
    if (to_name(static_cast<SpanKind>(kind)) == spec.entity) return static_cast<SpanKind>(kind);
  return base::failure(fmt::format("unknown entity '{}': recogniser {}", spec.entity, spec.name),
                       fmt::format("未知的实体“{}”：识别器 {}", spec.entity, spec.name));
}

void append_json_text(std::string& json, std::string_view text) {
  json.push_back('"');
  for (const char byte : text) {
    if (byte == '"' || byte == '\\') json.push_back('\\');
    if (static_cast<unsigned char>(byte) < 0x20)
      json += ' ';
    else
      json.push_back(byte);
  }
  json.push_back('"');
}

bool overlap(const Marked& a, const Marked& b) {
  return a.begin < b.end && b.begin < a.end;
}

constexpr std::u32string_view kRoads = U"路街道巷弄站";
constexpr std::u32string_view kRegionEnds = U"省市区县州盟";

bool is_one_of(std::u32string_view set, std::span<const char32_t> points, std::size_t at) {
  return at < points.size() && set.find(points[at]) != set.npos;
}

}  // namespace

base::Result<EntityMarker> EntityMarker::load(const std::filesystem::path& workspace) {
  EntityMarker marker;
  auto recognisers = text::RecogniserSet::load(workspace);
  if (!recognisers) return base::failure_of(recognisers);
  marker.recognisers_ = std::move(*recognisers);
  for (const auto& recogniser : marker.recognisers_.recognisers()) {
    const auto kind = span_kind_of(recogniser.spec());
    if (!kind) return base::failure_of(kind);
    marker.kinds_.push_back(*kind);
  }
  auto couriers = text::Couriers::load(workspace);
  if (!couriers) return base::failure_of(couriers);
  marker.couriers_ = std::move(*couriers);
  auto regions = text::Regions::load(workspace);
  if (!regions) return base::failure_of(regions);
  marker.regions_ = std::move(*regions);
  return marker;
}

void EntityMarker::mark_words(std::span<const char32_t> points, const Vocabulary& vocabulary,
                              std::span<const Hit> hits,
                              const std::vector<std::uint8_t>& begins_word, std::size_t from,
                              std::size_t to, std::vector<Marked>& marked) const {
  struct Words {
    RoleKind role;
    SpanKind kind;
    std::string_view reason;
  };
  static constexpr Words kinds[] = {{RoleKind::product, SpanKind::product, "products"},
                                    {RoleKind::brand, SpanKind::brand, "brands"},
                                    {RoleKind::component, SpanKind::component, "parts"}};
  for (const auto& words : kinds)
    vocabulary.each_longest(hits, words.role, [&](const Hit& hit, const Role&) {
      if (hit.begin >= from && hit.end <= to)
        marked.push_back({hit.begin, hit.end, words.kind, 0.9F, words.reason});
    });
  const std::size_t first_place = marked.size();
  const auto place_begins = [&](std::uint32_t at) {  // "云南昆明" may be cut as one word.
    const auto next = std::ranges::equal_range(hits, at, {}, &Hit::begin);
    return std::ranges::any_of(next, [&](const Hit& hit) { return hit.plays(RoleKind::place); });
  };
  vocabulary.each_longest(hits, RoleKind::place, [&](const Hit& hit, const Role& role) {
    const bool follows = marked.size() > first_place && marked.back().end == hit.begin;
    if (hit.begin < from || hit.end > to || (begins_word[hit.begin] == 0 && !follows)) return;
    std::uint32_t end = hit.end;
    // "广东" "省"; "南山区" behind a city is part of it, and so is a city behind its province.
    const bool closed = is_one_of(kRegionEnds, points, end);
    if (closed)
      ++end;
    else if ((begins_word[end] == 0 && !place_begins(end)) || role.weight > 0)
      return;  // Also a word: "白银", only as "白银市".
    if (is_one_of(kRoads, points, end)) return;
    for (std::uint32_t at = end + 1; at < to && at <= end + 4; ++at) {
      if (!text::is_han(points[at]) || !text::is_han(points[at - 1])) break;
      if (points[at] != U'区' && points[at] != U'县') continue;
      if (at + 1 < to && begins_word[at + 1] == 0) break;
      end = at + 1;
      break;
    }
    if (follows)
      marked.back().end = end;
    else
      marked.push_back({hit.begin, end, SpanKind::place, 0.85F, "places"});
  });
}

void EntityMarker::mark(const text::NormalText& text, const Vocabulary& vocabulary,
                        std::span<const Hit> hits, const std::vector<std::uint8_t>& begins_word,
                        std::size_t from, std::size_t to, text::RecogniserScratch& scratch,
                        std::vector<Marked>& marked) const {
  thread_local std::vector<text::Found> found;
  recognisers_.find(text, from, to, scratch, found);
  const std::size_t first = marked.size();
  const auto of = [&](std::size_t at) { return marked.begin() + static_cast<std::ptrdiff_t>(at); };
  for (const auto& one : found)
    marked.push_back({one.begin, one.end, kinds_[one.recogniser], one.score,
                      recognisers_.recognisers()[one.recogniser].spec().name});
  const std::size_t words = marked.size();
  mark_words(text.points(), vocabulary, hits, begins_word, from, to, marked);
  // What a pattern found is surer than a word in it, but for a product whose name holds a model.
  for (std::size_t at = words; at < marked.size(); ++at) {
    auto& word = marked[at];
    for (std::size_t other = first; other < words; ++other) {
      auto& pattern = marked[other];
      if (!overlap(word, pattern)) continue;
      if (word.kind == SpanKind::product &&
          (pattern.kind == SpanKind::model || pattern.kind == SpanKind::quantity ||
           pattern.kind == SpanKind::brand))
        pattern.end = pattern.begin;
      else
        word.end = word.begin;
    }
  }
  marked.erase(std::remove_if(of(first), marked.end(),
                              [](const Marked& mark) { return mark.end == mark.begin; }),
               marked.end());
  // A product's name holds its part's word: the longer, found first, stays.
  base::short_sort(of(first), marked.end(),
                   [](const Marked& a, const Marked& b) { return a.begin < b.begin; });
  std::size_t kept = first;
  for (std::size_t at = first; at < marked.size(); ++at)
    if (kept == first || marked[at].begin >= marked[kept - 1].end) marked[kept++] = marked[at];
  marked.resize(kept);
}

void EntityMarker::find_spans(const text::NormalText& text, text::RecogniserScratch& scratch,
                              std::vector<records::Span>& spans) const {
  thread_local std::vector<text::Found> found;
  recognisers_.find(text, 0, text.size(), scratch, found);
  spans.clear();
  for (const auto& one : found)
    spans.push_back(
        {text.begin_of(one.begin), text.end_of(one.end - 1), kinds_[one.recogniser], one.score});
}

std::string EntityMarker::value_of(const text::NormalText& text, const Marked& mark,
                                   const DateContext& context) const {
  switch (mark.kind) {
    case SpanKind::date: {
      constexpr std::size_t behind = 2;
      return date_value(text.utf8(mark.begin, mark.end),
                        text.utf8(mark.end, std::min<std::size_t>(mark.end + behind, text.size())),
                        context);
    }
    case SpanKind::tracking_number: {
      // The courier named before the number, else the only one whose numbers look so.
      constexpr std::uint32_t reach = 10;
      for (std::uint32_t at = mark.begin > reach ? mark.begin - reach : 0; at < mark.begin; ++at)
        for (std::uint32_t size = 4; size >= 2; --size)
          if (at + size <= mark.begin)
            if (const auto named = couriers_.named(text.utf8(at, at + size)); !named.empty())
              return std::string(named);
      const auto owners = couriers_.of_number(text.utf8(mark.begin, mark.end));
      return owners.empty() ? std::string() : std::string(owners.front());
    }
    case SpanKind::place: {
      const auto said = text.utf8(mark.begin, mark.end);
      const auto place = regions_.place(said);  // Views what was said.
      std::string value(place.province);
      if (value.empty()) value = regions_.province(said);
      if (!place.city.empty() && place.city != place.province)
        value += "/" + std::string(place.city);
      if (!place.district.empty()) value += "/" + std::string(place.district);
      return value;
    }
    default:
      return {};
  }
}

std::uint32_t EntityMarker::region_of(const text::NormalText& text, const Marked& mark) const {
  if (mark.kind != SpanKind::place) return 0;
  const auto said = text.utf8(mark.begin, mark.end);
  auto place = regions_.place(said);
  if (place.province.empty()) place.province = regions_.province(said);
  return regions_.number(place);
}

void EntityMarker::write_json(const text::NormalText& text, std::string_view title_given,
                              std::string_view text_given, std::span<const Marked> title,
                              std::span<const Marked> marks, const DateContext& context,
                              std::string& json) const {
  json.clear();
  constexpr std::size_t longest = 8192;
  std::string value;
  const auto add = [&](std::span<const Marked> part, std::string_view given, bool in_title) {
    std::size_t byte = 0, characters = 0;
    const auto characters_at = [&](std::size_t to) {
      characters += base::count_code_points(given.substr(byte, to - byte));
      byte = to;
      return characters;
    };
    for (const auto& mark : part) {
      if (records::is_personal(mark.kind)) continue;
      value.clear();
      text.append_utf8(mark.begin, mark.end, value);
      std::string entry = fmt::format(R"({{"kind":"{}","text":)", records::to_name(mark.kind));
      append_json_text(entry, value);
      if (json.find(entry) != json.npos) continue;
      const auto start = characters_at(text.begin_of(mark.begin));
      entry += fmt::format(R"(,"start":{},"end":{},"score":{:.2f},"reason":"{}")", start,
                           characters_at(text.end_of(mark.end - 1)), mark.score, mark.reason);
      if (const auto means = value_of(text, mark, context); !means.empty()) {
        entry += R"(,"value":)";
        append_json_text(entry, means);
      }
      if (const auto region = region_of(text, mark); region != 0)
        entry += fmt::format(R"(,"region":"{}")", region);
      if (in_title) entry += R"(,"in":"title")";
      entry.push_back('}');
      if (json.size() + entry.size() > longest) break;
      json += json.empty() ? "[" : ",";
      json += entry;
    }
  };
  add(title, title_given, true);
  add(marks, text_given, false);
  if (!json.empty()) json.push_back(']');
}

}  // namespace aftercare::language
