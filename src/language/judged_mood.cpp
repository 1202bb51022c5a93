#include "language/judged_mood.hpp"

#include <algorithm>
#include <cmath>

namespace aftercare::language {

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

void take_mood(const ShippedAnswer& answer, Sentiment& settled, Mood& mood) {
  const Sentiment said = answer.mood_beside(settled);
  if (said == settled) return;
  settled = said;
  mood.sentiment = said;
  mood.score = static_cast<double>(answer.moods[2]) - static_cast<double>(answer.moods[0]);
}

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

Sentiment weigh_stars(const Hints& hints, const Mood& mood, Sentiment told) {
  constexpr double lowest = 2.5, highest = 3.5, plain = 0.95;
  const bool middle = hints.rating && *hints.rating > lowest && *hints.rating < highest;
  return middle && told != Sentiment::unscored && std::abs(mood.score) < plain ? Sentiment::neutral
                                                                               : told;
}

}  // namespace aftercare::language
