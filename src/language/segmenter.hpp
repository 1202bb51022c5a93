// Cutting text into words, behind one small interface.
//
// Words are given as places. Chinese is cut as cppjieba cuts it, by our own program over its
// dictionary (trie_segmenter.cpp); a text without a Han character never touches that and
// is cut at the borders of letters and digits.

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "language/prepared_words.hpp"

namespace aftercare::base {
struct PreparedDefinition;
}

namespace aftercare::language {

/// Code points, or bytes, [begin, end) of the text cut.
struct Word {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// Memory of one thread for cutting. Made by the segmenter that uses it.
class SegmentScratch {
 public:
  virtual ~SegmentScratch() = default;
};

/// What becomes of characters that no word of the dictionary takes.
enum class Unknown : std::uint8_t {
  by_model,  // A model of characters joins them; ASCII letters and digits stay together.
  singles,   // Each is a word by itself.
};

/// Immutable once built: safe between threads, each with its own scratch.
class Segmenter {
 public:
  virtual ~Segmenter() = default;

  virtual std::unique_ptr<SegmentScratch> make_scratch() const = 0;

  /// Replaces `words` by the words of the points, in order; together they cover every point.
  /// REQUIRES: scratch of this segmenter.
  virtual void cut(std::span<const char32_t> points, SegmentScratch& scratch,
                   std::vector<Word>& words, Unknown unknown = Unknown::by_model) const = 0;

  /// The same over bytes, words as places of bytes. An ill-formed byte is one character.
  virtual void cut(std::string_view text, SegmentScratch& scratch, std::vector<Word>& words,
                   Unknown unknown = Unknown::by_model) const = 0;

  /// The same, words as views into `text`. Allocates: for tests and small jobs.
  void cut(std::string_view text, std::vector<std::string_view>& words) const;
};

/// Cuts as cppjieba does with its dictionary and HMM, and keeps further words whole. Fails (usage)
/// if there are far too many of these.
base::Result<std::unique_ptr<Segmenter>> make_segmenter(PreparedWords prepared,
                                                        const std::vector<std::string>& words);

/// What make_segmenter() takes at once for just these words: the build lays it down.
std::vector<base::PreparedDefinition> prepared_segmenter(PreparedWords prepared,
                                                         const std::vector<std::string>& words);

/// The same over the shipped dictionary. Fails (internal) if that is missing or damaged.
base::Result<std::unique_ptr<Segmenter>> load_segmenter(const std::vector<std::string>& words);

/// Words of a text without Han characters: runs of letters and digits (with inner apostrophes);
/// every other point is a word by itself.
void cut_letters(std::span<const char32_t> points, std::vector<Word>& words);

}  // namespace aftercare::language
