// Making a table anonymous before it leaves: k-anonymity and l-diversity.
//
// Columns that outsiders may know (quasi-identifiers) are made coarser until every combination of
// their values stands in at least k rows, with at least l different values of each sensitive
// column; few rows that still stand out are left out. Coarser for all rows alike (a day becomes
// its month), so that the table can still be counted.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aftercare::privacy {

enum class Coarsening {
  category,  // The value, then *.
  place,     // The value, the region beside it, then *.
  day,       // 2026-03-14, 2026-03, 2026-Q1, 2026, then *.
  number     // The value, bands of it (three widths), then *.
};

struct QuasiColumn {
  std::size_t column = 0;
  Coarsening how = Coarsening::category;
  std::optional<std::size_t> region;  // Of a place: the column of its region.
};

struct AnonymityDemand {
  std::size_t k = 5;
  std::size_t l = 1;            // 1: the sensitive columns are not looked at.
  double most_left_out = 0.05;  // Share of rows; reached by coarsening first.
};

struct AnonymityReport {
  std::uint64_t rows = 0;           // That were there.
  std::uint64_t left_out = 0;       // Of them.
  std::vector<int> levels;          // How coarse each quasi column became; 0: as it was.
  std::vector<int> most;            // How coarse it could have become.
  std::uint64_t groups = 0;         // Different combinations that leave.
  std::size_t smallest_group = 0;   // 0: nothing leaves.
  std::size_t least_different = 0;  // Sensitive values of a group; 0: no sensitive column.
  double highest_risk = 0;  // That a row is tied to the person who is known to be in the table.
  double average_risk = 0;
  std::uint64_t unique_before = 0;  // Rows that stood alone before.
};

/// Texts in rows of equal width. Changes the quasi columns, removes rows left out, sorts the rest.
AnonymityReport make_anonymous(std::vector<std::vector<std::string>>& rows,
                               const std::vector<QuasiColumn>& quasi,
                               const std::vector<std::size_t>& sensitive,
                               const AnonymityDemand& demand);

}  // namespace aftercare::privacy
