// The texts the shipped model is learnt from: all of this repository's own making.

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "language/sentiment.hpp"

namespace aftercare::language {

struct TrainingText {
  std::string text;
  std::string_view channel;  // "" or of static storage.
  Sentiment mood = Sentiment::neutral;
  std::string kind;
  std::vector<std::string> topics;  // Codes; none and `tells_topics`: about nothing in particular.
  bool tells_topics = false;        // False: what it is about is not said.
  std::uint32_t source = 0;         // Which template wrote it: texts of one are never split.
};

/// catalog/training/*.yaml: up to `each` different texts of each template. Fails (usage).
base::Result<std::vector<TrainingText>> read_examples(
    const std::vector<std::filesystem::path>& files, std::size_t each);

/// `each` texts of each issue, language and tone as the simulated shop's customers write them;
/// numbered from `source` on. Fails (usage).
base::Result<std::vector<TrainingText>> write_simulated(std::uint32_t source, std::size_t each);

/// `count` longer texts of two to four examples of one mood and kind that are not split either.
std::vector<TrainingText> join_examples(const std::vector<TrainingText>& examples,
                                        std::uint32_t folds, std::size_t count);

/// `count` texts of two that tell their topics, different ones, and are of one mood and language.
struct PairedText {
  TrainingText text;
  std::size_t one = 0, other = 0;  // Their places in `texts`.
};
std::vector<PairedText> pair_texts(const std::vector<TrainingText>& texts, std::size_t count);

}  // namespace aftercare::language
