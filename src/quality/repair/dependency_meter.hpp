// How well a key determines a column: each row left out, how often the others of its group agree on
// its value, less what chance alone would reach.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "quality/repair/coded_table.hpp"
#include "quality/repair/determinant.hpp"

namespace aftercare::quality {

/// Rows in order of their group; rows without one left out.
struct GroupedRows {
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> begin;  // Per group, one more at the end.
};

/// `group` per row, below `groups`; kNoCode: in none.
GroupedRows rows_by_group(const std::vector<Code>& group, std::size_t groups);

class DependencyMeter {
 public:
  explicit DependencyMeter(const CodedTable& table) : table_(table) {}

  /// Leave-one-out agreement over groups; every `step`-th group only. KeyDependency::key is not
  /// set.
  KeyDependency measure(const GroupedRows& grouped, std::size_t target, std::size_t step);

 private:
  const CodedTable& table_;
  // By code of the target; all 0 between calls, so that a call costs its rows alone.
  std::vector<std::uint32_t> tally_;  // In the group at hand.
  std::vector<double> overall_;
  std::vector<Code> touched_, counted_;  // Those that are not 0.
};

}  // namespace aftercare::quality
