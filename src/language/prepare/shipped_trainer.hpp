// Learns the shipped model (shipped_model.hpp) from read texts, and says how well it does on texts
// of templates that were held back in turn.

#pragma once

#include <cstdint>
#include <vector>

#include "language/prepare/topic_trainer.hpp"
#include "language/shipped/shipped_model.hpp"

namespace aftercare::language {

/// The sections of the model's file.
struct ShippedSections {
  std::vector<KeySlot> keys;
  std::vector<std::uint64_t> filter;
  std::vector<float> scales, biases, moods, kinds;
  TopicSections topics;
};

/// Prints what it found. `folds`: texts are held back by source modulo folds.
ShippedSections train_shipped(const std::vector<ReadText>& texts,
                              const std::vector<JoinedText>& joined, const Taxonomy& taxonomy,
                              std::uint32_t folds);

}  // namespace aftercare::language
