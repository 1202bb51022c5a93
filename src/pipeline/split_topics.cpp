#include "pipeline/split_topics.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "base/workers.hpp"
#include "language/analyser.hpp"
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

}  // namespace

base::Result<std::vector<SplitTopic>> judge_split_topics(const Session& session,
                                                         base::Progress& progress) {
  const auto analyser = session.analyser();
  if (!analyser) return base::failure_of(analyser);
  const auto& taxonomy = (*analyser)->taxonomy();
  std::map<std::string, std::vector<std::string>> heirs_of;
  for (const auto& topic : taxonomy.topics)
    for (const auto& old : topic.split_from) heirs_of[old].push_back(topic.code);
  std::vector<SplitTopic> splits;
  for (const auto& [old, heirs] : heirs_of) {
    const auto texts = store::texts_of_topic(session.store(), records::Viewer::owner(), old);
    if (!texts) return base::failure_of(texts);
    if (texts->empty()) continue;
    SplitTopic split;
    split.code = old;
    split.cases = texts->size();
    std::vector<std::string> found(texts->size());
    progress.begin("cases judged again", texts->size(), "cases");
    base::for_blocks(texts->size(), 256, base::default_workers(),
                     [&](std::size_t, std::size_t from, std::size_t to) {
                       language::Scratch scratch;
                       language::Analysis analysis;
                       for (std::size_t i = from; i < to; ++i) {
                         const auto& one = (*texts)[i];
                         language::Hints hints{one.channel, one.kind, one.rating, one.opened};
                         (*analyser)->analyse(one.title, one.text, hints, scratch, analysis);
                         found[i] = heir_in(analysis.topics, heirs);
                       }
                     });
    std::vector<store::NewTopic> changed;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i].empty()) {
        ++split.stay;
        continue;
      }
      ++split.into[found[i]];
      changed.push_back({(*texts)[i].case_key, found[i], found[i].substr(0, found[i].find('.')),
                         with_heir((*texts)[i].topics, old, found[i])});
    }
    if (const auto set = store::set_topics(session.store(), changed); !set)
      return base::failure_of(set);
    progress.update(texts->size());
    progress.end();
    splits.push_back(std::move(split));
  }
  return splits;
}

}  // namespace aftercare::pipeline
