// What a learnt model sees of a text: counted features of several views.
//
// A feature is the hash of what stands there, never the words themselves, so a model file holds
// nothing that can be read. Texts are tidied first: width, case and Traditional characters folded,
// HTML entities decoded, every link and every long number one sign each, letters repeated more
// than twice squeezed.

#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "language/segmenter.hpp"
#include "text/normal_text.hpp"

namespace aftercare::language {

enum class View : std::uint8_t {
  word,      // Single words.
  adjacent,  // Two words that follow each other.
  points,    // Runs of 1 to 4 characters, across words.
  inside,    // Runs of 2 to 5 characters within a word and its borders.
  together,  // Two words anywhere in the first 40 words, in either order.
};
constexpr unsigned kViewBits = 3;  // Of a feature's key: its view.

using Views = std::uint8_t;
constexpr Views bit_of(View view) {
  return static_cast<Views>(1U << static_cast<unsigned>(view));
}
constexpr View view_of(std::uint64_t key) {
  return static_cast<View>(key & ((1U << kViewBits) - 1));
}

/// A text as keys, each once, in order, and how often each was seen (at most 255).
struct TextFeatures {
  std::vector<std::uint64_t> keys;
  std::vector<std::uint8_t> counts;
};

/// Memory of one thread.
class FeatureScratch {
 public:
  text::NormalText normal;
  std::vector<char32_t> points;
  std::vector<Word> words;
  std::vector<std::uint64_t> word_hashes;
  std::vector<std::uint64_t> keys;
  std::unique_ptr<SegmentScratch> segmenting;
};

/// Reads texts. Immutable; safe between threads, each with its own scratch.
class FeatureReader {
 public:
  /// `segmenter` may be nullptr: then each Han character is a word. `simplifier` may be nullptr.
  FeatureReader(const Segmenter* segmenter, const text::Simplifier* simplifier)
      : segmenter_(segmenter), simplifier_(simplifier) {}

  /// Replaces `features`. Any bytes; only the first 50,000 characters count.
  void read(std::string_view text, Views views, FeatureScratch& scratch,
            TextFeatures& features) const;

  /// The text tidied, as code points in scratch.points.
  void tidy(std::string_view text, FeatureScratch& scratch) const;

 private:
  const Segmenter* segmenter_;
  const text::Simplifier* simplifier_;
};

}  // namespace aftercare::language
