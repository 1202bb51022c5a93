#include "pipeline/split_topics.hpp"

#include <algorithm>
#include <mutex>
#include <set>
#include <string_view>

#include "base/workers.hpp"
#include "language/analyser.hpp"
#include "language/taxonomy.hpp"
#include "pipeline/topic_rules.hpp"
#include "store/duckdb/kept_note.hpp"
#include "store/duckdb/topic_split.hpp"

namespace aftercare::pipeline {
namespace {

// "a|old|b" with the old code, wherever it stands, as the new one; a code stands once.
std::string with_heir(std::string_view topics, std::string_view old, std::string_view heir) {
  std::string changed;
  std::vector<std::string_view> seen;
  while (!topics.empty()) {
    const auto bar = std::min(topics.find('|'), topics.size());
    const auto one = topics.substr(0, bar) == old ? heir : topics.substr(0, bar);
    topics.remove_prefix(std::min(bar + 1, topics.size()));
    if (std::ranges::find(seen, one) != seen.end()) continue;
    seen.push_back(one);
    changed.append(changed.empty() ? "" : "|").append(one);
  }
  return changed.empty() ? std::string(heir) : changed;
}

// The first of the text's topics that is one of the new ones; empty: none is.
std::string_view heir_in(std::string_view topics, const std::vector<std::string>& heirs) {
  while (!topics.empty()) {
    const auto bar = std::min(topics.find('|'), topics.size());
    const auto one = topics.substr(0, bar);
    if (std::ranges::find(heirs, one) != heirs.end()) return one;
    topics.remove_prefix(std::min(bar + 1, topics.size()));
  }
  return {};
}

// So many cases are read, judged and written at a time.
constexpr std::size_t kSplitPortion = 4'000;
constexpr const char* kJudgedNote = "topics judged by";

// Judges the cases of a portion and writes those that one of the new topics tells.
base::Result<void> judge_portion(const Session& session, const language::Analyser& analyser,
                                 const std::vector<store::TopicText>& texts,
                                 const std::vector<std::string>& heirs, SplitTopic& split) {
  std::vector<std::string> found(texts.size());
  base::for_blocks(texts.size(), 256, base::default_workers(),
                   [&](std::size_t, std::size_t from, std::size_t to) {
                     language::Scratch scratch;
                     language::Analysis analysis;
                     for (std::size_t i = from; i < to; ++i) {
                       const auto& one = texts[i];
                       language::Hints hints{one.channel, one.kind, one.rating, one.opened};
                       analyser.analyse(one.title, one.text, hints, scratch, analysis);
                       found[i] = heir_in(analysis.topics, heirs);
                     }
                   });
  std::vector<store::NewTopic> changed;
  for (std::size_t i = 0; i < found.size(); ++i) {
    ++split.cases;
    if (found[i].empty()) {
      ++split.stay;
      continue;
    }
    ++split.into[found[i]];
    changed.push_back({texts[i].case_key, found[i], found[i].substr(0, found[i].find('.')),
                       with_heir(texts[i].topics, split.code, found[i])});
  }
  return store::set_topics(session.store(), changed);
}

// True: to its end.
base::Result<bool> judge_split(const Session& session, const language::Analyser& analyser,
                               const std::vector<std::string>& heirs, SplitTopic& split,
                               base::Progress& progress) {
  for (std::string behind;;) {
    if (!progress.wanted()) return false;
    const std::lock_guard turn(session.writing());
    const auto texts = store::texts_of_topic(session.store(), records::Viewer::owner(), split.code,
                                             behind, kSplitPortion);
    if (!texts) return base::failure_of(texts);
    if (texts->empty()) return true;
    behind = texts->back().case_key;
    if (auto judged = judge_portion(session, analyser, *texts, heirs, split); !judged)
      return base::failure_of(judged);
    progress.update(split.cases);
  }
}

base::Result<std::vector<SplitTopic>> judge(const Session& session, const std::string& rules,
                                            base::Progress& progress) {
  const auto taxonomy = language::Taxonomy::load(session.workspace().root());
  if (!taxonomy) return base::failure_of(taxonomy);
  std::map<std::string, std::vector<std::string>> heirs_of;
  for (const auto& topic : taxonomy->topics)
    for (const auto& old : topic.split_from) heirs_of[old].push_back(topic.code);
  std::vector<SplitTopic> splits;
  for (const auto& [old, heirs] : heirs_of) {
    const auto cases = store::cases_of_topic(session.store(), records::Viewer::owner(), old);
    if (!cases) return base::failure_of(cases);
    if (*cases == 0) continue;
    const auto analyser = session.analyser();
    if (!analyser) return base::failure_of(analyser);
    SplitTopic split;
    split.code = old;
    progress.begin("cases judged again", *cases, "cases");
    const auto ended = judge_split(session, **analyser, heirs, split, progress);
    progress.end();
    if (!ended) return base::failure_of(ended);
    splits.push_back(std::move(split));
    if (!*ended) return splits;
  }
  const std::lock_guard turn(session.writing());
  if (auto kept = store::keep_note(session.store(), kJudgedNote, rules); !kept)
    return base::failure_of(kept);
  return splits;
}

}  // namespace

base::Result<std::vector<SplitTopic>> judge_split_topics(const Session& session,
                                                         base::Progress& progress) {
  const auto rules = topic_rules_digest(session);
  if (!rules) return base::failure_of(rules);
  return judge(session, *rules, progress);
}

base::Result<std::vector<SplitTopic>> judge_changed_topics(const Session& session,
                                                           base::Progress& progress) {
  const auto rules = topic_rules_digest(session);
  if (!rules) return base::failure_of(rules);
  const auto judged_by = store::kept_note(session.store(), kJudgedNote);
  if (!judged_by) return base::failure_of(judged_by);
  if (*judged_by == *rules) return std::vector<SplitTopic>();
  return judge(session, *rules, progress);
}

}  // namespace aftercare::pipeline
