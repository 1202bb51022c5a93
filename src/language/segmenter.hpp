// Cutting text into words, behind one small interface.
//
// Words are given as places, never copied. Chinese is cut as cppjieba cuts it, by our own program
// over its dictionary (trie_segmenter.cpp); a text without a Han character never touches that and
// is cut at the borders of letters and digits.

#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::language {

/// Code points [begin, end) of the text cut.
struct Word {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// Memory of one thread for cutting. Made by the segmenter that uses it.
class SegmentScratch {
 public:
  virtual ~SegmentScratch() = default;
};

/// Immutable once built: safe between threads, each with its own scratch.
class Segmenter {
 public:
  virtual ~Segmenter() = default;

  virtual std::unique_ptr<SegmentScratch> make_scratch() const = 0;

  /// Replaces `words` by the words of the points, in order; together they cover every point.
  /// REQUIRES: scratch of this segmenter.
  virtual void cut(std::span<const char32_t> points, SegmentScratch& scratch,
                   std::vector<Word>& words) const = 0;

  /// The same over bytes; words are views into `text`. Ill-formed bytes are words of their own
  /// kind. Allocates: for tests and small jobs.
  void cut(std::string_view text, std::vector<std::string_view>& words) const;
};

/// The folder of jieba's dictionary: dict/ of the shipped files, else where it was built from.
/// Fails (internal) if there is none.
base::Result<std::filesystem::path> dictionary_folder();

/// Cuts as cppjieba does with its dictionary and HMM, and keeps further words whole. Takes a
/// fifth of a second and 40 MB: load once. Fails (internal) on missing or damaged files.
base::Result<std::unique_ptr<Segmenter>> load_segmenter(const std::vector<std::string>& words);

/// Words of a text without Han characters: runs of letters and digits (with inner apostrophes);
/// every other point is a word by itself.
void cut_letters(std::span<const char32_t> points, std::vector<Word>& words);

}  // namespace aftercare::language
