// The mood of a text by lexicon and rules.
//
// Words of praise and blame are weighed clause by clause. A negation turns the next such word and
// weakens it ("不是很好"), as does one behind it that ends the clause ("问题没有"); a second one
// turns it back; a degree word raises or lowers it. What comes after a contrast ("但是") weighs
// more than what came before, a concession ("虽然") less; a condition or wish ("如果好用") says
// little; an expectation ("以为很好") says the opposite, and so does praise of a rival
// ("别家便宜"). Inability without a word of mood ("不能充电") is blame, and so is a fault that the
// topics know. The sum becomes a score in -1..1; whether a score near 0 is a mood depends on
// whether the text asks for something (requests are told in words of trouble).

#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "language/vocabulary.hpp"

namespace aftercare::language {

enum class Sentiment : std::uint8_t { negative, neutral, positive, unscored };

std::string_view to_name(Sentiment sentiment);

/// A clause: code points [begin, end) and its mood.
struct Clause {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool ends_sentence = false;
  bool asks = false;
  float mood = 0;
};

struct Mood {
  double score = 0;  // -1..1
  Sentiment sentiment = Sentiment::neutral;
  std::uint32_t words = 0;  // Words of praise and blame that counted.
  bool asks = false;        // A clause asks or wishes.
};

/// Replaces `clauses` by those of the text, in order, covering it.
void split_clauses(std::span<const char32_t> points, std::vector<Clause>& clauses);

/// Sets each clause's mood and returns the text's.
Mood judge_mood(std::span<const char32_t> points, const Vocabulary& vocabulary,
                std::span<const Hit> hits, std::vector<Clause>& clauses);

}  // namespace aftercare::language
