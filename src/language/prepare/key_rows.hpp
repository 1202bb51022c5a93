// Texts as rows of numbered keys, as the solver reads them.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "language/learnt/linear_solver.hpp"
#include "language/prepare/training_texts.hpp"
#include "language/shipped/shipped_input.hpp"
#include "language/topic_score.hpp"

namespace aftercare::language {

struct ReadText {
  const TrainingText* text = nullptr;
  ShippedInput input;
  TopicInput about;
  std::string topic;              // As the rules say.
  std::vector<TopicScore> found;  // The same, all of them.
  Sentiment told = Sentiment::unscored;
  std::size_t chars = 0;
};

/// Two texts as one, about what either is.
struct JoinedText {
  ReadText read;
  std::size_t one = 0, other = 0;  // Their places among all texts.
};

/// One row a text, in their order; keys that only one text has are left out.
struct KeyRows {
  std::unordered_map<std::uint32_t, std::uint32_t> number_of;
  std::vector<std::size_t> begin{0};
  std::vector<std::uint32_t> numbers;
  std::vector<float> values;

  WeightedRows rows() const {
    return {std::span(begin).first(begin.size() - 1), std::span(begin).subspan(1), numbers, values,
            number_of.size()};
  }
};

KeyRows number_keys(const std::vector<std::span<const std::uint32_t>>& texts);

/// How far on the class's side a row of `keys` keys is, known or not: as the model judges.
float margin(const LinearClass& learnt, const KeyRows& all, std::size_t row, std::size_t keys);

}  // namespace aftercare::language
