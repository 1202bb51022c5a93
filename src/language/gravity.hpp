// How grave and how urgent a case is, by catalog/lexicons/severity.yaml.

#pragma once

#include <cstdint>
#include <span>

#include "language/sentiment.hpp"
#include "language/vocabulary.hpp"

namespace aftercare::language {

struct Gravity {
  int severity = 0;  // 0..3
  int urgency = 0;   // 0..2
};

/// Severity: the gravest word's grade, one more when words of two groups meet, at most 3. A word
/// that a negation stands right before does not count, nor do words short of 3 in a text that
/// praises. A safety word in a clause of praise ("味道爆炸好吃") counts for nothing either.
/// Urgency: the most pressing word's, or what the group of a grave word gives.
Gravity judge_gravity(const Vocabulary& vocabulary, std::span<const Hit> hits,
                      std::span<const Clause> clauses, const Mood& mood);

}  // namespace aftercare::language
