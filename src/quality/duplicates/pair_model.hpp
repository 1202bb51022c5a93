// A matcher learnt from labelled pairs: features, trees, and the threshold between yes and no.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "quality/duplicates/boosted_trees.hpp"
#include "quality/duplicates/pair_features.hpp"
#include "quality/duplicates/pair_table.hpp"

namespace aftercare::quality {

struct PairScores {
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  std::size_t pairs = 0;
};

class PairModel {
 public:
  /// Learns from labelled pairs. The threshold is that of the best F1 on `valid`, or without it on
  /// pairs held back in turn. Fails (input) if either label is missing.
  static base::Result<PairModel> train(const PairTable& pairs, const PairTable* valid,
                                       unsigned workers);

  /// A model file. Fails (input) on anything that is none, whatever is wrong with it.
  static base::Result<PairModel> load(const std::filesystem::path& file);
  std::string to_json() const;

  /// The probability of each pair that it is the same. Fails (usage) if a field is missing.
  base::Result<std::vector<float>> ask(const PairTable& pairs, unsigned workers) const;

  float threshold() const { return threshold_; }

 private:
  std::vector<std::string> fields_;
  std::vector<PairFieldKind> kinds_;
  WordCounts words_;
  std::size_t width_ = 0;
  BoostedTrees trees_;
  float threshold_ = 0.5F;
};

PairScores score_pairs(const std::vector<float>& probabilities, const std::vector<float>& labels,
                       float threshold);

/// The threshold of the best F1, in the middle of its gap.
float best_threshold(const std::vector<float>& probabilities, const std::vector<float>& labels);

}  // namespace aftercare::quality
