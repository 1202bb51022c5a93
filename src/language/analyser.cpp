#include "language/analyser.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "language/appeal.hpp"
#include "language/aspects.hpp"
#include "language/elongation.hpp"
#include "language/entity.hpp"
#include "language/gravity.hpp"
#include "language/keywords.hpp"
#include "language/lexicon.hpp"
#include "language/noise.hpp"
#include "language/own_models.hpp"
#include "language/segmenter.hpp"
#include "language/shipped/shipped_model.hpp"
#include "language/topic_score.hpp"
#include "language/vocabulary.hpp"
#include "text/normal_text.hpp"
#include "text/traditional.hpp"
#include "text/width.hpp"

namespace aftercare::language {

struct Scratch::State {
  text::NormalText text;
  std::unique_ptr<SegmentScratch> segment;
  const Segmenter* segmenter = nullptr;  // Whose scratch it is.
  std::vector<Word> words;
  std::vector<std::uint8_t> begins_word;
  std::vector<Hit> hits;
  std::vector<Hit> all_hits;
  std::vector<Marked> marked;
  std::vector<Clause> clauses;
  TopicScratch topic;
  std::vector<TopicScore> topics;
  KeywordScratch keyword;
  std::vector<Word> picked;
  std::vector<Word> hidden;
  text::RecogniserScratch recogniser;
  AspectScratch aspects;
  ShippedInput shown;
  ShippedAnswer answer;
  TopicInput about;
  TopicMargins margins;
  OwnScratch own;
  OwnAnswer own_answer;
};

Scratch::Scratch() : state_(std::make_unique<State>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

struct Analyser::Parts {
  NoiseJudge noise;
  Taxonomy taxonomy;
  Vocabulary vocabulary;
  EntityMarker entities;
  records::Zone zone = records::Zone::utc();
  Keywords keywords;
  std::unique_ptr<text::Simplifier> simplifier;
  std::unique_ptr<Segmenter> segmenter;
  std::optional<ShippedModel> shipped;
  std::vector<int> topic_of_head;  // Of the shipped model; -1: the workspace has no such topic.
  OwnModels own;
};

namespace {

void add_spans(const text::NormalText& text, std::span<const Marked> marked,
               std::vector<records::Span>& spans) {
  spans.clear();
  for (const auto& mark : marked)
    spans.push_back({text.begin_of(mark.begin), text.end_of(mark.end - 1), mark.kind, mark.score});
}

bool is_all_han(std::string_view word) {
  std::size_t at = 0, points = 0;
  while (at < word.size()) {
    if (!text::is_han(base::next_code_point(word, at))) return false;
    ++points;
  }
  return points > 1;
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

// A fault that is told without a word of mood ("按下去弹不起来") is blame, where it is no question.
void lower_by_facts(const Taxonomy& taxonomy, std::span<const TopicScore> topics,
                    std::span<const Clause> clauses, const TopicScratch& scratch, Mood& mood) {
  if (mood.sentiment != Sentiment::neutral || mood.asks || topics.empty()) return;
  const auto& best = topics.front();
  constexpr float clear = 1.5F;
  if (best.points < clear || taxonomy.topics[best.topic].cue != Cue::negative) return;
  const bool told = std::ranges::any_of(scratch.evidence, [&](const TopicEvidence& evidence) {
    return evidence.topic == best.topic && evidence.counts &&
           (evidence.clause >= clauses.size() || !clauses[evidence.clause].asks);
  });
  if (!told) return;
  mood.score = -0.3;
  mood.sentiment = Sentiment::negative;
}

// The model's mood where it stands against that of the rules.
void take_mood(const ShippedAnswer& answer, Sentiment& settled, Mood& mood) {
  const Sentiment said = answer.mood_beside(settled);
  if (said == settled) return;
  settled = said;
  mood.sentiment = said;
  mood.score = static_cast<double>(answer.moods[2]) - static_cast<double>(answer.moods[0]);
}

// What the workspace's own models are sure of.
void take_own(const OwnAnswer& answer, bool kind_is_open, Analysis& found, Mood& mood,
              std::vector<TopicScore>& topics) {
  if (answer.sentiment && *answer.sentiment != found.sentiment) {
    found.sentiment = mood.sentiment = *answer.sentiment;
    mood.score = answer.sentiment_score;
  }
  if (kind_is_open && !answer.kind.empty()) found.kind = answer.kind;
  if (!answer.topic) return;
  const auto at = std::ranges::find(topics, *answer.topic, &TopicScore::topic);
  constexpr float clear = 1.5F;
  TopicScore first{*answer.topic, clear};
  if (at != topics.end()) {
    first = *at;
    topics.erase(at);
  }
  topics.insert(topics.begin(), first);
}

// By head; -1: the workspace's topics have none of the name.
std::vector<int> topics_of_heads(const Taxonomy& taxonomy, const std::vector<std::string>& codes) {
  std::vector<int> topics;
  for (const auto& code : codes) {
    const auto known = std::ranges::find(taxonomy.topics, code, &Topic::code);
    topics.push_back(
        known == taxonomy.topics.end() ? -1 : static_cast<int>(known - taxonomy.topics.begin()));
  }
  return topics;
}

// What the shipped model takes the text to be about, beside what the rules found: a topic that they
// name has so much the better start that it takes a clear margin to say more, or other.
void take_learnt(const Taxonomy& taxonomy, const ShippedTopics& learnt,
                 std::span<const int> topic_of_head, std::span<const float> margins, Sentiment told,
                 std::vector<TopicScore>& topics) {
  constexpr float listed = 0.6F, named_first = 0.3F;  // Found on templates that were held back.
  constexpr float alone = 0.5F, beside = 0.65F, against_unknown = 0.8F;
  const bool praises = told == Sentiment::positive;
  const auto against = [&](Cue cue) {
    return cue != Cue::any && (cue == Cue::positive) != praises;
  };
  const std::size_t by_rules = topics.size();
  const float least = learnt.margin_of(by_rules == 0 ? alone : beside);
  float best = ShippedTopics::kNowhere, first = ShippedTopics::kNowhere;
  std::size_t best_at = 0;
  for (std::size_t head = 0; head < margins.size(); ++head) {
    if (topic_of_head[head] < 0 || margins[head] < least - listed - named_first) continue;
    const auto topic = static_cast<std::uint16_t>(topic_of_head[head]);
    auto at = static_cast<std::size_t>(std::ranges::find(topics, topic, &TopicScore::topic) -
                                       topics.begin());
    float margin = margins[head];
    if (at < by_rules) {
      margin += at == 0 ? listed + named_first : listed;
      if (at == 0) first = margin;
    } else {
      if (against(taxonomy.topics[topic].cue) || margin < least) continue;
      at = topics.size();
      const float probability = learnt.probability(margin);
      topics.push_back({topic, probability / (1.02F - probability)});
    }
    // What is praised stands behind the praise, and a part behind what is wrong with it.
    if (!taxonomy.topics[topic].component.empty()) continue;
    if (praises && taxonomy.topics[topic].cue != Cue::positive && at > 0) continue;
    if (margin <= best) continue;
    best = margin;
    best_at = at;
  }
  const bool headless = by_rules > 0 && first == ShippedTopics::kNowhere;
  if (best <= first || (headless && best < learnt.margin_of(against_unknown))) return;
  const auto moved = topics.begin() + static_cast<std::ptrdiff_t>(best_at);
  if (best_at > 0) std::rotate(topics.begin(), moved, moved + 1);
}

// Who gives three of five stars has weighed praise and blame himself: of two minds, unless the text
// is all bitterness or all joy.
Sentiment weigh_stars(const Hints& hints, const Mood& mood, Sentiment told) {
  constexpr double lowest = 2.5, highest = 3.5, plain = 0.95;
  const bool middle = hints.rating && *hints.rating > lowest && *hints.rating < highest;
  return middle && told != Sentiment::unscored && std::abs(mood.score) < plain ? Sentiment::neutral
                                                                               : told;
}

const Topic* matter_of(const Taxonomy& taxonomy, std::span<const TopicScore> topics) {
  return topics.empty() ? nullptr : &taxonomy.topics[topics.front().topic];
}

// Who talks to the shop is polite and in a hurry: in a talk its matter says more than its tone. A
// matter of blame is blame, another is a mood only where it is told clearly, and praise must be
// what the talk is about.
Sentiment settle(const Mood& mood, const Hints& hints, const Topic* matter) {
  const bool talk = hints.channel == "chat" || hints.channel == "phone" ||
                    hints.channel == "email" || hints.channel == "ticket";
  if (!talk || mood.sentiment == Sentiment::unscored) return mood.sentiment;
  constexpr double clear = 0.6, bitter = -0.75;
  if (matter == nullptr) {
    if (mood.sentiment == Sentiment::positive && mood.score < clear) return Sentiment::neutral;
    return mood.sentiment;
  }
  if (matter->cue == Cue::negative)
    return mood.score > clear ? Sentiment::neutral : Sentiment::negative;
  if (matter->cue == Cue::positive) return mood.sentiment;
  if (mood.score > 0) return Sentiment::neutral;
  return mood.score < bitter ? Sentiment::negative : Sentiment::neutral;
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
  auto forms = load_spoken_forms(workspace);
  if (!forms) return base::failure_of(forms);
  for (const auto& form : *forms)
    if (is_all_han(form.form)) whole_words.push_back(form.form);
  auto segmenter = make_segmenter(*prepared, whole_words);
  if (!segmenter) return base::failure_of(segmenter);

  auto parts = std::make_unique<Parts>();
  const auto rest = [&]() -> base::Result<void> {
    auto taxonomy = Taxonomy::load(workspace);
    if (!taxonomy) return base::failure_of(taxonomy);
    parts->taxonomy = std::move(*taxonomy);
    auto own = OwnModels::load(extra.models, parts->taxonomy);
    if (!own) return base::failure_of(own);
    parts->own = std::move(*own);
    auto noise = NoiseJudge::make(*lexicons);
    if (!noise) return base::failure_of(noise);
    parts->noise = std::move(*noise);
    auto entities = EntityMarker::load(workspace);
    if (!entities) return base::failure_of(entities);
    parts->entities = std::move(*entities);
    parts->zone = extra.zone;
    Names names{extra.products, extra.brands, {}, std::move(*forms)};
    parts->entities.regions().each_name([&names](const std::string& name, bool also_word) {
      names.places.push_back({name, also_word});
    });
    auto vocabulary = Vocabulary::make(*lexicons, parts->taxonomy, names);
    if (!vocabulary) return base::failure_of(vocabulary);
    parts->vocabulary = std::move(*vocabulary);
    parts->keywords = Keywords(*prepared, lexicons->lexicon("stop"));
    auto simplifier = text::Simplifier::load();
    if (!simplifier) return base::failure_of(simplifier);
    parts->simplifier = std::move(*simplifier);
    return {};
  }();
  if (!rest) return base::failure_of(rest);
  if (!extra.rules_alone) {
    auto shipped = ShippedModel::load();
    if (!shipped) return base::failure_of(shipped);
    parts->shipped.emplace(std::move(*shipped));
    parts->topic_of_head = topics_of_heads(parts->taxonomy, parts->shipped->topics().codes());
  }
  parts->segmenter = std::move(*segmenter);
  return std::unique_ptr<Analyser>(new Analyser(std::move(parts)));
}

// Reads, cuts and searches a text once; what is to be judged stands in the scratch then.
struct Analyser::Read {
  std::size_t title_end = 0;
  std::size_t text_begin = 0;
  Letters letters;
  std::string_view noise;
};

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
      english += parts.vocabulary.plays(hit.term, RoleKind::english);
      foreign += parts.vocabulary.plays(hit.term, RoleKind::foreign);
    }
  }
  found.language = guess_language(letters, english, foreign);
  // What the shop's side says is no mood of the customer's, but may name what it is about.
  state.all_hits.assign(state.hits.begin(), state.hits.end());
  drop_agents_lines(points, parts.vocabulary, state.hits);
  const bool readable = found.language != Language::other && found.language != Language::none;
  std::span<const Hit> hits(state.hits);
  if (!readable) hits = {};

  split_clauses(points, state.clauses);
  Mood mood = readable ? judge_mood(points, parts.vocabulary, hits, state.clauses) : Mood{};
  score_topics(parts.taxonomy, parts.vocabulary, hits, state.clauses, mood, state.topic,
               state.topics);
  if (readable) lower_by_facts(parts.taxonomy, state.topics, state.clauses, state.topic, mood);
  found.sentiment =
      readable ? settle(mood, hints, matter_of(parts.taxonomy, state.topics)) : Sentiment::unscored;
  const Gravity gravity = judge_gravity(parts.vocabulary, hits, state.clauses, mood);
  Appeal appeal = judge_appeal(parts.vocabulary, hits, state.clauses, mood, parts.taxonomy,
                               state.topics, points.size());
  const Topic* matter = matter_of(parts.taxonomy, state.topics);
  const std::string_view matter_group =
      matter == nullptr ? std::string_view() : parts.taxonomy.groups[matter->group].code;
  found.kind =
      judge_kind(parts.vocabulary, hits, state.clauses, mood, gravity, appeal, matter_group, hints);
  if (readable) {
    read_keys(points, state.words, state.shown.keys);
    read_facts(
        {mood, found.sentiment, state.clauses, matter, matter_group, gravity, appeal, found.kind},
        hints, state.shown.facts);
    // Of a transcript only the rules know whose words are whose.
    if (parts.shipped && state.hits.size() == state.all_hits.size()) {
      parts.shipped->judge(state.shown, state.answer);
      const auto before = found.sentiment;
      take_mood(state.answer, found.sentiment, mood);
      if (!kind_is_given(hints)) found.kind = state.answer.kind_beside(found.kind, found.sentiment);
      const std::size_t by_rules = state.topics.size();
      constexpr float clear = 2.6F;  // What several phrases say is not asked again.
      if (by_rules == 0 || state.topics.front().points < clear) {
        read_topic_keys(points, state.words, state.clauses, state.about);
        parts.shipped->topics().judge(state.about, state.margins);
        take_learnt(parts.taxonomy, parts.shipped->topics(), parts.topic_of_head,
                    state.margins.margins, found.sentiment, state.topics);
      }
      if (!parts.own.none()) {
        parts.own.judge(title, text, state.own, state.own_answer);
        take_own(state.own_answer, !kind_is_given(hints), found, mood, state.topics);
      }
      if (found.sentiment != before || state.topics.size() != by_rules)
        appeal = judge_appeal(parts.vocabulary, hits, state.clauses, mood, parts.taxonomy,
                              state.topics, points.size());
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
  found.severity = gravity.severity;
  found.urgency = gravity.urgency;
  found.noise = noise;
  write_demands(appeal, found.demands);
  found.emotion = appeal.emotion;
  found.motive = appeal.motive;

  auto& marked = state.marked;
  marked.clear();
  const auto& entities = parts.entities;
  entities.mark(state.text, parts.vocabulary, state.all_hits, state.begins_word, 0, title_end,
                state.recogniser, marked);
  const std::size_t in_title = marked.size();
  entities.mark(state.text, parts.vocabulary, state.all_hits, state.begins_word, text_begin,
                points.size(), state.recogniser, marked);
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
    reason.score = score.score();
    reason.words.clear();
    for (const auto& evidence : state.topic.evidence) {
      if (evidence.topic != score.topic || !evidence.counts) continue;
      if (!reason.words.empty()) reason.words.push_back('|');
      state.text.append_utf8(evidence.begin, evidence.end, reason.words);
    }
  }
}

const ShippedInput& Analyser::shipped_input(Scratch& scratch) const {
  return scratch.state().shown;
}

void Analyser::topic_input(Scratch& scratch, TopicInput& input) const {
  const auto& state = scratch.state();
  read_topic_keys(state.text.points(), state.words, state.clauses, input);
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
  parts_->entities.find_spans(state.text, state.recogniser, spans);
}

void Analyser::find_entities(std::string_view text, std::optional<records::Moment> moment,
                             Scratch& scratch, std::vector<Entity>& found) const {
  auto& state = scratch.state();
  read({}, text, state);
  state.marked.clear();
  parts_->entities.mark(state.text, parts_->vocabulary, state.hits, state.begins_word, 0,
                        state.text.size(), state.recogniser, state.marked);
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
  }
}

void Analyser::words_of(std::string_view text, Scratch& scratch,
                        std::vector<std::string>& words) const {
  auto& state = scratch.state();
  read({}, text, state);
  const std::span<const char32_t> points(state.text.points());
  state.marked.clear();
  parts_->entities.mark(state.text, parts_->vocabulary, state.hits, state.begins_word, 0,
                        points.size(), state.recogniser, state.marked);
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

bool Analyser::says_mood(std::string_view phrase) const {
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < phrase.size();) points.push_back(base::next_code_point(phrase, at));
  return parts_->vocabulary.plays_whole(points, RoleKind::sentiment);
}

float Analyser::rarity(std::string_view word) const {
  return parts_->keywords.rarity(word);
}

}  // namespace aftercare::language
