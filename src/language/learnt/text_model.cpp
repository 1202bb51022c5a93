#include "language/learnt/text_model.hpp"

#include <algorithm>

#include "base/workers.hpp"

namespace aftercare::language {

base::Result<TextTools> TextTools::load(bool with_segmenter) {
  TextTools tools;
  if (with_segmenter) {
    auto segmenter = load_segmenter({});
    if (!segmenter) return base::failure_of(segmenter);
    tools.segmenter = std::move(*segmenter);
  }
  auto simplifier = text::Simplifier::load();
  if (!simplifier) return base::failure_of(simplifier);
  tools.simplifier = std::move(*simplifier);
  return tools;
}

void spread_margins(std::span<const float> of_classes, std::size_t labels,
                    std::vector<float>& margins) {
  if (of_classes.size() == labels) {
    margins.insert(margins.end(), of_classes.begin(), of_classes.end());
    return;
  }
  margins.push_back(-of_classes[0]);
  margins.push_back(of_classes[0]);
}

void TextModel::ask(std::string_view text, const FeatureReader& reader, ModelScratch& scratch,
                    LabelAnswer& answer) const {
  Views views = 0;
  for (const auto& member : members_) views |= member.recipe.views;
  reader.read(text, views, scratch.reading, scratch.features);
  scratch.numbers.clear();
  scratch.counts.clear();
  for (std::size_t i = 0; i < scratch.features.keys.size(); ++i) {
    const auto number = numbers_.find(scratch.features.keys[i]);
    if (number == FeatureNumbers::kUnknown) continue;
    scratch.numbers.push_back(number);
    scratch.counts.push_back(scratch.features.counts[i]);
  }
  scratch.margins.clear();
  std::vector<float> of_classes;
  for (const auto& member : members_) {
    weigh(member.recipe, rarity_, scratch.numbers, scratch.counts, scratch.kept, scratch.values);
    of_classes.clear();
    for (const auto& learnt : member.classes)
      of_classes.push_back(margin_of(learnt, scratch.kept, scratch.values));
    spread_margins(of_classes, labels_.size(), scratch.margins);
  }
  if (scratch.numbers.empty())
    answer.probabilities = shares_;
  else
    calibration_.apply(scratch.margins, answer.probabilities);
  answer.labels.clear();
  if (!calibration_.multi) {
    const auto best = std::max_element(answer.probabilities.begin(), answer.probabilities.end());
    answer.labels.push_back(static_cast<std::uint16_t>(best - answer.probabilities.begin()));
    return;
  }
  for (std::size_t label = 0; label < labels_.size(); ++label)
    if (answer.probabilities[label] >= unsure_)
      answer.labels.push_back(static_cast<std::uint16_t>(label));
  std::stable_sort(answer.labels.begin(), answer.labels.end(),
                   [&answer](std::uint16_t one, std::uint16_t other) {
                     return answer.probabilities[one] > answer.probabilities[other];
                   });
}

std::vector<LabelAnswer> TextModel::ask_all(const std::vector<std::string_view>& texts,
                                            const FeatureReader& reader, unsigned workers) const {
  std::vector<LabelAnswer> answers(texts.size());
  base::for_blocks(texts.size(), 256, workers, [&](std::size_t, std::size_t from, std::size_t to) {
    ModelScratch scratch;
    for (std::size_t i = from; i < to; ++i) ask(texts[i], reader, scratch, answers[i]);
  });
  return answers;
}

}  // namespace aftercare::language
