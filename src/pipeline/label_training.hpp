// A model learnt from the labels that people gave to cases, tried on those held back.
//
// Held back is the fifth of the texts that the MD5 says, the same ever after, so every model of a
// set is tried on texts that none of them learnt from. The first is compared with what the analysis
// judges itself, if the set is named like a judgement.

#pragma once

#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "language/learnt/label_scores.hpp"
#include "language/learnt/model_registry.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

inline constexpr std::size_t kLeastLearnt = 20;
inline constexpr std::size_t kLeastTested = 5;

struct TrainedFromLabels {
  language::ModelTrial trial;  // `used` says whether it is.
  bool against_rules = false;  // What it was compared with is the analysis' own judgement.
  language::LabelScores scores;
  std::vector<std::string> names;  // Of the scores.
  float unsure = 0;
};

/// Fails (usage) if there are too few labels, or all are the same.
base::Result<TrainedFromLabels> train_from_labels(const Session& session, const std::string& set,
                                                  base::Progress& progress);

}  // namespace aftercare::pipeline
