// Making a table anonymous before it leaves: k-anonymity and l-diversity.
//
// Columns that outsiders may know (quasi-identifiers) are made coarser until every combination of
// their values stands in at least k rows, with at least l different values of each sensitive
// column; few rows that still stand out are left out. Coarser for all rows alike (a day becomes
// its month), so that the table can still be counted. The table itself is grouped elsewhere, where
// its size does not matter.

#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "records/coarsening.hpp"

namespace aftercare::privacy {

struct AnonymityDemand {
  std::size_t k = 5;
  std::size_t l = 1;            // 1: the sensitive columns are not looked at.
  double most_left_out = 0.05;  // Share of rows; reached by coarsening first.
};

struct AnonymityReport {
  std::uint64_t rows = 0;           // That were there.
  std::uint64_t left_out = 0;       // Of them.
  std::vector<int> levels;          // How coarse each quasi column becomes; 0: as it was.
  std::vector<int> most;            // How coarse it could have become.
  std::uint64_t groups = 0;         // Different combinations that leave.
  std::size_t smallest_group = 0;   // 0: nothing leaves.
  std::size_t least_different = 0;  // Sensitive values of a group; 0: no sensitive column.
  double highest_risk = 0;  // That a row is tied to the person who is known to be in the table.
  double average_risk = 0;
  std::uint64_t unique_before = 0;  // Rows that stood alone before.
};

/// A table that can be grouped by its quasi columns, each as coarse as its level says.
class GroupedTable {
 public:
  virtual ~GroupedTable() = default;
  virtual base::Result<records::GroupCounts> grouped(const std::vector<int>& levels,
                                                     const records::GroupDemand& demand) = 0;
  /// How many values of a quasi column differ.
  virtual base::Result<std::uint64_t> different(std::size_t quasi, int level) = 0;
};

/// The levels at which no more rows stand out than may be left out, and what is left of the risk.
base::Result<AnonymityReport> find_levels(GroupedTable& table,
                                          const std::vector<records::QuasiColumn>& quasi,
                                          const AnonymityDemand& demand);

}  // namespace aftercare::privacy
