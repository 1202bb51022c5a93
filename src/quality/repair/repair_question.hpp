// Asking a person about few cells, and learning from it about many.
//
// Repairs of one column with one reason and about the same confidence are a cluster: right or wrong
// together, as far as anyone can tell without asking. A question shows one cell of the cluster
// whose answer is worth most: many cells, of which nobody knows. What is learnt: how far the
// cluster, and its reason over all columns, can be trusted; what the same value becomes; a
// rewriting per column.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "quality/repair/repair.hpp"

namespace aftercare::quality {

struct RepairQuestion {
  std::size_t row = 0;  // From 0.
  std::size_t column = 0;
  std::string value;      // As it stands.
  std::string proposed;   // Empty: nothing is.
  std::size_t cells = 0;  // Of the cluster.
  double confidence = 0;
  RepairReason reason = RepairReason::format;
};

/// At most `most`, the most useful first; at most one per cell. `found` is without answers.
std::vector<RepairQuestion> choose_questions(const RepairOutcome& found,
                                             const records::RawBatch& table, std::size_t most);

/// Changes what was found without answers into what is thought with them.
void learn_from_answers(RepairOutcome& found, const records::RawBatch& table,
                        const std::vector<RepairAnswer>& answers, double threshold);

}  // namespace aftercare::quality
