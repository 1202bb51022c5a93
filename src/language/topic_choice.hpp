// Which topics stand and which is first: the rules', those learnt by the shipped model.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "language/sentiment.hpp"
#include "language/shipped/shipped_topics.hpp"
#include "language/shipped/topic_calibration.hpp"
#include "language/taxonomy.hpp"
#include "language/topic_score.hpp"

namespace aftercare::language {

/// The best topic; nullptr if there is none.
const Topic* matter_of(const Taxonomy& taxonomy, std::span<const TopicScore> topics);

/// By head; -1: the workspace's topics have none of the name.
std::vector<int> topics_of_heads(const Taxonomy& taxonomy, const std::vector<std::string>& codes);

/// What the shipped model takes the text to be about, beside what the rules found: a topic that
/// they name has so much the better start that it takes a clear margin to say more, or other.
void take_learnt(const Taxonomy& taxonomy, const ShippedTopics& learnt,
                 std::span<const int> topic_of_head, std::span<const float> margins, Sentiment told,
                 std::vector<TopicScore>& topics);

/// Whether the shipped model is asked: what several phrases say is not; of a remedy it takes more.
bool asks_learnt(const Taxonomy& taxonomy, std::span<const TopicScore> topics);

/// Makes a topic the first, whether it was found or not, as sure as the workspace's model says.
void put_first(std::uint16_t topic, float probability, std::vector<TopicScore>& topics);

/// What speaks for the topic at a place; `margins` are empty if the shipped model was not asked.
TopicSigns signs_of(const Taxonomy& taxonomy, std::span<const int> topic_of_head,
                    std::span<const float> margins, std::span<const TopicScore> topics,
                    std::size_t at, std::size_t chars);

}  // namespace aftercare::language
