// How often a topic that was found is right, told from what speaks for it. Fitted by the build on
// our own texts of templates that the shipped model had not learnt from (prepare/).

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace aftercare::language {

/// What speaks for one topic of a text.
struct TopicSigns {
  float points = 0;       // As TopicScore.
  float margin = 0;       // By which the shipped model takes the text to be about it.
  bool asked = false;     // It was asked, and knows the topic.
  bool learnt = false;    // It alone found it.
  bool first = false;     // Of the text's topics.
  bool part = false;      // A part of the product.
  std::size_t found = 0;  // Topics of the text.
  std::size_t chars = 0;  // Of the text.
};

inline constexpr std::size_t kTopicSigns = 10;

/// As the weights count them; the first is always 1.
std::array<float, kTopicSigns> values_of(const TopicSigns& signs);

/// 0..1. REQUIRES kTopicSigns weights.
float probability_right(std::span<const float> weights, const TopicSigns& signs);

}  // namespace aftercare::language
