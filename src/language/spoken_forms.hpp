// How people write words otherwise: slang, homophones, typing errors, emoji, emoticons.
//
// Data: catalog/forms.yaml, the workspace's after the shipped. A form means what its meaning means
// to whoever reads it: mood, topic, part, gravity.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "language/lexicon.hpp"

namespace aftercare::language {

struct SpokenForm {
  std::string form;
  std::string meaning;
};

/// Fails (usage) with file and line on a form or meaning that is no text.
base::Result<std::vector<SpokenForm>> load_spoken_forms(const std::filesystem::path& workspace);
base::Result<std::vector<SpokenForm>> load_spoken_forms(
    const std::vector<std::filesystem::path>& files);

/// What the segmenter never cuts: the lexicons' words to be kept whole, and forms of Han
/// characters alone.
std::vector<std::string> words_kept_whole(const Lexicons& lexicons,
                                          const std::vector<SpokenForm>& forms);

}  // namespace aftercare::language
