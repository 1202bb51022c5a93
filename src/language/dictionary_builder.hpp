// Makes the prepared file of words out of cppjieba's dictionary, at build time.

#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace aftercare::language {

/// Reads jieba.dict.utf8, hmm_model.utf8, idf.utf8 and stop_words.utf8 of the folder. Fails
/// (internal) if one is missing or damaged, or holds more than the format has room for.
base::Result<void> build_dictionary(const std::filesystem::path& folder,
                                    const std::filesystem::path& file);

}  // namespace aftercare::language
