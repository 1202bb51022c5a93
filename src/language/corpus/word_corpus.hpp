// Many texts as numbers of words: what keywords, phrases and new topics of a file are read from.

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/analyser.hpp"

namespace aftercare::language {

struct WordCorpus {
  static constexpr std::uint32_t kBreak = ~std::uint32_t{0};

  std::vector<std::string> words;     // By number.
  std::vector<float> rarity;          // By number; 0: a stop word.
  std::vector<std::uint8_t> mood;     // By number; 1: praise or blame, which is no topic.
  std::vector<std::uint32_t> tokens;  // Of all texts; kBreak where no phrase goes on, and last.
  std::vector<std::size_t> first{0};  // Where each text begins in them; one more at the end.

  std::size_t texts() const { return first.size() - 1; }
  std::span<const std::uint32_t> text(std::size_t number) const {
    return std::span(tokens).subspan(first[number], first[number + 1] - first[number]);
  }
  /// True of words that say something alone: no stop word, two characters or more.
  bool is_content(std::uint32_t word) const;
};

/// The numbers of words depend on the texts' order only.
WordCorpus read_corpus(std::span<const std::string_view> texts, const Analyser& analyser,
                       unsigned workers);

/// How surely a share grew, a of n now against b of m before: G squared, negative if it shrank.
double growth_score(double a, double n, double b, double m);

}  // namespace aftercare::language
