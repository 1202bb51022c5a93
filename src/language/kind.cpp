#include "language/kind.hpp"

#include <algorithm>

namespace aftercare::language {
namespace {

constexpr std::string_view kKindCodes[] = {"complaint", "after_sale", "pre_sale", "suggestion",
                                           "praise"};

constexpr float kBitter = 6;  // A cue of a complaint in a text that blames.

std::string_view name_of(KindCue cue) {
  return kKindCodes[static_cast<std::size_t>(cue)];
}

}  // namespace

bool kind_is_given(const Hints& hints) {
  return std::ranges::find(kKindCodes, hints.kind) != std::end(kKindCodes) ||
         hints.channel == "complaint" || (hints.rating && *hints.rating <= 2);
}

std::string_view judge_kind(const Vocabulary& vocabulary, std::span<const Hit> hits,
                            std::span<const Clause> clauses, const Mood& mood,
                            const Gravity& gravity, const Appeal& appeal,
                            std::string_view topic_group, const Hints& hints) {
  for (const auto kind : kKindCodes)
    if (hints.kind == kind) return kind;
  if (hints.channel == "complaint") return name_of(KindCue::complaint);
  const bool negative = mood.sentiment == Sentiment::negative;
  const bool positive = mood.sentiment == Sentiment::positive;
  if (hints.rating && *hints.rating <= 2 && !positive) return name_of(KindCue::complaint);

  const bool asks = std::ranges::any_of(clauses, &Clause::asks);
  float points[6] = {};
  vocabulary.each_longest(hits, RoleKind::kind, [&points, asks](const Hit&, const Role& role) {
    if (asks || role.weight > 1) points[role.index] += role.weight;
  });
  float& complaint = points[static_cast<std::size_t>(KindCue::complaint)];
  float& praise = points[static_cast<std::size_t>(KindCue::praise)];
  float& after = points[static_cast<std::size_t>(KindCue::after_sale)];
  constexpr float most_after = 4;  // A long text of an order is no surer than a short one.
  after = std::min(after, most_after);
  float& before = points[static_cast<std::size_t>(KindCue::pre_sale)];
  float& advice = points[static_cast<std::size_t>(KindCue::suggestion)];
  constexpr float of_topic = 2.5F;
  if (hints.channel.empty() && topic_group == "pre_sale") before += of_topic;
  if (hints.channel.empty() && topic_group == "suggestion") advice += of_topic;
  if (positive) complaint = 0;
  if (negative) complaint = complaint * 2 + (mood.score < -0.7 ? 1.5F : 0);
  if (negative) praise = 0;
  if (positive && praise > 0) praise += 1;
  if (asks && before > 0) before += 1;
  if (gravity.severity == 3 && !positive) complaint += 2;
  if (gravity.severity == 2 && negative) complaint += 1;

  const bool opinion =
      hints.channel == "review" || hints.channel == "social" || hints.channel == "survey";
  const bool requests = std::ranges::any_of(appeal.demands, [](float one) { return one >= 1; });
  if (hints.channel.empty() && negative) {
    const auto pressed = [&appeal](std::string_view demand) {
      const auto at = std::ranges::find(kDemands, demand) - std::begin(kDemands);
      return appeal.demands[static_cast<std::size_t>(at)] >= 1;
    };
    const bool bitter = complaint >= kBitter || gravity.severity >= 2 || mood.score < -0.8 ||
                        pressed("apology") || pressed("penalty") || pressed("escalate");
    if (!requests || bitter) return name_of(KindCue::complaint);
    return name_of(before > after ? KindCue::pre_sale : KindCue::after_sale);
  }
  if (opinion || (hints.channel.empty() && !requests && !asks)) {
    if (negative && (complaint > 0 || mood.score < -0.5)) return name_of(KindCue::complaint);
    if (advice > 0 && advice >= praise) return name_of(KindCue::suggestion);
    if (before > 0 && before > after && !positive) return name_of(KindCue::pre_sale);
    if (positive || (hints.rating && *hints.rating >= 4 && !negative))
      return name_of(KindCue::praise);
    if (negative) return name_of(KindCue::complaint);
    return name_of(KindCue::after_sale);
  }
  // In this order a tie goes to the graver kind.
  constexpr KindCue order[] = {KindCue::complaint, KindCue::pre_sale, KindCue::after_sale,
                               KindCue::suggestion, KindCue::praise};
  KindCue best = KindCue::after_sale;
  float most = 0;
  for (const auto cue : order) {
    const float got = points[static_cast<std::size_t>(cue)];
    if (got > most) {
      most = got;
      best = cue;
    }
  }
  if (most == 0 && hints.channel != "return") {
    if (positive && mood.score > 0.4) return name_of(KindCue::praise);
    if (mood.score < -0.6) return name_of(KindCue::complaint);
  }
  return name_of(best);
}

}  // namespace aftercare::language
