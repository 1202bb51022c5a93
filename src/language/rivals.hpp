// Other brands and shops that a text compares with, and what it wishes for.
//
// Data: catalog/rivals.yaml, lexicons/brands.yaml. A rival is a brand or platform that is not the
// workspace's own, another shop without a name ("别家"), or a name before 家 with a comparison
// behind it ("小王家更快"). The clause says about what, and who comes off better.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "language/analyser.hpp"
#include "language/lexicon.hpp"
#include "text/phrase_set.hpp"

namespace aftercare::language {

struct RivalMention {
  std::string rival;                         // As written, normal; Latin in lower case.
  std::string clause;                        // In which it stands, normal.
  std::vector<std::string> aspects;          // Codes; may be empty.
  Sentiment sentiment = Sentiment::neutral;  // Towards the rival.
};

struct Wish {
  std::string clause;  // Normal.
  bool unmet = false;  // Something is missing; else something is wished for.
  std::vector<std::string> aspects;
  std::vector<std::string> words;  // That tell what, each once; none of how it is wished for.
};

/// Immutable once loaded; safe between threads. The analyser must outlive it.
class RivalReader {
 public:
  /// Fails (usage) with file and line on a definition that is none.
  static base::Result<RivalReader> load(const std::filesystem::path& workspace,
                                        const Analyser& analyser);

  /// Replaces both.
  void read(std::string_view text, Scratch& scratch, std::vector<RivalMention>& rivals,
            std::vector<Wish>& wishes) const;

  const std::vector<std::pair<std::string, Naming>>& aspects() const { return aspects_; }

 private:
  enum Role : std::uint32_t {
    shop = 1,
    better = 2,
    worse = 4,
    wins = 8,
    loses = 16,
    worse_than = 32,
    wish = 64,
    unmet = 128
  };
  struct Cue {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t roles = 0;
    std::uint32_t aspects = 0;  // Bits by index.
  };
  struct Name {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  std::vector<std::string> words_of_wish(std::span<const char32_t> points,
                                         std::span<const Cue> cues, std::uint32_t begin,
                                         std::uint32_t end, Scratch& scratch) const;
  Sentiment towards(std::span<const Cue> cues, const Name& name, std::uint32_t begin,
                    std::uint32_t end, std::span<const char32_t> points, double mood) const;

  const Analyser* analyser_ = nullptr;
  text::PhraseSet phrases_;
  std::vector<Cue> meanings_;  // By phrase; places unused.
  std::vector<std::pair<std::string, Naming>> aspects_;
};

}  // namespace aftercare::language
