// keywords, phrases, discover and names of many texts, a file's or the store's: printed, or told as
// JSON.

#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

#include "app/cli/commands.hpp"
#include "app/corpus_json.hpp"
#include "language/analyser.hpp"

namespace aftercare::app {

struct ReadTexts {
  const language::WordCorpus& corpus;
  const language::TextWindows& windows;
  const language::Analyser& analyser;
  TextPlaces places;
  std::size_t least_said = 2;  // Texts that a word must be in.
  /// By text: 1 if no topic is known for it and it says enough to have one. Asked by discover.
  std::function<std::vector<std::uint8_t>()> without_topic;
};

/// Whichever the action of the arguments is; adds to `json`.
base::Result<void> tell_corpus(const ReadTexts& read, const TextArguments& arguments,
                               const Console& console, nlohmann::ordered_json& json);

}  // namespace aftercare::app
