// What the workspace's customers speak of in a period and not before: words, phrases, groups of
// cases that no topic is known for. Read from the masked texts when it is asked.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "language/corpus/told_terms.hpp"
#include "language/corpus/topic_discovery.hpp"
#include "language/corpus/word_corpus.hpp"
#include "pipeline/session.hpp"
#include "records/viewer.hpp"

namespace aftercare::pipeline {

/// Without days: the last week that has data. Before is as long and ends the day before.
struct WordsAsked {
  std::optional<records::Day> from, to;
  std::uint64_t most = 100'000;  // Texts of each of both; of more a sample.
};

/// The texts as words. `analyser` is the one they were read with.
struct StoredWords {
  records::Day from, to, before_from, before_to;
  std::uint64_t stored_now = 0, stored_before = 0;  // Texts there are; fewer may be read.
  std::vector<std::string> cases;                   // By text.
  std::vector<std::uint8_t> unknown;                // By text: of now, and no topic is known.
  std::uint64_t without_topic = 0;                  // Of now.
  language::TextWindows windows;
  language::WordCorpus corpus;
  std::shared_ptr<const language::Analyser> analyser;
};

/// Fails (usage) if the days are the wrong way round or there are no data, (a refusal) for who does
/// not see every row, or no texts.
base::Result<StoredWords> stored_words(const Session& session, const records::Viewer& viewer,
                                       const WordsAsked& asked);

/// Groups of cases of now that no topic is known for.
std::vector<language::DiscoveredTopic> new_topics(
    const StoredWords& words, const std::vector<language::FoundPhrase>& phrases);

}  // namespace aftercare::pipeline
