// Learns how often a topic is right (shipped/topic_calibration.hpp): the texts are judged as the
// analyser does, with margins of heads that had not learnt from their templates.

#pragma once

#include <vector>

#include "language/prepare/topic_trainer.hpp"
#include "language/shipped/shipped_topics.hpp"
#include "language/taxonomy.hpp"

namespace aftercare::language {

/// A text's margins by head, held back; they have the order of `learnt`'s codes.
struct HeldBackText {
  const ReadText* text = nullptr;
  std::vector<float> margins;
  bool all_told = false;  // Every topic of it is told, not the matter alone.
};

/// kTopicSigns weights. Prints the expected calibration error on texts held back once more.
std::vector<float> fit_calibration(const Taxonomy& taxonomy, const ShippedTopics& learnt,
                                   const std::vector<HeldBackText>& texts);

}  // namespace aftercare::language
