// How a text's mood is settled: what the words say, what the matter says, what the model says, what
// the stars say.

#pragma once

#include <span>

#include "language/kind.hpp"
#include "language/sentiment.hpp"
#include "language/shipped/shipped_model.hpp"
#include "language/taxonomy.hpp"
#include "language/topic_score.hpp"

namespace aftercare::language {

/// A fault that is told without a word of mood ("按下去弹不起来") is blame, where it is no
/// question.
void lower_by_facts(const Taxonomy& taxonomy, std::span<const TopicScore> topics,
                    std::span<const Clause> clauses, const TopicScratch& scratch, Mood& mood);

/// The model's mood where it stands against that of the rules.
void take_mood(const ShippedAnswer& answer, Sentiment& settled, Mood& mood);

/// Who talks to the shop is polite and in a hurry: in a talk its matter says more than its tone. A
/// matter of blame is blame, another is a mood only where it is told clearly, and praise must be
/// what the talk is about.
Sentiment settle(const Mood& mood, const Hints& hints, const Topic* matter);

/// Who gives three of five stars has weighed praise and blame himself: of two minds, unless the
/// text is all bitterness or all joy.
Sentiment weigh_stars(const Hints& hints, const Mood& mood, Sentiment told);

}  // namespace aftercare::language
