// What is alike and what contradicts in a pair of records, as numbers for a learner.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "quality/duplicates/pair_table.hpp"
#include "quality/duplicates/pair_words.hpp"

namespace aftercare::quality {

/// Rows of features, missing ones NaN.
struct FeatureTable {
  std::size_t width = 0;
  std::vector<float> cells;  // Row-major.

  std::size_t rows() const { return width == 0 ? 0 : cells.size() / width; }
  const float* row(std::size_t row) const { return cells.data() + row * width; }
};

enum class PairFieldKind { text, number };

/// text, or number where most filled cells are numbers.
std::vector<PairFieldKind> kinds_of_fields(const PairTable& pairs);

/// Counts the words of every distinct record of the table, all its texts together.
WordCounts count_words(const PairTable& pairs, const std::vector<PairFieldKind>& kinds);

/// The features of every pair. Their number and order depend on the fields' kinds alone.
FeatureTable pair_features(const PairTable& pairs, const std::vector<PairFieldKind>& kinds,
                           const WordCounts& words, unsigned workers);

}  // namespace aftercare::quality
