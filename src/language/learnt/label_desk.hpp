// Texts that a person labels one by one: which come next, what is proposed, which labels look
// wrong.
//
// It neither asks nor keeps anything: whoever does says here what was answered. After every few
// labels a model is learnt anew from all of them; until then a hint stands in for it.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "language/learnt/text_model.hpp"

namespace aftercare::language {

/// What is proposed for a text.
struct LabelProposal {
  std::string label;      // Empty: nothing yet.
  float probability = 0;  // 0: a hint, nobody knows how probable.
};

/// A given label that the other texts speak against.
struct LabelSuspicion {
  std::uint32_t text = 0;
  std::string given;
  std::string likely;
  float probability = 0;  // Of the likely one.
};

/// What was learnt from the labels so far.
struct LabelLesson {
  std::vector<std::string> known;    // Labels of the model.
  std::vector<LabelAnswer> answers;  // One per text; empty: too little to learn from.
  std::vector<LabelSuspicion> suspicions;
  double accuracy = 0;        // Of the model, on texts held back in turn.
  std::size_t learnt_of = 0;  // Labels.
};

class LabelDesk {
 public:
  static constexpr std::size_t kAtATime = 10;  // Answers between two lessons.

  LabelDesk(std::vector<std::string> texts, TextTools tools);

  const std::vector<std::string>& texts() const { return texts_; }
  /// Labels to choose from: those offered, then those given, in the order they came.
  const std::vector<std::string>& names() const { return names_; }
  std::size_t offer(const std::string& label);
  /// What somebody else says of a text; proposed as long as nothing better is known.
  void hint(std::uint32_t text, std::string label) { hints_[text] = std::move(label); }

  void give(std::uint32_t text, const std::string& label);
  /// No label, and not to be asked again.
  void skip(std::uint32_t text);
  void take_back(std::uint32_t text);
  const std::string& label(std::uint32_t text) const { return labels_[text]; }
  const std::vector<std::string>& labels() const { return labels_; }  // Empty: none.
  bool is_done(std::uint32_t text) const { return done_[text]; }
  std::size_t labelled() const;
  std::size_t left() const;  // Neither labelled nor skipped.

  /// True after every few new labels.
  bool is_due() const { return labelled() >= lesson_.learnt_of + kAtATime; }
  /// Learns from these labels, one per text. Reads nothing that the others change: it may run
  /// beside them on another thread.
  LabelLesson study(const std::vector<std::string>& labels) const;
  void take(LabelLesson lesson) { lesson_ = std::move(lesson); }
  void learn() { take(study(labels_)); }

  /// The most useful first (label_queue.hpp).
  std::vector<std::uint32_t> next(std::size_t most) const;
  /// The model's, or the hint where hints have been right more often than the model.
  LabelProposal proposal(std::uint32_t text) const;
  const std::vector<LabelSuspicion>& suspicions() const { return lesson_.suspicions; }

 private:
  double share_of_right_hints() const;

  std::vector<std::string> texts_;
  std::vector<std::string_view> views_;
  TextTools tools_;
  std::vector<std::string> names_;
  std::vector<std::string> hints_;
  std::vector<std::string> labels_;
  std::vector<bool> done_;
  LabelLesson lesson_;
};

}  // namespace aftercare::language
