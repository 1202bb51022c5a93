#include "pipeline/label_training.hpp"

#include <fmt/format.h>

#include <chrono>

#include "base/workers.hpp"
#include "language/learnt/held_back.hpp"
#include "language/learnt/model_scores.hpp"
#include "language/learnt/text_trainer.hpp"
#include "records/moment.hpp"
#include "store/duckdb/hand_labels.hpp"

namespace aftercare::pipeline {
namespace {

// A model must not give away what one person wrote.
constexpr std::uint32_t kTextsOfFeature = 5;

struct Part {
  std::vector<std::string_view> texts;
  std::vector<std::string_view> labels;
  std::vector<std::string> judged;
};

base::Result<language::LabelledTexts> labelled_of(const Part& part) {
  return language::label_texts(part.texts, part.labels, {});
}

}  // namespace

base::Result<TrainedFromLabels> train_from_labels(const Session& session, const std::string& set,
                                                  base::Progress& progress) {
  if (auto sound = language::ModelRegistry::check_name(set); !sound) return base::failure_of(sound);
  language::ModelRegistry registry(session.workspace().root() / "models");
  const bool judged = store::is_judged_column(set);
  const auto all =
      store::labelled_texts(session.store(), records::Viewer::owner(), set, judged ? set : "");
  if (!all) return base::failure_of(all);
  const auto story = registry.story(set);
  const language::HeldBackFifth fifth{story.empty() ? 1 : story.back().held_back};
  Part learnt, held;
  for (const auto& one : *all) {
    auto& part = fifth.holds(one.text) ? held : learnt;
    part.texts.push_back(one.text);
    part.labels.push_back(one.label);
    part.judged.push_back(one.judged);
  }
  if (learnt.texts.size() < kLeastLearnt || held.texts.size() < kLeastTested)
    return base::failure(
        fmt::format(
            "too few labels to learn from: {} ({} more are held back for the test). Give at "
            "least {} and {}",
            learnt.texts.size(), held.texts.size(), kLeastLearnt, kLeastTested),
        fmt::format("标签太少，无法学习：{} 个（另有 {} 个留作检验）。至少需要 {} 与 {} 个",
                    learnt.texts.size(), held.texts.size(), kLeastLearnt, kLeastTested));
  const auto labelled = labelled_of(learnt);
  if (!labelled) return base::failure_of(labelled);
  const auto given = labelled_of(held);
  if (!given) return base::failure_of(given);
  const auto tools = language::TextTools::load(language::mostly_han(labelled->texts));
  if (!tools) return base::failure_of(tools);
  language::TrainSettings settings;
  settings.least_texts = kTextsOfFeature;
  settings.workers = base::default_workers();
  settings.text_column = "text";
  settings.label_column = set;
  const auto trained = language::train_text_model(*labelled, *tools, settings, progress);
  if (!trained) return base::failure_of(trained);
  const auto bytes = trained->model.to_bytes();
  // What is told is told of the file: its weights are rounded.
  const auto kept = language::TextModel::parse(bytes, set);
  if (!kept) return base::failure_of(kept);

  TrainedFromLabels done;
  done.scores = language::ask_and_score(*kept, *tools, *given, done.names);
  done.unsure = kept->unsure();
  auto& trial = done.trial;
  trial.texts = labelled->texts.size();
  trial.tested = done.scores.texts;
  trial.held_back = fifth.rest;
  trial.accuracy = done.scores.accuracy;
  trial.macro_f1 = done.scores.macro_f1;
  trial.at = records::to_iso(
      std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()));
  if (registry.has(set)) {
    const auto before = language::TextModel::load(registry.model_file(set));
    if (!before) return base::failure_of(before);
    const auto before_tools = language::TextTools::load(before->needs_segmenter());
    if (!before_tools) return base::failure_of(before_tools);
    std::vector<std::string> known;
    const auto old = language::ask_and_score(*before, *before_tools, *given, known);
    trial.before_accuracy = old.accuracy;
    trial.before_macro_f1 = old.macro_f1;
  } else if (judged) {
    std::vector<std::string> said;
    for (const auto row : given->rows) said.push_back(held.judged[row]);
    const auto rules = language::score_answers(*given, said);
    trial.before_accuracy = rules.accuracy;
    trial.before_macro_f1 = rules.macro_f1;
    done.against_rules = true;
  }
  if (auto offered = registry.offer(set, bytes, trial); !offered) return base::failure_of(offered);
  return done;
}

}  // namespace aftercare::pipeline
