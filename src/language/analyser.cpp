#include "language/analyser.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "language/analyser_parts.hpp"
#include "language/appeal.hpp"
#include "language/elongation.hpp"
#include "language/gravity.hpp"
#include "language/judged_mood.hpp"
#include "language/topic_choice.hpp"
#include "text/width.hpp"

namespace aftercare::language {

Scratch::Scratch() : state_(std::make_unique<State>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

namespace {

void add_spans(const text::NormalText& text, std::span<const Marked> marked,
               std::vector<records::Span>& spans) {
  spans.clear();
  for (const auto& mark : marked)
    spans.push_back({text.begin_of(mark.begin), text.end_of(mark.end - 1), mark.kind, mark.score});
}

// Takes out the hits in lines of a transcript that the shop's side speaks ("客服：...") and puts
// the words of all other lines into `said`. False if it is no transcript.
bool drop_agents_lines(std::span<const char32_t> points, std::span<const Word> words,
                       std::vector<Hit>& hits, std::vector<Word>& said) {
  const auto opens_agents_line = [&](const Hit& hit) {
    const bool opens = hit.begin == 0 || points[hit.begin - 1] == U'\n';
    const bool ends =
        hit.end < points.size() && (points[hit.end] == U':' || points[hit.end] == U'：');
    return opens && ends && hit.plays(RoleKind::speaker);
  };
  if (std::ranges::none_of(hits, opens_agents_line)) return false;
  std::size_t kept = 0, word = 0;
  std::uint32_t agent_until = 0;
  said.clear();
  const auto say_until = [&](std::uint32_t end) {
    for (; word < words.size() && words[word].begin < end; ++word)
      if (words[word].begin >= agent_until) said.push_back(words[word]);
  };
  for (const auto& hit : hits) {
    if (hit.begin >= agent_until && opens_agents_line(hit)) {
      say_until(hit.begin);
      const auto line = std::ranges::find(points.subspan(hit.begin), U'\n');
      agent_until =
          hit.begin + static_cast<std::uint32_t>(line - points.subspan(hit.begin).begin());
    }
    if (hit.begin >= agent_until) hits[kept++] = hit;
  }
  say_until(static_cast<std::uint32_t>(points.size()));
  hits.resize(kept);
  return true;
}

// What the workspace's own models are sure of.
void take_own(const OwnAnswer& answer, bool kind_is_open, Analysis& found, Mood& mood,
              std::vector<TopicScore>& topics) {
  if (answer.sentiment && *answer.sentiment != found.sentiment) {
    found.sentiment = mood.sentiment = *answer.sentiment;
    mood.score = answer.sentiment_score;
  }
  if (kind_is_open && !answer.kind.empty()) found.kind = answer.kind;
  if (answer.topic) put_first(*answer.topic, answer.topic_probability, topics);
}

}  // namespace

Analyser::Read Analyser::read(std::string_view title, std::string_view text,
                              Scratch::State& state) const {
  const Parts& parts = *parts_;
  Read read;
  state.text.clear();
  state.text.add(title, parts.simplifier.get());
  read.title_end = state.text.size();
  state.text.add(text, parts.simplifier.get());
  read.text_begin = std::min(read.title_end > 0 ? read.title_end + 1 : 0, state.text.size());
  read.noise = parts.noise.judge(state.text.points());  // Keys hit at random are runs.
  state.text.squeeze(read.text_begin,
                     [&parts](std::span<const char32_t> run, std::size_t begin, std::size_t end) {
                       return kept_of_run(run, begin, end, parts.vocabulary);
                     });
  const std::span<const char32_t> points(state.text.points());

  read.letters = count_letters(points);
  if (read.letters.han > 0) {
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
  return read;
}

void Analyser::analyse(std::string_view title, std::string_view text, const Hints& hints,
                       Scratch& scratch, Analysis& found) const {
  const Parts& parts = *parts_;
  auto& state = scratch.state();
  const Read read_text = read(title, text, state);
  const auto& [title_end, text_begin, letters, noise] = read_text;
  const std::span<const char32_t> points(state.text.points());

  std::uint32_t english = 0, foreign = 0;
  if (letters.latin_words + letters.accented > 0) {
    for (const auto& hit : state.hits) {
      english += hit.plays(RoleKind::english);
      foreign += hit.plays(RoleKind::foreign);
    }
  }
  found.language = guess_language(letters, english, foreign);
  // What the shop's side says is no mood of the customer's, but may name what it is about.
  state.all_hits.assign(state.hits.begin(), state.hits.end());
  const bool transcript = drop_agents_lines(points, state.words, state.hits, state.said);
  const std::span<const Word> said(transcript ? state.said : state.words);
  const bool readable = found.language != Language::other && found.language != Language::none;
  std::span<const Hit> hits(state.hits);
  if (!readable) hits = {};

  split_clauses(points, state.clauses);
  Mood mood = readable ? judge_mood(points, parts.vocabulary, hits, state.clauses) : Mood{};
  state.core = core_lines(points, text_begin);
  score_topics(parts.taxonomy, parts.vocabulary, hits, state.clauses, state.core, mood, state.topic,
               state.topics);
  if (readable) lower_by_facts(parts.taxonomy, state.topics, state.clauses, state.topic, mood);
  found.sentiment =
      readable ? settle(mood, hints, matter_of(parts.taxonomy, state.topics)) : Sentiment::unscored;
  const Gravity gravity = judge_gravity(parts.vocabulary, hits, state.clauses, mood);
  const auto length = told_length(letters, points.size());
  const AppealTold told = read_appeal(parts.vocabulary, hits, state.clauses);
  Appeal appeal = judge_appeal(told, mood, parts.taxonomy, state.topics, length);
  const Topic* matter = matter_of(parts.taxonomy, state.topics);
  const std::string_view matter_group =
      matter == nullptr ? std::string_view() : parts.taxonomy.groups[matter->group].code;
  found.kind =
      judge_kind(parts.vocabulary, hits, state.clauses, mood, gravity, appeal, matter_group, hints);
  state.margins.margins.clear();
  if (readable) {
    read_word_keys(points, said, state.word_keys);
    read_keys(points, said, state.word_keys, state.shown.keys);
    read_facts(
        {mood, found.sentiment, state.clauses, matter, matter_group, gravity, appeal, found.kind},
        hints, state.shown.facts);
    if (parts.shipped) {
      parts.shipped->judge(state.shown, state.answer);
      const auto before = found.sentiment;
      take_mood(state.answer, found.sentiment, mood);
      if (!kind_is_given(hints)) found.kind = state.answer.kind_beside(found.kind, found.sentiment);
      const std::size_t by_rules = state.topics.size();
      if (asks_learnt(parts.taxonomy, state.topics)) {
        read_topic_keys(points, said, state.word_keys, state.clauses, state.core, state.about);
        parts.shipped->topics().judge(state.about, state.margins);
        take_learnt(parts.taxonomy, parts.shipped->topics(), parts.topic_of_head,
                    state.margins.margins, found.sentiment, state.topics);
      }
      if (!parts.own.none()) {
        parts.own.judge(title, text, state.own, state.own_answer);
        take_own(state.own_answer, !kind_is_given(hints), found, mood, state.topics);
      }
      if (found.sentiment != before || state.topics.size() != by_rules)
        appeal = judge_appeal(told, mood, parts.taxonomy, state.topics, length);
    }
  }
  found.sentiment = weigh_stars(hints, mood, found.sentiment);
  found.sentiment_score = mood.score;
  found.topics.clear();
  found.topic = {};
  found.topic_group = {};
  constexpr std::size_t most_topics = 6;
  if (state.topics.size() > most_topics) state.topics.resize(most_topics);
  for (std::size_t at = 0; at < state.topics.size(); ++at) {
    const auto& topic = parts.taxonomy.topics[state.topics[at].topic];
    if (at == 0) {
      found.topic = topic.code;
      found.topic_group = parts.taxonomy.groups[topic.group].code;
    } else {
      found.topics.push_back('|');
    }
    found.topics += topic.code;
  }
  const int component = write_aspects(parts.taxonomy, parts.vocabulary, hits, state.clauses,
                                      state.topic, state.aspects, found.aspects);
  found.component = component < 0
                        ? std::string_view()
                        : parts.taxonomy.components[static_cast<std::size_t>(component)].code;
  found.severity = found.sentiment == Sentiment::positive
                       ? gravity.severity
                       : severity_with(gravity, parts.vocabulary, parts.taxonomy, state.topics);
  found.urgency = gravity.urgency;
  found.noise = noise;
  write_demands(appeal, found.demands);
  found.emotion = appeal.emotion;
  found.motive = appeal.motive;

  auto& marked = state.marked;
  marked.clear();
  const auto& entities = parts.entities;
  parts.mark(title, state.all_hits, 0, title_end, state);
  const std::size_t in_title = marked.size();
  parts.mark(text, state.all_hits, text_begin, points.size(), state);
  const auto title_marks = std::span<const Marked>(marked).first(in_title);
  const auto text_marks = std::span<const Marked>(marked).subspan(in_title);
  add_spans(state.text, title_marks, found.title_spans);
  add_spans(state.text, text_marks, found.text_spans);
  entities.write_json(state.text, title, text, title_marks, text_marks, {hints.moment, parts.zone},
                      found.entities);

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

void Analyser::explain_topics(Scratch& scratch, std::vector<TopicReason>& reasons) const {
  const auto& state = scratch.state();
  reasons.resize(state.topics.size());
  for (std::size_t at = 0; at < reasons.size(); ++at) {
    const auto& score = state.topics[at];
    auto& reason = reasons[at];
    reason.topic = parts_->taxonomy.topics[score.topic].code;
    reason.score = probability_of(scratch, at);
    reason.words.clear();
    for (const auto& evidence : state.topic.evidence) {
      if (evidence.topic != score.topic || !evidence.counts) continue;
      if (!reason.words.empty()) reason.words.push_back('|');
      state.text.append_utf8(evidence.begin, evidence.end, reason.words);
    }
  }
}

float Analyser::probability_of(Scratch& scratch, std::size_t at) const {
  const auto& state = scratch.state();
  if (state.topics[at].own > 0) return state.topics[at].own;
  if (!parts_->shipped) return state.topics[at].score();
  return parts_->shipped->topics().probability_right(
      signs_of(parts_->taxonomy, parts_->topic_of_head, state.margins.margins, state.topics, at,
               state.text.size()));
}

const std::vector<TopicScore>& Analyser::topics_found(Scratch& scratch) const {
  return scratch.state().topics;
}

const ShippedInput& Analyser::shipped_input(Scratch& scratch) const {
  return scratch.state().shown;
}

void Analyser::topic_input(Scratch& scratch, TopicInput& input) const {
  auto& state = scratch.state();
  read_word_keys(state.text.points(), state.words, state.word_keys);
  read_topic_keys(state.text.points(), state.words, state.word_keys, state.clauses, state.core,
                  input);
}

Analysis Analyser::analyse(std::string_view text, const Hints& hints, Scratch& scratch) const {
  Analysis found;
  analyse({}, text, hints, scratch, found);
  return found;
}

}  // namespace aftercare::language
