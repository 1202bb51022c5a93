// The codes that lexicons of demands, emotions and motives may use (docs/glossary.md says what each
// means). A role's index is the place in these lists.

#pragma once

#include <cstdint>
#include <string_view>

namespace aftercare::language {

/// `none` keeps a longer expression from being read as the demand inside it ("不用退款").
inline constexpr std::string_view kDemands[] = {
    "refund",  "return",       "replace",     "repair",  "deliver",  "cancel",  "correct",
    "apology", "compensation", "information", "penalty", "escalate", "improve", "none"};
inline constexpr std::uint16_t kInformation = 9;
inline constexpr std::uint16_t kNoDemand = 13;

/// Those from kFirstGood on are feelings of who is content.
inline constexpr std::string_view kEmotions[] = {"angry",     "disappointed", "anxious", "helpless",
                                                 "satisfied", "grateful",     "none"};
inline constexpr std::uint16_t kDisappointed = 1;
inline constexpr std::uint16_t kSatisfied = 4;
inline constexpr std::uint16_t kNoEmotion = 6;

inline constexpr std::string_view kMotives[] = {"loss", "unfairness", "disrespect", "uncertainty",
                                                "delay"};

}  // namespace aftercare::language
