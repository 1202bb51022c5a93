// Learns a TextModel from labelled texts, and chooses by itself how.
//
// Which views of a text, weights and costs fit best differs by language, length and number of
// labels. The trainer tries a few recipes on texts held back in turn, of the training texts alone,
// joins up to three that are better together, and learns from all. Deterministic: the same texts
// and settings give the same bytes, whatever the number of threads or the order of the file.

#pragma once

#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "language/learnt/labelled_texts.hpp"
#include "language/learnt/text_model.hpp"

namespace aftercare::language {

struct TrainSettings {
  std::uint32_t least_texts = 2;  // Different texts that must use a feature.
  std::uint64_t seed = 1;
  unsigned workers = 1;
  std::string text_column;  // Told in the model.
  std::string label_column;
};

/// A recipe that was tried, and how it did on texts held back.
struct TriedRecipe {
  Recipe recipe;
  double accuracy = 0;
  double macro_f1 = 0;
  bool chosen = false;
};

/// A given label that texts not learnt from speak against.
struct SuspectedLabel {
  std::uint32_t text = 0;  // Its place in the labelled texts.
  std::uint16_t given = 0;
  std::uint16_t likely = 0;
  float probability_given = 0;
  float probability_likely = 0;
};

struct TrainedModel {
  TextModel model;
  std::vector<SuspectedLabel> suspects;  // Single labels only; the surest first.
  std::vector<TriedRecipe> tried;
};

/// Fails (input) if all texts bear the same label.
base::Result<TrainedModel> train_text_model(const LabelledTexts& labelled, const TextTools& tools,
                                            const TrainSettings& settings,
                                            base::Progress& progress);

/// True if Chinese characters are more than a tenth of the letters: words need the segmenter.
bool mostly_han(std::span<const std::string_view> texts);

}  // namespace aftercare::language
