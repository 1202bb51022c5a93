// What a customer asks for, feels, and holds against the shop.
//
// Demands: phrases of weight 2 ask in so many words ("要求退款"); those of weight 1 only name the
// matter ("退款") and are a demand where the text blames. A question without another demand asks
// for information. Emotion: the one with most points, feelings of the content only where nothing is
// blamed; a clear mood without a word of feeling is satisfied or disappointed. Motive: of what
// blames; the topics' own motives count besides words.

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "language/cue_codes.hpp"
#include "language/sentiment.hpp"
#include "language/taxonomy.hpp"
#include "language/topic_score.hpp"
#include "language/vocabulary.hpp"

namespace aftercare::language {

/// Views are of static storage.
struct Appeal {
  std::array<float, std::size(kDemands)> demands{};  // Points; 0: not asked for.
  std::string_view emotion;                          // Empty: none told.
  std::string_view motive;                           // Empty: blames nothing, or not told.
};

/// What the words say, before the mood of the whole decides what of it holds: points.
struct AppealTold {
  std::array<float, std::size(kDemands)> demands{};
  std::array<float, std::size(kEmotions)> emotions{};
  std::array<float, std::size(kMotives)> motives{};
};
AppealTold read_appeal(const Vocabulary& vocabulary, std::span<const Hit> hits,
                       std::span<const Clause> clauses);

/// `length`: how much the text says, in Chinese characters (told_length() of its letters). What
/// blames at length also wants what its topics are mostly about.
Appeal judge_appeal(AppealTold told, const Mood& mood, const Taxonomy& taxonomy,
                    std::span<const TopicScore> topics, std::size_t length);

/// Replaces `list` by the demands, the most pressed first: "refund|compensation".
void write_demands(const Appeal& appeal, std::string& list);

}  // namespace aftercare::language
