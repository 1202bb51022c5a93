#include "app/label_json.hpp"

#include <algorithm>

#include "language/learnt/model_registry.hpp"

namespace aftercare::app {
namespace {

using LabelsJson = nlohmann::ordered_json;

// What the page offers before anybody labelled anything.
constexpr std::string_view kOfferedSets[] = {"topic", "sentiment", "kind"};

LabelsJson set_label_json(const pipeline::Session& session, const std::string& set) {
  if (pipeline::label_choices(session, set) != nullptr)
    if (const auto dimension = session.model().dimension(set))
      return {{"zh", (*dimension)->label.zh}, {"en", (*dimension)->label.en}};
  return {{"zh", set}, {"en", set}};
}

LabelsJson kept_model_json(const language::ModelRegistry& registry, const std::string& set) {
  const auto story = registry.story(set);
  if (story.empty()) return nullptr;
  LabelsJson json = {{"used", nullptr}, {"offered", story.size()}};
  for (const auto& trial : story)
    if (trial.used)
      json["used"] = {{"at", trial.at},
                      {"texts", trial.texts},
                      {"tested", trial.tested},
                      {"accuracy", trial.accuracy},
                      {"macro_f1", trial.macro_f1}};
  return json;
}

LabelsJson set_json(const pipeline::Session& session, const language::ModelRegistry& registry,
                    const store::LabelSet& set) {
  std::uint64_t labelled = 0;
  auto labels = LabelsJson::array();
  for (const auto& [label, count] : set.labels) {
    labelled += count;
    labels.push_back({{"label", label}, {"count", count}});
  }
  return {{"set", set.name},
          {"label", set_label_json(session, set.name)},
          {"judged", pipeline::label_choices(session, set.name) != nullptr},
          {"labelled", labelled},
          {"skipped", set.skipped},
          {"people", set.people},
          {"labels", labels},
          {"model", kept_model_json(registry, set.name)}};
}

}  // namespace

base::Result<LabelsJson> label_sets_json(const pipeline::Session& session,
                                         const records::Viewer& viewer) {
  auto sets = store::label_sets(session.store(), viewer);
  if (!sets) return base::failure_of(sets);
  for (const auto offered : kOfferedSets)
    if (std::ranges::find(*sets, offered, &store::LabelSet::name) == sets->end() &&
        pipeline::label_choices(session, std::string(offered)) != nullptr) {
      sets->push_back({});
      sets->back().name = offered;
    }
  const language::ModelRegistry registry(session.workspace().root() / "models");
  LabelsJson json = {{"sets", LabelsJson::array()},
                     {"least_learnt", pipeline::kLeastLearnt},
                     {"least_tested", pipeline::kLeastTested}};
  for (const auto& set : *sets) json["sets"].push_back(set_json(session, registry, set));
  return json;
}

LabelsJson to_json(const pipeline::LabelItem& item) {
  const auto& [label, probability] = item.proposal;
  return {{"key", item.key},
          {"text", item.text},
          {"proposed", label.empty() ? LabelsJson(nullptr) : LabelsJson(label)},
          {"probability", probability > 0 ? LabelsJson(probability) : LabelsJson(nullptr)}};
}

LabelsJson label_names_json(const pipeline::Session& session, const std::string& set,
                            const std::vector<std::string>& names) {
  const auto* choices = pipeline::label_choices(session, set);
  auto json = LabelsJson::array();
  for (const auto& name : names) {
    records::Label label{name, name};
    if (choices != nullptr)
      if (const auto at = std::ranges::find(*choices, name, &metrics::DimensionValue::code);
          at != choices->end())
        label = at->label;
    json.push_back({{"code", name}, {"label", {{"zh", label.zh}, {"en", label.en}}}});
  }
  return json;
}

LabelsJson to_json(const std::vector<pipeline::LabelDoubt>& doubts, std::size_t most) {
  auto json = LabelsJson::array();
  for (const auto& one : doubts) {
    if (json.size() == most) break;
    json.push_back({{"key", one.key},
                    {"text", one.text},
                    {"label", one.given},
                    {"likely", one.likely},
                    {"probability", one.probability}});
  }
  return json;
}

LabelsJson to_json(const pipeline::TrainedFromLabels& trained, const std::string& set) {
  const auto& trial = trained.trial;
  LabelsJson json = {
      {"set", set},
      {"texts", trial.texts},
      {"tested", trial.tested},
      {"before", nullptr},
      {"after", {{"accuracy", trial.accuracy}, {"macro_f1", trial.macro_f1}}},
      {"accuracy_interval", {trained.scores.accuracy_low, trained.scores.accuracy_high}},
      {"used", trial.used}};
  if (trial.before_accuracy)
    json["before"] = {{"of", trained.against_rules ? "analysis" : "model"},
                      {"accuracy", *trial.before_accuracy},
                      {"macro_f1", *trial.before_macro_f1}};
  return json;
}

}  // namespace aftercare::app
