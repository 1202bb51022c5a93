// How well predicted labels agree with given ones.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace aftercare::language {

struct LabelScore {
  std::size_t right = 0;  // Given and predicted.
  std::size_t given = 0;
  std::size_t predicted = 0;
  double precision() const;
  double recall() const;
  double f1() const;
};

struct ConfusedPair {
  std::uint16_t given = 0;
  std::uint16_t predicted = 0;
  std::size_t texts = 0;
};

/// One text's answer: the labels, the best first, and how probable each label is.
struct LabelAnswer {
  std::vector<std::uint16_t> labels;
  std::vector<float> probabilities;  // By label.
};

struct LabelScores {
  std::size_t texts = 0;
  double accuracy = 0;      // Multi: the share of texts whose labels are all right.
  double accuracy_low = 0;  // Wilson's interval, 95 %.
  double accuracy_high = 0;
  double macro_f1 = 0;  // Over labels that are given or predicted.
  double micro_f1 = 0;
  double calibration_error = 0;  // Expected, over ten bins of the best label's probability.
  std::size_t answered = 0;      // Texts whose best label is as probable as `unsure` asks.
  double answered_accuracy = 0;
  std::vector<LabelScore> labels;      // By label.
  std::vector<ConfusedPair> confused;  // Single label: the most frequent first.
};

/// `given[t]` are the labels of text t in order. A label not known to the model counts as missed:
/// its number is beyond those of `labels`.
LabelScores score_labels(std::span<const std::vector<std::uint16_t>> given,
                         std::span<const LabelAnswer> answers, std::size_t labels, bool multi,
                         float unsure);

/// The interval that holds the true share with 95 %: right of all (Wilson).
void wilson_interval(std::size_t right, std::size_t all, double& low, double& high);

}  // namespace aftercare::language
