// How well a model's answers agree with labelled texts.

#pragma once

#include <string>
#include <vector>

#include "language/learnt/label_scores.hpp"
#include "language/learnt/labelled_texts.hpp"
#include "language/learnt/text_model.hpp"

namespace aftercare::language {

/// Asks the model about every labelled text. Labels that the model does not know count as missed;
/// `names` becomes those of the model and, behind them, these.
LabelScores ask_and_score(const TextModel& model, const TextTools& tools,
                          const LabelledTexts& labelled, std::vector<std::string>& names);

/// The same of answers somebody gave, a label for each text (empty: none).
LabelScores score_answers(const LabelledTexts& labelled, const std::vector<std::string>& answers);

}  // namespace aftercare::language
