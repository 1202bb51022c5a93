// How values of a column are made coarser, and how a table that was grouped by such values stands.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace aftercare::records {

enum class Coarsening : std::uint8_t {
  category,  // The value, then *.
  place,     // The value, the region beside it, then *.
  day,       // 2026-03-14, 2026-03, 2026-Q1, 2026, then *.
  number     // The value, bands of it (three widths), then *.
};

/// How many times a column can become coarser.
constexpr int coarsest(Coarsening how) {
  switch (how) {
    case Coarsening::category:
      return 1;
    case Coarsening::place:
      return 2;
    case Coarsening::day:
    case Coarsening::number:
      return 4;
  }
  return 1;
}

/// A column that outsiders may know values of.
struct QuasiColumn {
  std::size_t column = 0;
  Coarsening how = Coarsening::category;
  std::optional<std::size_t> region;  // Of a place: the column of its region.
};

/// Groups of fewer rows than k, or with fewer than l different values of a sensitive column, stand
/// out. With l = 1 the sensitive columns are not looked at.
struct GroupDemand {
  std::size_t k = 5;
  std::size_t l = 1;
};

struct GroupCounts {
  std::uint64_t rows = 0;
  std::uint64_t alone = 0;            // Groups of one row.
  std::uint64_t standing_out = 0;     // Rows of groups that stand out.
  std::uint64_t groups = 0;           // That do not.
  std::uint64_t smallest = 0;         // Of them; 0: there is none.
  std::uint64_t least_different = 0;  // Sensitive values of one of them; 0: no sensitive column.
};

}  // namespace aftercare::records
