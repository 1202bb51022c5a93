#include "language/appeal.hpp"

#include <algorithm>

#include "base/short_sort.hpp"
#include "language/negation.hpp"

namespace aftercare::language {
namespace {

constexpr float kAsked = 2;      // In so many words.
constexpr float kImplied = 0.5;  // By what the complaint is of.

constexpr RoleKind kAppealRoles[] = {RoleKind::demand, RoleKind::emotion, RoleKind::motive};
constexpr std::uint32_t kAppealBits =
    bit_of(RoleKind::demand) | bit_of(RoleKind::emotion) | bit_of(RoleKind::motive);

class AppealReader {
 public:
  AppealReader(const Vocabulary& vocabulary, std::span<const Hit> hits,
               std::span<const Clause> clauses)
      : vocabulary_(vocabulary), hits_(hits), clauses_(clauses) {}

  AppealTold read() {
    for (std::size_t at = 0; at < hits_.size();) {
      const std::uint32_t begin = hits_[at].begin;
      const Hit* longest[std::size(kAppealRoles)] = {};
      for (; at < hits_.size() && hits_[at].begin == begin; ++at) {
        if (!hits_[at].plays_any(kAppealBits)) continue;
        for (std::size_t role = 0; role < std::size(kAppealRoles); ++role)
          if (hits_[at].plays(kAppealRoles[role])) longest[role] = &hits_[at];
      }
      for (std::size_t role = 0; role < std::size(kAppealRoles); ++role) {
        if (longest[role] == nullptr || begin < free_from_[role]) continue;
        free_from_[role] = longest[role]->end;
        take(*longest[role], kAppealRoles[role]);
      }
    }
    leave_clauses(clauses_.size());
    return told_;
  }

 private:
  // Clauses that end before the one of number `to` are read: a plain question asks for an answer.
  void leave_clauses(std::size_t to) {
    for (; clause_ < to && clause_ < clauses_.size(); ++clause_) {
      constexpr float bitter = -0.9F;        // "这也敢卖？" wants no answer.
      constexpr std::uint32_t shortest = 4;  // "在吗", "???"
      const auto& clause = clauses_[clause_];
      if (clause.asks && !asked_here_ && clause.mood > bitter &&
          clause.end - clause.begin >= shortest)
        told_.demands[kInformation] += kAsked;
      asked_here_ = false;
    }
  }

  void take(const Hit& hit, RoleKind kind) {
    std::size_t clause = clause_;
    while (clause < clauses_.size() && clauses_[clause].end <= hit.begin) ++clause;
    if (clause != clause_) leave_clauses(clause);
    const float mood = clause < clauses_.size() ? clauses_[clause].mood : 0;
    for (const auto& role : vocabulary_.roles(hit.term)) {
      if (role.kind != kind) continue;
      if (kind == RoleKind::demand) {
        told_.demands[role.index] += role.weight;
        if (role.weight >= kAsked) asked_here_ = true;
      } else if (kind == RoleKind::motive) {
        told_.motives[role.index] += role.weight;
      } else if (!negated_before(vocabulary_, hits_, hit) &&
                 (role.index < kSatisfied || mood >= 0)) {
        told_.emotions[role.index] += role.weight;
      }
    }
  }

  const Vocabulary& vocabulary_;
  std::span<const Hit> hits_;
  std::span<const Clause> clauses_;
  AppealTold told_;
  std::size_t clause_ = 0;
  bool asked_here_ = false;  // The clause asks for something in so many words.
  std::uint32_t free_from_[std::size(kAppealRoles)] = {};
};

std::string_view emotion_of(const AppealTold& told, const Mood& mood) {
  const bool good = mood.sentiment == Sentiment::positive;
  const bool bad = mood.sentiment == Sentiment::negative;
  const std::size_t from = bad ? 0 : good ? kSatisfied : 0, to = bad ? kSatisfied : kNoEmotion;
  std::size_t best = from;
  for (std::size_t one = from; one < to; ++one)
    if (told.emotions[one] > told.emotions[best]) best = one;
  if (told.emotions[best] >= 1) return kEmotions[best];
  constexpr double clear = 0.6;
  if (good && mood.score > clear) return kEmotions[kSatisfied];
  if (bad && mood.score < -clear) return kEmotions[kDisappointed];
  return {};
}

}  // namespace

AppealTold read_appeal(const Vocabulary& vocabulary, std::span<const Hit> hits,
                       std::span<const Clause> clauses) {
  return AppealReader(vocabulary, hits, clauses).read();
}

Appeal judge_appeal(AppealTold told, const Mood& mood, const Taxonomy& taxonomy,
                    std::span<const TopicScore> topics, std::size_t length) {
  Appeal appeal;
  const bool blames = mood.sentiment == Sentiment::negative;
  for (std::size_t one = 0; one < kNoDemand; ++one)
    if (told.demands[one] >= kAsked || (blames && told.demands[one] >= 1))
      appeal.demands[one] = told.demands[one];
  appeal.emotion = emotion_of(told, mood);
  if (!blames) return appeal;
  constexpr std::size_t at_length = 60, implying = 3;
  if (length >= at_length)
    for (const auto& topic : topics.first(std::min(topics.size(), implying)))
      for (const auto demand : taxonomy.topics[topic.topic].demands)
        appeal.demands[demand] = std::max(appeal.demands[demand], kImplied);
  for (const auto& topic : topics) {
    const auto& motive = taxonomy.topics[topic.topic].motive;
    if (motive) told.motives[*motive] += &topic == topics.data() ? 1.0F : 0.5F;
  }
  const auto most = std::ranges::max_element(told.motives);
  if (*most > 0) appeal.motive = kMotives[most - told.motives.begin()];
  return appeal;
}

void write_demands(const Appeal& appeal, std::string& list) {
  list.clear();
  std::array<std::uint8_t, kNoDemand> order{};
  std::size_t count = 0;
  for (std::uint8_t one = 0; one < kNoDemand; ++one)
    if (appeal.demands[one] > 0) order[count++] = one;
  base::short_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count),
                   [&](auto a, auto b) { return appeal.demands[a] > appeal.demands[b]; });
  for (std::size_t at = 0; at < count; ++at) {
    if (at > 0) list.push_back('|');
    list += kDemands[order[at]];
  }
}

}  // namespace aftercare::language
