// How grave and how urgent a case is, by catalog/lexicons/severity.yaml.

#pragma once

#include <cstdint>
#include <span>

#include "language/sentiment.hpp"
#include "language/taxonomy.hpp"
#include "language/topic_score.hpp"
#include "language/vocabulary.hpp"

namespace aftercare::language {

struct Gravity {
  int severity = 0;          // 0..3
  int urgency = 0;           // 0..2
  std::uint32_t groups = 0;  // Of grave words met: a bit each.
  int gravest = 0;           // Of their words, 0..3.
};

/// Severity: the gravest word's grade, one more when words of two groups meet, at most 3. A word
/// that a negation stands right before does not count, nor do words short of 3 in a text that
/// praises. A safety word in a clause of praise ("味道爆炸好吃") counts for nothing either.
/// Urgency: the most pressing word's, or what the group of a grave word gives.
Gravity judge_gravity(const Vocabulary& vocabulary, std::span<const Hit> hits,
                      std::span<const Clause> clauses, const Mood& mood);

/// What it is when the first topic, if clear, counts as a word of its group (`grave`), whatever
/// words told it.
int severity_with(const Gravity& gravity, const Vocabulary& vocabulary, const Taxonomy& taxonomy,
                  std::span<const TopicScore> topics);

}  // namespace aftercare::language
