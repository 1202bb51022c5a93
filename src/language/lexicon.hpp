// Word lists of the catalog: lexicons/*.yaml, the workspace's after the shipped.
//
// A lexicon is groups of words; what a group's code and weight mean is said by the lexicon's
// reader (sentiment, modifier, component, severity, kind, demand, emotion, motive ...). A word
// given again in a later file of the same lexicon replaces the earlier entry; "-word" only takes it
// out.

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::language {

/// A name in both languages.
struct Naming {
  std::string zh;
  std::string en;
};

struct LexiconGroup {
  std::string code;
  double weight = 1;
  int urgency = 0;  // Of a severity group: how urgent its words make a case, 0..2.
  Naming label;
};

struct LexiconEntry {
  std::string word;
  std::uint32_t group = 0;  // Index into Lexicon::groups.
};

struct Lexicon {
  std::vector<LexiconGroup> groups;
  std::vector<LexiconEntry> entries;
};

/// Immutable once loaded.
class Lexicons {
 public:
  static base::Result<Lexicons> load(const std::filesystem::path& workspace);
  /// Fails (usage), naming file and line, on an unknown lexicon, a bad weight or a word that is
  /// no text.
  static base::Result<Lexicons> load_files(const std::vector<std::filesystem::path>& files);

  /// Empty if no file filled it.
  const Lexicon& lexicon(std::string_view name) const;

  template <typename Archive>
  void serialize(Archive& archive);  // language_packed.hpp

 private:
  std::map<std::string, Lexicon, std::less<>> lexicons_;
};

}  // namespace aftercare::language
