#include "language/learnt/model_scores.hpp"

#include <algorithm>

#include "base/workers.hpp"

namespace aftercare::language {
namespace {

// The labels of each text by their place in `names`, which grows by those it lacks.
std::vector<std::vector<std::uint16_t>> numbered(const LabelledTexts& labelled,
                                                 std::vector<std::string>& names) {
  std::vector<std::uint16_t> number;
  for (const auto& label : labelled.labels) {
    const auto found = std::find(names.begin(), names.end(), label);
    number.push_back(static_cast<std::uint16_t>(found - names.begin()));
    if (found == names.end()) names.push_back(label);
  }
  std::vector<std::vector<std::uint16_t>> given;
  for (const auto& of : labelled.of) {
    auto& numbers = given.emplace_back();
    for (const auto label : of) numbers.push_back(number[label]);
    std::sort(numbers.begin(), numbers.end());
  }
  return given;
}

}  // namespace

LabelScores ask_and_score(const TextModel& model, const TextTools& tools,
                          const LabelledTexts& labelled, std::vector<std::string>& names) {
  names = model.labels();
  const auto given = numbered(labelled, names);
  const auto answers = model.ask_all(labelled.texts, tools.reader(), base::default_workers());
  auto scores = score_labels(given, answers, model.labels().size(), model.multi(), model.unsure());
  scores.labels.resize(names.size());
  return scores;
}

LabelScores score_answers(const LabelledTexts& labelled, const std::vector<std::string>& answers) {
  std::vector<std::string> names;
  for (const auto& answer : answers)
    if (std::find(names.begin(), names.end(), answer) == names.end()) names.push_back(answer);
  const auto known = names;
  const auto given = numbered(labelled, names);
  std::vector<LabelAnswer> said;
  for (const auto& answer : answers) {
    const auto at =
        static_cast<std::size_t>(std::find(known.begin(), known.end(), answer) - known.begin());
    said.push_back({{static_cast<std::uint16_t>(at)}, std::vector<float>(names.size(), 0)});
    said.back().probabilities[at] = 1;
  }
  return score_labels(given, said, names.size(), false, 0);
}

}  // namespace aftercare::language
