// Which persons are worth comparing: rows that agree in something that few rows agree in.
//
// A pass groups rows by one field, or by two fields together, each as it is or cut short (the first
// letters of a name, year and month of a date). Of every two fields the loosest grouping that stays
// affordable is taken, so that a pair whose members agree in any two fields is met, whatever is
// wrong with the others. Names are grouped without regard to which column they stand in.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "quality/duplicates/person_table.hpp"

namespace aftercare::quality {

/// Rows that agree in more than this many with nothing but a pass's key are not compared by it.
constexpr std::size_t kLargestBlock = 250;

class PersonBlocks {
 public:
  static constexpr std::size_t kMostPasses = 40;

  static PersonBlocks make(const PersonTable& persons, unsigned workers);

  std::size_t passes() const { return names_.size(); }
  /// Such as "surname* + date_of_birth"; '*': cut short.
  const std::string& name(std::size_t pass) const { return names_[pass]; }
  /// 0: the pass says nothing of the row.
  std::uint32_t key(std::size_t pass, std::size_t row) const {
    return keys_[row * names_.size() + pass];
  }
  void forget(std::size_t pass, std::size_t row) { keys_[row * names_.size() + pass] = 0; }

  /// True if an earlier pass has both rows in one group.
  bool met_before(std::size_t pass, std::size_t one, std::size_t other) const {
    const auto* first = keys_.data() + one * names_.size();
    const auto* second = keys_.data() + other * names_.size();
    for (std::size_t i = 0; i < pass; ++i)
      if (first[i] == second[i] && first[i] != 0) return true;
    return false;
  }

 private:
  std::vector<std::string> names_;
  std::vector<std::uint32_t> keys_;  // Row-major.
};

}  // namespace aftercare::quality
