#include "language/sentiment.hpp"

#include <algorithm>
#include <cmath>

#include "text/phrase_set.hpp"
#include "text/width.hpp"

namespace aftercare::language {
namespace {

enum class Break : std::uint8_t { none, clause, sentence };

Break break_at(std::span<const char32_t> points, std::size_t at) {
  const char32_t point = points[at];
  switch (point) {
    case U'。':
    case U'！':
    case U'!':
    case U'？':
    case U'?':
    case U'\n':
    case U'…':
    case U'～':
      return Break::sentence;
    case U'，':
    case U',':
    case U'；':
    case U';':
    case U'：':
    case U'~':
      return Break::clause;
    case U'.': {
      const bool inside = at + 1 < points.size() && text::is_ascii_word(points[at + 1]) && at > 0 &&
                          text::is_ascii_word(points[at - 1]);
      return inside ? Break::none : Break::sentence;
    }
    case U' ':  // Between Han characters a space stands for a comma.
      return at > 0 && at + 1 < points.size() && text::is_han(points[at - 1]) &&
                     text::is_han(points[at + 1])
                 ? Break::clause
                 : Break::none;
    default:
      return Break::none;
  }
}

// A contrast inside a clause begins another: "屏幕好但电池差", "nice but slow".
bool begins_contrast(std::span<const char32_t> points, std::size_t at) {
  if (at == 0) return false;
  if (points[at] == U'但') return points[at - 1] != U'不' && points[at - 1] != U'非';
  constexpr std::u32string_view but = U" but ";
  return points[at] == U' ' && at + but.size() <= points.size() &&
         std::ranges::equal(points.subspan(at, but.size()), but, {}, text::fold_point);
}

// What was read and not yet used, within one clause.
struct Pending {
  bool negated = false;
  bool spent = false;   // The negation has turned a word; it only reaches on along a list.
  bool unable = false;  // An inability that no word of mood has taken up.
  float inability = 0;
  bool raised = false;  // A degree word after the negation: "不太".
  std::uint32_t negation_end = 0;
  float degree = 1;
  std::uint32_t degree_end = 0;
};

struct ClauseState {
  float condition = 1;  // Factors for praise in a conditional clause, and so on.
  bool conceded = false;
  bool expected = false;
  bool asked = false;
  bool rival = false;
  float expectation = 0;
};

// How far a negation or degree word reaches: five Han characters, or some three English words.
std::uint32_t reach_of(std::span<const char32_t> points, std::uint32_t at) {
  return at < points.size() && points[at] < 0x250 ? 20 : 5;
}

bool continues_list(std::span<const char32_t> points, std::uint32_t at) {
  return at < points.size() &&
         (points[at] == U'、' || points[at] == U'和' || points[at] == U'或' || points[at] == U'及');
}

constexpr float kTold = 0.75F;      // What "but" leaves of what stood before it in the sentence.
constexpr float kAfterBut = 1.2F;   // What it gives to what follows.
constexpr double kOpening = 1.4;    // Many texts begin with the verdict and go on with its story.
constexpr float kTurned = 0.8F;     // "不便宜" blames less than "贵".
constexpr float kWeakened = 0.55F;  // "不太好", "不是很好".

// However many words a clause heaps up, it is one thing said.
float less_of_much(float said) {
  constexpr float most = 4, power = 0.75F;
  return std::copysign(std::pow(std::min(std::abs(said), most), power), said);
}

float mood_of_word(std::span<const char32_t> points, const Hit& hit, float weight,
                   Pending& pending) {
  const std::uint32_t reach = reach_of(points, hit.begin);
  float mood = weight;
  if (pending.negated && hit.begin - pending.negation_end <= reach) {
    mood *= pending.raised ? -kWeakened : -kTurned;
    pending.unable = false;
  }
  if (pending.degree != 1 && hit.begin - pending.degree_end <= reach && !pending.raised)
    mood *= pending.degree;
  pending.spent = true;
  if (!continues_list(points, hit.end)) pending.negated = false;
  if (pending.negated) pending.negation_end = hit.end + 1;
  pending.degree = 1;
  pending.raised = false;
  return mood;
}

// Whether a word of mood, or a negation, begins at the place; hits before it are none.
bool speaks_of_mood(std::span<const Hit> hits, std::uint32_t place) {
  for (const auto& hit : hits) {
    if (hit.begin != place) return false;
    if (hit.plays(RoleKind::sentiment)) return true;
  }
  return false;
}

// "流畅是流畅", "便宜归便宜": what is said twice is conceded.
bool is_conceded(std::span<const char32_t> points, const Hit& hit) {
  const std::uint32_t size = hit.end - hit.begin;
  if (hit.end + 1 + size > points.size() || (points[hit.end] != U'是' && points[hit.end] != U'归'))
    return false;
  return std::ranges::equal(points.subspan(hit.begin, size), points.subspan(hit.end + 1, size));
}

bool starts_with(std::span<const char32_t> points, std::u32string_view start) {
  return points.size() >= start.size() && std::ranges::equal(points.first(start.size()), start);
}

// "问题一点都没有", "诚意没有": a thing of which the clause ends by saying that it is not there.
// "坏了没有" asks.
bool is_denied_behind(std::span<const char32_t> points, const Hit& hit, std::uint32_t clause_end) {
  if (hit.end == 0 || points[hit.end - 1] == U'了') return false;
  auto rest = points.subspan(hit.end, clause_end - hit.end);
  for (int word = 0; word < 2; ++word)
    for (const std::u32string_view between :
         {U"一点", U"一个", U"半点", U"都", U"也", U"几乎", U"倒", U"是"})
      if (starts_with(rest, between)) rest = rest.subspan(between.size());
  bool denied = false;
  for (const std::u32string_view absence : {U"没有", U"全无", U"为零"})
    if (!denied && starts_with(rest, absence)) {
      rest = rest.subspan(absence.size());
      denied = true;
    }
  while (denied && !rest.empty() && rest.front() != U'吗' && !text::is_ascii_word(rest.front())) {
    constexpr std::u32string_view closing = U"了的呢啊呀哦，。！,.!；;~～… \n";
    if (closing.find(rest.front()) == closing.npos) return false;
    rest = rest.subspan(1);
  }
  return denied && rest.empty();
}

bool ends_in(std::span<const char32_t> points, std::u32string_view end) {
  return points.size() >= end.size() &&
         std::ranges::equal(points.last(end.size()), end, {}, text::fold_point);
}

// "better than the old model", "不如别家": what it is held against is spoken of, not the rival.
bool is_held_against(std::span<const char32_t> points, std::uint32_t rival) {
  auto before = points.first(rival);
  for (const std::u32string_view filler : {U" the ", U" my "})
    if (ends_in(before, filler)) before = before.first(before.size() - filler.size() + 1);
  for (const std::u32string_view word :
       {U"than ", U" as ",   U"compared to ", U"compared with ", U"比",   U"不如", U"没有",
        U"没",    U"比不上", U"赶不上",       U"不及",           U"跟",   U"和",   U"像",
        U"同",    U"与",     U"不输",         U"好过",           U"超过", U"胜过", U"强过"})
    if (ends_in(before, word)) return true;
  return false;
}

void take_modifier(const Hit& hit, const Role& role, std::span<const char32_t> points,
                   Pending& pending, ClauseState& state) {
  switch (static_cast<Modifier>(role.index)) {
    case Modifier::negation:
    case Modifier::inability: {
      const bool near = pending.negated && !pending.spent &&
                        hit.begin - pending.negation_end <= reach_of(points, hit.begin);
      pending.negated = !near;
      pending.spent = false;
      pending.negation_end = hit.end;
      pending.raised = false;
      if (role.index == static_cast<std::uint16_t>(Modifier::inability) && !near) {
        pending.unable = true;
        pending.inability = role.weight;
      }
      break;
    }
    case Modifier::degree:
      if (pending.negated && !pending.spent && role.weight > 1) {
        pending.raised = pending.raised || hit.begin == pending.negation_end;
        pending.negation_end = hit.end;  // "没有以前买的那么好": the negation reaches over it.
      } else {
        pending.degree = std::clamp(pending.degree * role.weight, 0.4F, 2.4F);
      }
      pending.degree_end = hit.end;
      break;
    case Modifier::concession:
      state.conceded = true;
      break;
    case Modifier::condition:
      state.condition = 0.15F;
      break;
    case Modifier::expectation:
      state.expected = true;
      state.expectation = role.weight;
      break;
    case Modifier::question:
      state.asked = true;
      break;
    case Modifier::rival:
      state.rival = state.rival || !is_held_against(points, hit.begin);
      break;
    default:
      break;
  }
}

float in_context(float mood, const ClauseState& state, bool asks) {
  if (state.expected && mood > 0) mood *= -0.5F;
  if (state.expected && mood < 0) mood *= 0.7F;
  if (state.rival) mood *= -0.6F;
  if (mood > 0) mood *= state.condition;
  if (state.condition < 1 && mood < 0) mood *= 0.6F;
  if (state.conceded) mood *= 0.5F;
  if ((asks || state.asked) && mood > 0) mood *= 0.15F;
  if ((asks || state.asked) && mood < 0 && mood >= -1) mood *= 0.3F;
  return mood;
}

}  // namespace

std::string_view to_name(Sentiment sentiment) {
  constexpr std::string_view names[] = {"negative", "neutral", "positive", "unscored"};
  return names[static_cast<std::size_t>(sentiment)];
}

void split_clauses(std::span<const char32_t> points, std::vector<Clause>& clauses) {
  clauses.clear();
  std::uint32_t begin = 0;
  const auto size = static_cast<std::uint32_t>(points.size());
  for (std::uint32_t at = 0; at < size; ++at) {
    const char32_t point = points[at];
    if ((point == U'但' || point == U' ') && at > begin && begins_contrast(points, at)) {
      clauses.push_back({begin, at, false, false, 0});
      begin = at;
      continue;
    }
    // Everything else that breaks is punctuation: most points are not.
    if (point >= 0x3400 && point <= 0x9FFF) continue;
    const Break here = break_at(points, at);
    if (here == Break::none) continue;
    clauses.push_back({begin, at + 1, here == Break::sentence,
                       point == U'？' || point == U'?' || (at > 0 && points[at - 1] == U'吗'), 0});
    begin = at + 1;
  }
  if (begin < size) clauses.push_back({begin, size, true, points[size - 1] == U'吗', 0});
  if (!clauses.empty()) clauses.back().ends_sentence = true;
}

Mood judge_mood(std::span<const char32_t> points, const Vocabulary& vocabulary,
                std::span<const Hit> hits, std::vector<Clause>& clauses) {
  Mood text;
  double total = 0;
  bool opening = true;
  double sentence = 0;  // What the sentence said so far.
  float after = 1;      // Above 1 behind a contrast.
  std::size_t at = 0;
  std::uint32_t free_from = 0;
  for (auto& clause : clauses) {
    Pending pending;
    ClauseState state;
    float said = 0;
    while (at < hits.size() && hits[at].begin < clause.end) {
      const std::uint32_t begin = hits[at].begin;
      const Hit* longest = nullptr;
      for (; at < hits.size() && hits[at].begin == begin; ++at)
        if (hits[at].plays_any(bit_of(RoleKind::sentiment) | bit_of(RoleKind::modifier)))
          longest = &hits[at];
      if (longest == nullptr || begin < free_from) continue;
      free_from = longest->end;
      const Role* modifier = longest->plays(RoleKind::modifier)
                                 ? vocabulary.role(longest->term, RoleKind::modifier)
                                 : nullptr;
      const Role* sentiment = longest->plays(RoleKind::sentiment)
                                  ? vocabulary.role(longest->term, RoleKind::sentiment)
                                  : nullptr;
      if (modifier != nullptr && sentiment != nullptr &&
          modifier->index == static_cast<std::uint16_t>(Modifier::degree)) {
        // "好贵": what raises the word right behind it says nothing itself; "很好" does.
        const bool raises = speaks_of_mood(hits.subspan(at), longest->end);
        (raises ? sentiment : modifier) = nullptr;
      }
      if (modifier != nullptr) {
        if (modifier->index == static_cast<std::uint16_t>(Modifier::contrast)) {
          // What stood before it in the sentence was only the preparation.
          sentence = (sentence + in_context(said, state, clause.asks)) * kTold;
          said = 0;
          after = kAfterBut;
          state = {};
          pending = {};
        } else if (modifier->index == static_cast<std::uint16_t>(Modifier::sarcasm)) {
          said += modifier->weight;
        } else {
          take_modifier(*longest, *modifier, points, pending, state);
        }
      }
      if (sentiment == nullptr || sentiment->weight == 0) continue;
      const bool turned = pending.negated;
      auto mood = mood_of_word(points, *longest, sentiment->weight, pending);
      if (!turned && is_denied_behind(points, *longest, clause.end)) mood *= -kTurned;
      said += mood;
      state.conceded = state.conceded || is_conceded(points, *longest);
      ++text.words;
    }
    if (pending.unable) {
      said += pending.inability;
      ++text.words;
    }
    said = in_context(less_of_much(said), state, clause.asks);
    text.asks = text.asks || clause.asks || state.asked || state.condition < 1;
    if (state.expected && said == 0) said = state.expectation;
    clause.mood = said;
    sentence += said * after;
    if (!clause.ends_sentence) continue;
    total += opening ? sentence * kOpening : sentence;
    opening = false;
    sentence = 0;
    after = 1;
  }
  constexpr double half = 4;  // A sum of 2 gives a score of 0.7.
  text.score = total / std::sqrt(total * total + half);
  const double least = text.asks ? 0.2 : 0.02;
  text.sentiment = text.score > least    ? Sentiment::positive
                   : text.score < -least ? Sentiment::negative
                                         : Sentiment::neutral;
  return text;
}

}  // namespace aftercare::language
