// Parts and brands that no list knows, by the company they keep.
//
// A word is like the known parts (brands) if it stands between the words that they stand between:
// "表冠松了", "表冠掉漆" beside "按键松了", "外壳掉漆". What known ones keep for company is counted
// against all other words, so what stands beside everything says nothing. A known word is judged
// without itself: how many of them would have been found tells how far the list can be trusted.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "language/analyser.hpp"
#include "language/corpus/word_corpus.hpp"

namespace aftercare::language {

enum class NameKind : std::uint8_t { component, brand };

std::string_view to_name(NameKind kind);

struct FoundName {
  std::string name;
  NameKind kind = NameKind::component;
  std::size_t texts = 0;
  double score = 0;               // Above 0; the higher, the more like the known ones.
  std::string code;               // The part it is most like; empty of brands.
  std::vector<std::string> like;  // Known ones that keep its company, at most three.
};

struct FoundNames {
  struct Known {
    std::size_t seen = 0;   // Known names said often enough.
    std::size_t found = 0;  // Of them: found too, had they not been known.
  };
  std::vector<FoundName> names;  // The most like first.
  Known components, brands;
};

/// Pure. Words in at least `least` texts are looked at. Nothing of a kind of which fewer than five
/// known names are said.
FoundNames find_names(const WordCorpus& corpus, const Analyser& analyser, std::size_t least = 5);

}  // namespace aftercare::language
