// Finds the known words that an unknown one is kin to: shortened to its first letters ("categ") or
// to its consonants ("dlvry", "prdct"), or another form of it ("modification" of "modified").

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aftercare::standard {

class KindredWords {
 public:
  /// A word of Latin letters and what it means.
  void add(const std::string& word, const std::vector<std::string>& meanings);

  /// What all words that it is kin to mean alike; empty if they disagree or there is none.
  std::vector<std::string> meanings_of(std::string_view unknown) const;

 private:
  struct Word {
    std::string word;
    std::string bones;  // Its first letter and its consonants.
    std::vector<std::string> meanings;
  };
  std::map<char, std::vector<Word>> by_first_;
};

}  // namespace aftercare::standard
