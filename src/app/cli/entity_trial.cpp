#include "app/cli/entity_trial.hpp"

#include <algorithm>
#include <string_view>

#include "base/workers.hpp"
#include "language/learnt/text_model.hpp"
#include "language/own_entities.hpp"
#include "language/segmenter.hpp"

namespace aftercare::app {

EntityTrial EntityTrial::make(const language::Analyser& analyser,
                              const std::vector<language::MarkedText>& marked,
                              const std::vector<std::string>& types) {
  EntityTrial trial(marked);
  language::Scratch scratch;
  std::vector<language::Entity> found;
  for (const auto& one : marked) {
    auto& spans = trial.by_rules_.emplace_back();
    analyser.find_entities(one.text, {}, scratch, found);
    for (const auto& entity : found)
      for (const auto& type : types)
        if (language::kind_of_type(type) == entity.kind)
          spans.push_back({entity.begin, entity.end, type});
  }
  return trial;
}

double EntityTrial::f1_of_rules() const {
  return language::score_spans(*marked_, by_rules_).front().f1();
}

base::Result<double> EntityTrial::f1_with(const language::SpanModel& model) const {
  const auto tools = language::TextTools::load(model.needs_segmenter());
  if (!tools) return base::failure_of(tools);
  std::vector<std::string_view> texts;
  for (const auto& one : *marked_) texts.push_back(one.text);
  const auto found =
      model.find_all(texts, language::SpanReader(tools->segmenter.get()), base::default_workers());
  auto spans = by_rules_;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const auto rules = spans[i];
    for (const auto& one : found[i])
      if (std::ranges::none_of(rules, [&](const language::MarkedSpan& known) {
            return known.begin < one.span.end && one.span.begin < known.end;
          }))
        spans[i].push_back(one.span);
    std::ranges::sort(spans[i], {}, &language::MarkedSpan::begin);
  }
  return language::score_spans(*marked_, spans).front().f1();
}

}  // namespace aftercare::app
