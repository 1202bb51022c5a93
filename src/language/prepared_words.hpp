// The prepared file of words: jieba's dictionary, its model and how rare words are, made by the
// build (dictionary_builder.hpp) and read by segmenter and keywords (word_cell.hpp has its
// sections).

#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "base/prepared_file.hpp"
#include "base/result.hpp"
#include "language/word_cell.hpp"

namespace aftercare::language {

using PreparedWords = std::shared_ptr<const base::PreparedFile>;

/// Where it is: beside the shipped files, else where it was built. Fails (internal) if it is
/// missing.
base::Result<std::filesystem::path> prepared_words_file();

/// Fails (internal) as base::PreparedFile::open does.
base::Result<PreparedWords> open_prepared_words();

/// REQUIRES: the type is that of the section.
template <typename T>
std::span<const T> words_section(const base::PreparedFile& file, WordSection section) {
  return file.section<T>(static_cast<std::size_t>(section));
}

}  // namespace aftercare::language
