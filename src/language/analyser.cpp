#include "language/analyser.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "language/gravity.hpp"
#include "language/keywords.hpp"
#include "language/lexicon.hpp"
#include "language/noise.hpp"
#include "language/segmenter.hpp"
#include "language/topic_score.hpp"
#include "language/vocabulary.hpp"
#include "text/normal_text.hpp"
#include "text/recogniser_set.hpp"
#include "text/traditional.hpp"

namespace aftercare::language {

struct Scratch::State {
  text::NormalText text;
  std::unique_ptr<SegmentScratch> segment;
  const Segmenter* segmenter = nullptr;  // Whose scratch it is.
  std::vector<Word> words;
  std::vector<std::uint8_t> begins_word;
  std::vector<Hit> hits;
  std::vector<Clause> clauses;
  TopicScratch topic;
  std::vector<TopicScore> topics;
  KeywordScratch keyword;
  std::vector<Word> picked;
  std::vector<Word> hidden;
  text::RecogniserScratch recogniser;
  std::vector<text::Found> found;
  std::vector<float> components;
};

Scratch::Scratch() : state_(std::make_unique<State>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

struct Analyser::Parts {
  NoiseJudge noise;
  Taxonomy taxonomy;
  Vocabulary vocabulary;
  text::RecogniserSet recognisers;
  std::vector<records::SpanKind> kinds;  // Per recogniser.
  Keywords keywords;
  std::unique_ptr<text::Simplifier> simplifier;
  std::unique_ptr<Segmenter> segmenter;
};

namespace {

// An entity in code points, before it gets the offsets of the text as given.
struct Marked {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  records::SpanKind kind = records::SpanKind::order_number;
  float score = 1;
};

base::Result<records::SpanKind> span_kind_of(const text::RecogniserSpec& spec) {
  for (int kind = 0; kind <= static_cast<int>(records::SpanKind::account); ++kind)
    if (to_name(static_cast<records::SpanKind>(kind)) == spec.entity)
      return static_cast<records::SpanKind>(kind);
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

// Takes out the hits in lines of a transcript that the shop's side speaks ("客服：...").
void drop_agents_lines(std::span<const char32_t> points, const Vocabulary& vocabulary,
                       std::vector<Hit>& hits) {
  const auto opens_agents_line = [&](const Hit& hit) {
    const bool opens = hit.begin == 0 || points[hit.begin - 1] == U'\n';
    const bool ends =
        hit.end < points.size() && (points[hit.end] == U':' || points[hit.end] == U'：');
    return opens && ends && vocabulary.plays(hit.term, RoleKind::speaker);
  };
  if (std::ranges::none_of(hits, opens_agents_line)) return;
  std::size_t kept = 0;
  std::uint32_t agent_until = 0;
  for (const auto& hit : hits) {
    if (hit.begin >= agent_until && opens_agents_line(hit)) {
      const auto line = std::ranges::find(points.subspan(hit.begin), U'\n');
      agent_until =
          hit.begin + static_cast<std::uint32_t>(line - points.subspan(hit.begin).begin());
    }
    if (hit.begin >= agent_until) hits[kept++] = hit;
  }
  hits.resize(kept);
}

// The words between single brackets that stand for something masked: "[数字]", "[电话]".
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

// Who talks to the shop is polite: praise there must be clear to count as praise.
Sentiment settle(const Mood& mood, const Hints& hints) {
  const bool talk = hints.channel == "chat" || hints.channel == "phone" ||
                    hints.channel == "email" || hints.channel == "ticket";
  constexpr double clear = 0.6;
  if (talk && mood.sentiment == Sentiment::positive && mood.score < clear)
    return Sentiment::neutral;
  return mood.sentiment;
}

std::string_view component_of(const Taxonomy& taxonomy, const Vocabulary& vocabulary,
                              std::span<const Hit> hits, std::span<const Clause> clauses,
                              std::vector<float>& points) {
  points.assign(taxonomy.components.size(), 0);
  bool any = false;
  vocabulary.each_longest(hits, RoleKind::component, [&](const Hit& hit, const Role& role) {
    const auto clause = std::ranges::upper_bound(clauses, hit.begin, {}, &Clause::end);
    points[role.index] += clause != clauses.end() && clause->mood < 0 ? 3.0F : 1.0F;
    any = true;
  });
  if (!any) return {};
  const auto best = std::ranges::max_element(points);
  return taxonomy.components[static_cast<std::size_t>(best - points.begin())].code;
}

}  // namespace

Analyser::Analyser(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Analyser::~Analyser() = default;

const Taxonomy& Analyser::taxonomy() const {
  return parts_->taxonomy;
}

base::Result<std::unique_ptr<Analyser>> Analyser::load(const std::filesystem::path& workspace,
                                                       const Extra& extra) {
  const auto lexicons = Lexicons::load(workspace);
  if (!lexicons) return base::failure_of(lexicons);
  const auto prepared = open_prepared_words();
  if (!prepared) return base::failure_of(prepared);

  std::vector<std::string> whole_words;
  for (const auto* name : {"segment", "component"})
    for (const auto& entry : lexicons->lexicon(name).entries) whole_words.push_back(entry.word);
  auto segmenter = make_segmenter(*prepared, whole_words);
  if (!segmenter) return base::failure_of(segmenter);

  auto parts = std::make_unique<Parts>();
  const auto rest = [&]() -> base::Result<void> {
    auto taxonomy = Taxonomy::load(workspace);
    if (!taxonomy) return base::failure_of(taxonomy);
    parts->taxonomy = std::move(*taxonomy);
    auto noise = NoiseJudge::make(*lexicons);
    if (!noise) return base::failure_of(noise);
    parts->noise = std::move(*noise);
    auto vocabulary = Vocabulary::make(*lexicons, parts->taxonomy, extra.products);
    if (!vocabulary) return base::failure_of(vocabulary);
    parts->vocabulary = std::move(*vocabulary);
    auto recognisers = text::RecogniserSet::load(workspace);
    if (!recognisers) return base::failure_of(recognisers);
    parts->recognisers = std::move(*recognisers);
    for (const auto& recogniser : parts->recognisers.recognisers()) {
      const auto kind = span_kind_of(recogniser.spec());
      if (!kind) return base::failure_of(kind);
      parts->kinds.push_back(*kind);
    }
    parts->keywords = Keywords(*prepared, lexicons->lexicon("stop"));
    auto simplifier = text::Simplifier::load();
    if (!simplifier) return base::failure_of(simplifier);
    parts->simplifier = std::move(*simplifier);
    return {};
  }();
  if (!rest) return base::failure_of(rest);
  parts->segmenter = std::move(*segmenter);
  return std::unique_ptr<Analyser>(new Analyser(std::move(parts)));
}

namespace {

// Marks what the recognisers find in the points [from, to), then parts and products beside it.
void mark_entities(const text::RecogniserSet& recognisers,
                   const std::vector<records::SpanKind>& kinds, const Vocabulary& vocabulary,
                   std::span<const Hit> hits, std::size_t from, std::size_t to,
                   Scratch::State& scratch, std::vector<Marked>& marked) {
  recognisers.find(scratch.text, from, to, scratch.recogniser, scratch.found);
  const std::size_t first = marked.size();
  for (const auto& found : scratch.found)
    marked.push_back({found.begin, found.end, kinds[found.recogniser], found.score});
  const std::size_t found_end = marked.size();
  for (const auto role_kind : {RoleKind::product, RoleKind::component}) {
    vocabulary.each_longest(hits, role_kind, [&](const Hit& hit, const Role&) {
      if (hit.begin < from || hit.end > to) return;
      const auto overlaps = [&hit](const Marked& other) {
        return hit.begin < other.end && other.begin < hit.end;
      };
      const auto begin = marked.begin() + static_cast<std::ptrdiff_t>(first);
      const auto end = marked.begin() + static_cast<std::ptrdiff_t>(found_end);
      const auto near = std::partition_point(
          begin, end, [&hit](const Marked& other) { return other.end <= hit.begin; });
      if (near != end && overlaps(*near)) return;
      marked.push_back({hit.begin, hit.end,
                        role_kind == RoleKind::product ? records::SpanKind::product
                                                       : records::SpanKind::component,
                        0.9F});
    });
  }
  // A product's name holds its part's word: the longer, found first, stays.
  std::ranges::stable_sort(marked.begin() + static_cast<std::ptrdiff_t>(first), marked.end(), {},
                           &Marked::begin);
  std::size_t kept = first;
  for (std::size_t at = first; at < marked.size(); ++at)
    if (kept == first || marked[at].begin >= marked[kept - 1].end) marked[kept++] = marked[at];
  marked.resize(kept);
}

void add_spans(const text::NormalText& text, std::span<const Marked> marked,
               std::vector<records::Span>& spans) {
  spans.clear();
  for (const auto& mark : marked)
    spans.push_back({text.begin_of(mark.begin), text.end_of(mark.end - 1), mark.kind, mark.score});
}

void write_entities(const text::NormalText& text, std::span<const Marked> marked,
                    std::string& json) {
  json.clear();
  std::string value;
  for (const auto& mark : marked) {
    if (records::is_personal(mark.kind)) continue;
    value.clear();
    text.append_utf8(mark.begin, mark.end, value);
    std::string entry = fmt::format(R"({{"kind":"{}","text":)", records::to_name(mark.kind));
    append_json_text(entry, value);
    entry.push_back('}');
    if (json.find(entry) != json.npos) continue;
    constexpr std::size_t longest = 8192;
    if (json.size() + entry.size() > longest) break;
    json += json.empty() ? "[" : ",";
    json += entry;
  }
  if (!json.empty()) json.push_back(']');
}

}  // namespace

void Analyser::analyse(std::string_view title, std::string_view text, const Hints& hints,
                       Scratch& scratch, Analysis& found) const {
  const Parts& parts = *parts_;
  auto& state = scratch.state();
  state.text.clear();
  state.text.add(title, parts.simplifier.get());
  const std::size_t title_end = state.text.size();
  state.text.add(text, parts.simplifier.get());
  const std::size_t text_begin = std::min(title_end > 0 ? title_end + 1 : 0, state.text.size());
  const std::span<const char32_t> points(state.text.points());

  const Letters letters = count_letters(points);
  if (letters.han > 0) {
    if (state.segmenter != parts.segmenter.get()) {
      state.segment = parts.segmenter->make_scratch();
      state.segmenter = parts.segmenter.get();
    }
    parts.segmenter->cut(points, *state.segment, state.words);
  } else {
    cut_letters(points, state.words);
  }
  state.begins_word.assign(points.size() + 1, 0);
  for (const auto& word : state.words) state.begins_word[word.begin] = 1;
  state.begins_word[points.size()] = 1;
  parts.vocabulary.find(points, state.begins_word, state.hits);

  std::uint32_t english = 0, foreign = 0;
  if (letters.latin_words + letters.accented > 0) {
    for (const auto& hit : state.hits) {
      english += parts.vocabulary.plays(hit.term, RoleKind::english);
      foreign += parts.vocabulary.plays(hit.term, RoleKind::foreign);
    }
  }
  found.language = guess_language(letters, english, foreign);
  drop_agents_lines(points, parts.vocabulary, state.hits);
  const bool readable = found.language != Language::other && found.language != Language::none;
  std::span<const Hit> hits(state.hits);
  if (!readable) hits = {};

  split_clauses(points, state.clauses);
  const Mood mood = readable ? judge_mood(points, parts.vocabulary, hits, state.clauses) : Mood{};
  found.sentiment = readable ? settle(mood, hints) : Sentiment::unscored;
  found.sentiment_score = mood.score;
  score_topics(parts.taxonomy, parts.vocabulary, hits, state.clauses, mood, state.topic,
               state.topics);
  found.topics.clear();
  found.topic = {};
  found.topic_group = {};
  constexpr std::size_t most_topics = 4;
  for (std::size_t at = 0; at < std::min(state.topics.size(), most_topics); ++at) {
    const auto& topic = parts.taxonomy.topics[state.topics[at].topic];
    if (at == 0) {
      found.topic = topic.code;
      found.topic_group = parts.taxonomy.groups[topic.group].code;
    } else {
      found.topics.push_back('|');
    }
    found.topics += topic.code;
  }
  found.component =
      component_of(parts.taxonomy, parts.vocabulary, hits, state.clauses, state.components);
  const Gravity gravity = judge_gravity(parts.vocabulary, hits, state.clauses, mood);
  found.severity = gravity.severity;
  found.urgency = gravity.urgency;
  found.noise = parts.noise.judge(points);
  found.kind = judge_kind(parts.vocabulary, hits, state.clauses, mood, gravity, hints);

  std::vector<Marked> marked;
  mark_entities(parts.recognisers, parts.kinds, parts.vocabulary, hits, 0, title_end, state,
                marked);
  const std::size_t in_title = marked.size();
  mark_entities(parts.recognisers, parts.kinds, parts.vocabulary, hits, text_begin, points.size(),
                state, marked);
  add_spans(state.text, std::span(marked).first(in_title), found.title_spans);
  add_spans(state.text, std::span(marked).subspan(in_title), found.text_spans);
  write_entities(state.text, marked, found.entities);

  state.hidden.clear();
  for (const auto& mark : marked)
    if (records::is_personal(mark.kind) || mark.kind == records::SpanKind::order_number ||
        mark.kind == records::SpanKind::tracking_number)
      state.hidden.push_back({mark.begin, mark.end});
  hide_masks(points, state.hidden);
  std::ranges::sort(state.hidden, {}, &Word::begin);
  constexpr std::size_t most_keywords = 5;
  found.keywords.clear();
  parts.keywords.pick(points, state.words, state.hidden, most_keywords, state.keyword,
                      state.picked);
  for (const auto& word : state.picked) {
    if (!found.keywords.empty()) found.keywords.push_back('|');
    for (std::uint32_t at = word.begin; at < word.end; ++at)
      base::append_code_point(found.keywords, text::fold_point(points[at]));
  }
  found.chars = static_cast<std::uint32_t>(base::count_code_points(text));
}

Analysis Analyser::analyse(std::string_view text, const Hints& hints, Scratch& scratch) const {
  Analysis found;
  analyse({}, text, hints, scratch, found);
  return found;
}

void Analyser::find_spans(std::string_view text, Scratch& scratch,
                          std::vector<records::Span>& spans) const {
  auto& state = scratch.state();
  state.text.clear();
  state.text.add(text, parts_->simplifier.get());
  parts_->recognisers.find(state.text, 0, state.text.size(), state.recogniser, state.found);
  spans.clear();
  for (const auto& found : state.found)
    spans.push_back({state.text.begin_of(found.begin), state.text.end_of(found.end - 1),
                     parts_->kinds[found.recogniser], found.score});
}

}  // namespace aftercare::language
