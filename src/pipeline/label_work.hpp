// Labelling the cases of a workspace, set by set: what comes next, what is proposed, answers kept
// at once.
//
// A set named like a judgement of the analysis (topic, kind, sentiment...) takes that judgement's
// values and proposes what was judged; any other takes whatever labels people give. Only masked
// texts are shown and learnt from.

#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "language/learnt/label_desk.hpp"
#include "metrics/model.hpp"
#include "pipeline/session.hpp"
#include "store/duckdb/hand_labels.hpp"

namespace aftercare::pipeline {

struct LabelItem {
  std::string key;
  std::string text;
  language::LabelProposal proposal;
};

struct LabelProgress {
  std::uint64_t labelled = 0;
  std::uint64_t left = 0;  // Among the cases at hand, of at most so many.
};

/// A given label that the other texts speak against.
struct LabelDoubt {
  std::string key;
  std::string text;
  std::string given;
  std::string likely;
  float probability = 0;
};

/// The values that a set named like a judgement may have, with their labels; nullptr: any.
const std::vector<metrics::DimensionValue>* label_choices(const Session& session,
                                                          const std::string& set);

/// One set. Safe between threads. The session must outlive it.
class LabelWork {
 public:
  /// Fails (usage) on a name that no model could have.
  static base::Result<std::unique_ptr<LabelWork>> open(const Session& session,
                                                       const std::string& set);

  /// Labels to choose from: the most used first as the set was opened, new ones behind.
  std::vector<std::string> names() const;
  /// Up to `most` cases, the most useful first, none of `besides`. Learns anew when it is due.
  base::Result<std::vector<LabelItem>> next(std::size_t most,
                                            const std::vector<std::string>& besides);
  LabelProgress progress() const;
  /// Those that the last lesson speaks against, the surest first.
  std::vector<LabelDoubt> doubts() const;

  /// An empty label skips the case. It is kept when this returns. Fails (usage) on a label that the
  /// set does not take, or a case that is not stored.
  base::Result<void> answer(const std::string& key, const std::string& label,
                            const std::string& by);
  /// The newest answer of this person is taken back; returns the case, to be asked again.
  base::Result<LabelItem> take_back(const std::string& by);

 private:
  LabelWork(const Session& session, std::string set);
  base::Result<void> load();
  base::Result<void>
  follow();  // Loads anew if somebody else labelled, or now and then if cases came.
  void note(const std::string& key, const std::string& label, bool skipped);
  LabelItem item(std::uint32_t text) const;

  const Session& session_;
  const std::string set_;
  std::mutex learning_;  // Held by whoever learns; taken before mutex_.
  mutable std::mutex mutex_;
  std::shared_ptr<language::LabelDesk> desk_;
  std::vector<std::string> keys_;
  std::map<std::string, std::uint32_t> places_;
  store::LabelStamp stamp_;
  std::chrono::steady_clock::time_point loaded_;
};

/// The sets that are being labelled, each opened once. Safe between threads.
class LabelShelf {
 public:
  /// The session must outlive it.
  explicit LabelShelf(const Session& session) : session_(session) {}
  base::Result<std::shared_ptr<LabelWork>> set(const std::string& name);

 private:
  const Session& session_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<LabelWork>> sets_;
};

}  // namespace aftercare::pipeline
