#include "language/shipped/shipped_input.hpp"

#include <algorithm>
#include <cmath>

#include "text/width.hpp"

namespace aftercare::language {
namespace {

constexpr std::uint32_t kNumber = 0x9E3779B9U;

std::uint32_t spread(std::uint32_t hash) {
  hash ^= hash >> 16;
  hash *= 0x7FEB352DU;
  hash ^= hash >> 15;
  hash *= 0x846CA68BU;
  hash ^= hash >> 16;
  return hash == 0 ? 1 : hash;
}

// Where the stem of an English word ends: "crashes", "crashed" and "crashing" are one key.
std::uint32_t stem_end(std::span<const char32_t> points, const Word& word) {
  const auto at = [&](std::uint32_t back) { return text::fold_point(points[word.end - back]); };
  const std::uint32_t size = word.end - word.begin;
  std::uint32_t end = word.end;
  if (size > 5 && at(1) == U'g' && at(2) == U'n' && at(3) == U'i')
    end -= 3;
  else if (size > 4 && at(1) == U'd' && at(2) == U'e')
    end -= 2;
  else if (size > 4 && at(1) == U's' && at(2) == U'e')
    end -= 2;
  else if (size > 3 && at(1) == U's' && at(2) != U's')
    end -= 1;
  if (end - word.begin > 3 && text::fold_point(points[end - 1]) == U'e') --end;
  return end;
}

// 0: a sign that only separates.
std::uint32_t key_of(std::span<const char32_t> points, const Word& word) {
  const char32_t first = points[word.begin];
  if (first >= U'0' && first <= U'9') return kNumber;
  const bool latin = text::is_ascii_word(first);
  if (!latin && first < 0xC0 && first != U'?' && first != U'!') return 0;
  if ((first >= 0x2000 && first < 0x2E80) || (first >= 0x3000 && first < 0x3040)) return 0;
  if (first >= 0xFF00 && first != U'？' && first != U'！' && first < 0x10000) return 0;
  const auto end = latin ? stem_end(points, word) : word.end;
  std::uint32_t hash = 0x811C9DC5U;
  for (auto at = word.begin; at < end; ++at)
    hash = (hash ^ text::fold_point(points[at])) * 0x01000193U;
  return spread(hash);
}

bool is_talk(std::string_view channel) {
  return channel == "chat" || channel == "phone" || channel == "email" || channel == "ticket";
}

bool is_opinion(std::string_view channel) {
  return channel == "review" || channel == "social" || channel == "survey";
}

}  // namespace

void read_word_keys(std::span<const char32_t> points, std::span<const Word> words,
                    std::vector<std::uint32_t>& keys) {
  keys.resize(words.size());
  for (std::size_t at = 0; at < words.size(); ++at) keys[at] = key_of(points, words[at]);
}

void read_keys(std::span<const char32_t> points, std::span<const Word> words,
               std::span<const std::uint32_t> word_keys, std::vector<std::uint32_t>& keys) {
  keys.clear();
  std::uint32_t before = 0;
  std::size_t read = 0;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (points[words[at].begin] == U' ') continue;
    const std::uint32_t key = word_keys[at];
    if (key == 0) {
      before = 0;
      continue;
    }
    if (key == before) continue;  // "!!!!" is one.
    keys.push_back(key);
    if (before != 0) keys.push_back(spread(before * 31 + key));
    before = key;
    if (++read == kMostWords) return;
  }
}

void read_topic_keys(std::span<const char32_t> points, std::span<const Word> words,
                     std::span<const std::uint32_t> word_keys, std::span<const Clause> clauses,
                     const CoreLines& core, TopicInput& input) {
  constexpr std::uint32_t single = 0xC2B2AE35U, pair = 0x27D4EB2FU;
  auto& keys = input.keys;
  keys.clear();
  input.ends.clear();
  std::uint32_t before = 0;
  char32_t last = 0;  // The Han character before, of the same clause.
  std::size_t read = 0, clause = 0;
  for (std::size_t number = 0; number < words.size(); ++number) {
    const Word& word = words[number];
    if (points[word.begin] == U' ' || !core.holds(word.begin)) continue;
    for (; clause < clauses.size() && clauses[clause].end <= word.begin; ++clause) {
      input.ends.push_back(static_cast<std::uint32_t>(keys.size()));
      before = 0;
      last = 0;
    }
    const std::uint32_t key = word_keys[number];
    if (key == 0) {
      before = 0;
      last = 0;
      continue;
    }
    if (key == before) continue;
    keys.push_back(key);
    if (before != 0) keys.push_back(spread(before * 31 + key));
    before = key;
    for (auto at = word.begin; at < word.end; ++at) {
      if (!text::is_han(points[at])) {
        last = 0;
        continue;
      }
      if (word.end - word.begin > 1) keys.push_back(spread(points[at] * single));
      if (last != 0 && (at > word.begin + 1 || at == word.begin || word.end - word.begin > 2))
        keys.push_back(spread((last * 31 + points[at]) * pair));
      last = points[at];
    }
    if (++read == kMostWords) break;
  }
  input.ends.push_back(static_cast<std::uint32_t>(keys.size()));
}

void read_facts(const RuleView& rules, const Hints& hints, std::array<float, kFacts>& facts) {
  facts = {};
  std::size_t next = 0;
  const auto put = [&facts, &next](auto value) { facts[next++] = static_cast<float>(value); };
  put(rules.mood.score);
  put(std::abs(rules.mood.score));
  put(rules.settled == Sentiment::negative);
  put(rules.settled == Sentiment::neutral);
  put(rules.settled == Sentiment::positive);
  put(std::ranges::any_of(rules.clauses, &Clause::asks));
  put(rules.mood.asks);
  bool praises = false, blames = false;
  float last = 0;
  for (const auto& clause : rules.clauses) {
    praises = praises || clause.mood > 0.2F;
    blames = blames || clause.mood < -0.2F;
    if (clause.mood != 0) last = clause.mood;
  }
  put(praises && blames);
  put(std::clamp(last, -1.F, 1.F));
  put(rules.mood.words == 0);
  put(rules.matter != nullptr && rules.matter->cue == Cue::positive);
  put(rules.matter != nullptr && rules.matter->cue == Cue::negative);
  const bool talk = is_talk(hints.channel);
  put(talk && rules.settled == Sentiment::negative);
  put(talk && rules.settled == Sentiment::neutral);
  put(talk && rules.settled == Sentiment::positive);
  put(is_opinion(hints.channel));
  put(talk);
  for (const auto name : kKindNames) put(rules.kind == name);
  const auto& demands = rules.appeal.demands;
  put(demands[kInformation] > 0);
  bool asked = false;
  for (std::size_t demand = 0; demand < kNoDemand; ++demand)
    asked = asked || (demand != kInformation && demands[demand] >= 1);
  put(asked);
  put(rules.gravity.severity >= 2);
  put(rules.matter_group == "pre_sale");
  put(rules.matter_group == "suggestion");
  put(rules.matter_group == "praise");
  put(rules.matter == nullptr);
  put(1);
  // A verdict told in many words is surer than one word's.
  constexpr std::uint32_t many = 8;
  put(rules.mood.score * std::min(rules.mood.words, many) / many);
}

}  // namespace aftercare::language
