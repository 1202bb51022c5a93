// What the shipped model is shown of a text: the words already cut, as hashes, and what the rules
// made of it.
//
// Words are told by their hash alone: of a signless number and of all others the same one; English
// endings are cut off. Two words that follow each other are a key too. Facts are numbers beside
// them, so that the model learns when the rules are to be believed.

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "language/appeal.hpp"
#include "language/gravity.hpp"
#include "language/kind.hpp"
#include "language/segmenter.hpp"
#include "language/sentiment.hpp"
#include "language/taxonomy.hpp"
#include "language/topic_score.hpp"

namespace aftercare::language {

inline constexpr std::size_t kFacts = 32;
inline constexpr std::size_t kMostWords = 600;            // That are read of a text.
inline constexpr std::size_t kMostKeys = 2 * kMostWords;  // Of them: each, and with the one before.

struct ShippedInput {
  std::vector<std::uint32_t> keys;  // With repeats, in order of the text; none is 0.
  std::array<float, kFacts> facts{};
};

/// What the topics' model is shown: Han characters and pairs of them beside the words.
struct TopicInput {
  std::vector<std::uint32_t> keys;  // With repeats, in order of the text; none is 0.
  std::vector<std::uint32_t> ends;  // How many keys there are up to the end of each clause.
};

/// What the rules say, for the facts.
struct RuleView {
  const Mood& mood;
  Sentiment settled;
  std::span<const Clause> clauses;
  const Topic* matter;            // The best topic; nullptr: none.
  std::string_view matter_group;  // "" if none.
  const Gravity& gravity;
  const Appeal& appeal;
  std::string_view kind;
};

/// Replaces `keys` by the key of each word: 0 for a sign that only separates.
void read_word_keys(std::span<const char32_t> points, std::span<const Word> words,
                    std::vector<std::uint32_t>& keys);
/// Replaces `keys`, of at most kMostKeys; `word_keys` as read_word_keys() gives them.
void read_keys(std::span<const char32_t> points, std::span<const Word> words,
               std::span<const std::uint32_t> word_keys, std::vector<std::uint32_t>& keys);
/// Replaces `input`; only the first kMostWords of the core lines count.
void read_topic_keys(std::span<const char32_t> points, std::span<const Word> words,
                     std::span<const std::uint32_t> word_keys, std::span<const Clause> clauses,
                     const CoreLines& core, TopicInput& input);
void read_facts(const RuleView& rules, const Hints& hints, std::array<float, kFacts>& facts);

/// In the order of the facts and of the shipped model's classes.
inline constexpr std::string_view kKindNames[] = {"complaint", "after_sale", "pre_sale",
                                                  "suggestion", "praise"};

}  // namespace aftercare::language
