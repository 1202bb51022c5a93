#include "language/learnt/label_desk.hpp"

#include <algorithm>

#include "base/progress.hpp"
#include "base/workers.hpp"
#include "language/learnt/label_queue.hpp"
#include "language/learnt/text_trainer.hpp"

namespace aftercare::language {

LabelDesk::LabelDesk(std::vector<std::string> texts, TextTools tools)
    : texts_(std::move(texts)),
      views_(texts_.begin(), texts_.end()),
      tools_(std::move(tools)),
      hints_(texts_.size()),
      labels_(texts_.size()),
      done_(texts_.size(), false) {}

std::size_t LabelDesk::offer(const std::string& label) {
  const auto found = std::find(names_.begin(), names_.end(), label);
  if (found != names_.end()) return static_cast<std::size_t>(found - names_.begin());
  names_.push_back(label);
  return names_.size() - 1;
}

void LabelDesk::give(std::uint32_t text, const std::string& label) {
  offer(label);
  labels_[text] = label;
  done_[text] = true;
}

void LabelDesk::skip(std::uint32_t text) {
  labels_[text].clear();
  done_[text] = true;
}

void LabelDesk::take_back(std::uint32_t text) {
  labels_[text].clear();
  done_[text] = false;
}

std::size_t LabelDesk::labelled() const {
  return static_cast<std::size_t>(
      std::count_if(labels_.begin(), labels_.end(), [](const auto& one) { return !one.empty(); }));
}

std::size_t LabelDesk::left() const {
  return static_cast<std::size_t>(std::count(done_.begin(), done_.end(), false));
}

LabelLesson LabelDesk::study(const std::vector<std::string>& labels) const {
  LabelLesson lesson;
  std::vector<std::string_view> texts, given;
  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < labels.size(); ++i)
    if (!labels[i].empty()) {
      texts.push_back(views_[i]);
      given.push_back(labels[i]);
      rows.push_back(i);
    }
  lesson.learnt_of = texts.size();
  if (texts.size() < kAtATime) return lesson;
  const auto labelled = label_texts(texts, given, {});
  if (!labelled) return lesson;
  TrainSettings settings;
  settings.workers = base::default_workers();
  base::NoProgress quiet;
  const auto trained = train_text_model(*labelled, tools_, settings, quiet);
  if (!trained) return lesson;  // One label only, so far.
  for (const auto& one : trained->suspects)
    lesson.suspicions.push_back({rows[labelled->rows[one.text]], labelled->labels[one.given],
                                 labelled->labels[one.likely], one.probability_likely});
  lesson.answers = trained->model.ask_all(views_, tools_.reader(), settings.workers);
  lesson.known = trained->model.labels();
  lesson.accuracy = trained->model.story().checked_accuracy;
  return lesson;
}

std::vector<std::uint32_t> LabelDesk::next(std::size_t most) const {
  return next_to_label(views_, lesson_.answers, done_, tools_.reader(), most);
}

double LabelDesk::share_of_right_hints() const {
  std::size_t right = 0, all = 0;
  for (std::size_t i = 0; i < labels_.size(); ++i) {
    if (labels_[i].empty()) continue;
    ++all;
    right += labels_[i] == hints_[i];
  }
  return all == 0 ? 1 : static_cast<double>(right) / static_cast<double>(all);
}

LabelProposal LabelDesk::proposal(std::uint32_t text) const {
  const bool hinted = !hints_[text].empty();
  if (lesson_.answers.empty() || (hinted && share_of_right_hints() > lesson_.accuracy))
    return {hints_[text], 0};
  const auto& answer = lesson_.answers[text];
  const auto best = answer.labels.front();
  return {lesson_.known[best], answer.probabilities[best]};
}

}  // namespace aftercare::language
