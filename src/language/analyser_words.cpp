// What an analyser finds in a text beside its judgements: entities, words, rivals.

#include <algorithm>

#include "base/utf8.hpp"
#include "language/analyser_parts.hpp"
#include "text/width.hpp"

namespace aftercare::language {

void hide_masks(std::span<const char32_t> points, std::vector<Word>& hidden) {
  constexpr std::uint32_t longest = 12;
  const auto size = static_cast<std::uint32_t>(points.size());
  for (std::uint32_t at = 0; at < size; ++at) {
    if (points[at] != U'[') continue;
    for (std::uint32_t end = at + 1; end < size && end - at <= longest; ++end) {
      if (points[end] != U']') continue;
      hidden.push_back({at, end + 1});
      break;
    }
  }
}

void Analyser::Parts::mark(std::string_view given, std::span<const Hit> hits, std::size_t from,
                           std::size_t to, Scratch::State& state) const {
  const auto first = state.marked.size();
  entities.mark(state.text, vocabulary, hits, state.begins_word, from, to, state.recogniser,
                state.marked);
  own_entities.mark(given, state.text, from, to, first, state.own_entities, state.marked);
}

void Analyser::find_spans(std::string_view text, Scratch& scratch,
                          std::vector<records::Span>& spans) const {
  auto& state = scratch.state();
  state.text.clear();
  state.text.add(text, parts_->simplifier.get());
  parts_->entities.find_spans(state.text, state.recogniser, spans);
}

void Analyser::find_entities(std::string_view text, std::optional<records::Moment> moment,
                             Scratch& scratch, std::vector<Entity>& found) const {
  auto& state = scratch.state();
  read({}, text, state);
  state.marked.clear();
  parts_->mark(text, state.hits, 0, state.text.size(), state);
  found.clear();
  std::size_t byte = 0, characters = 0;
  const auto characters_at = [&](std::size_t to) {
    characters += base::count_code_points(text.substr(byte, to - byte));
    byte = to;
    return static_cast<std::uint32_t>(characters);
  };
  for (const auto& mark : state.marked) {
    const std::size_t from = state.text.begin_of(mark.begin), to = state.text.end_of(mark.end - 1);
    auto& entity = found.emplace_back();
    entity.begin = characters_at(from);
    entity.end = characters_at(to);
    entity.kind = mark.kind;
    entity.score = mark.score;
    entity.reason = mark.reason;
    entity.text = text.substr(from, to - from);
    entity.value = parts_->entities.value_of(state.text, mark, {moment, parts_->zone});
    entity.region = parts_->entities.region_of(state.text, mark);
  }
}

void Analyser::mark_text(std::string_view text, std::optional<records::Moment> moment,
                         Scratch& scratch, std::vector<Entity>& found,
                         std::vector<records::Span>& spans, std::string& json) const {
  find_entities(text, moment, scratch, found);
  const auto& state = scratch.state();
  spans.clear();
  for (const auto& mark : state.marked)
    spans.push_back(
        {state.text.begin_of(mark.begin), state.text.end_of(mark.end - 1), mark.kind, mark.score});
  parts_->entities.write_json(state.text, {}, text, {}, state.marked, {moment, parts_->zone}, json);
}

void Analyser::words_of(std::string_view text, Scratch& scratch,
                        std::vector<std::string>& words) const {
  auto& state = scratch.state();
  read({}, text, state);
  const std::span<const char32_t> points(state.text.points());
  state.marked.clear();
  parts_->mark(text, state.hits, 0, points.size(), state);
  state.hidden.clear();
  for (const auto& mark : state.marked)
    if (records::is_personal(mark.kind) || mark.kind == records::SpanKind::order_number ||
        mark.kind == records::SpanKind::tracking_number)
      state.hidden.push_back({mark.begin, mark.end});
  hide_masks(points, state.hidden);
  std::ranges::sort(state.hidden, {}, &Word::begin);
  words.clear();
  std::size_t next_hidden = 0;
  const auto stop = [&words] {
    if (!words.empty() && !words.back().empty()) words.emplace_back();
  };
  for (const auto& word : state.words) {
    while (next_hidden < state.hidden.size() && state.hidden[next_hidden].end <= word.begin)
      ++next_hidden;
    const bool hidden =
        next_hidden < state.hidden.size() && state.hidden[next_hidden].begin < word.end;
    const auto first = points[word.begin];
    if (first == U' ' && !hidden) continue;
    const bool says = text::is_han(first) || first >= 0xC0
                          ? first < 0x2000 || first >= 0x2E80
                          : text::is_ascii_word(first) && first > U'9';
    if (hidden || !says || (first >= 0x3000 && first < 0x3040) || first >= 0xFF00) {
      stop();
      continue;
    }
    auto& said = words.emplace_back();
    for (auto at = word.begin; at < word.end; ++at)
      base::append_code_point(said, text::fold_point(points[at]));
  }
}

std::vector<records::Span> Analyser::rivals_in(std::string_view text, Scratch& scratch) const {
  auto& state = scratch.state();
  read({}, text, state);
  state.marked.clear();
  const auto& vocabulary = parts_->vocabulary;
  parts_->entities.mark(state.text, vocabulary, state.hits, state.begins_word, 0, state.text.size(),
                        state.recogniser, state.marked);
  std::vector<records::Span> rivals;
  for (const auto& mark : state.marked) {
    if (mark.kind != records::SpanKind::brand) continue;
    const bool own = std::ranges::any_of(state.hits, [&](const Hit& hit) {
      if (hit.begin != mark.begin || hit.end != mark.end) return false;
      return std::ranges::any_of(vocabulary.roles(hit.term), [](const Role& role) {
        return role.kind == RoleKind::brand && role.index == 1;
      });
    });
    if (!own)
      rivals.push_back({state.text.begin_of(mark.begin), state.text.end_of(mark.end - 1), mark.kind,
                        mark.score});
  }
  return rivals;
}

Analyser::KnownAs Analyser::known_as(std::string_view phrase) const {
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < phrase.size();) points.push_back(base::next_code_point(phrase, at));
  const auto& vocabulary = parts_->vocabulary;
  KnownAs known;
  if (const auto* part = vocabulary.role_of_whole(points, RoleKind::component))
    known.component = parts_->taxonomy.components[part->index].code;
  known.brand = vocabulary.role_of_whole(points, RoleKind::brand) != nullptr;
  known.listed = vocabulary.knows(points);
  return known;
}

bool Analyser::says_mood(std::string_view phrase) const {
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < phrase.size();) points.push_back(base::next_code_point(phrase, at));
  return parts_->vocabulary.plays_whole(points, RoleKind::sentiment);
}

const text::Simplifier& Analyser::simplifier() const {
  return *parts_->simplifier;
}

float Analyser::rarity(std::string_view word) const {
  return parts_->keywords.rarity(word);
}

}  // namespace aftercare::language
