// Several sources report about the same things: whom to believe.
//
// Where a key and a source together name a row, and sources differ in how often the others agree
// with them, the truth of each key and the reliability of each source are estimated in turns
// (truth discovery; Yin, Han, Yu 2008; Dong, Berti-Equille, Srivastava 2009), pooled over columns.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "quality/repair/coded_table.hpp"
#include "quality/repair/determinant.hpp"

namespace aftercare::quality {

struct SourceTruth {
  std::size_t key = 0;     // Column of what is reported about.
  std::size_t source = 0;  // Column of who reports.
  struct Target {
    std::size_t column;
    std::vector<Code> truth;         // Per row; kNoCode: nobody said anything.
    std::vector<double> confidence;  // Per row.
  };
  std::vector<Target> targets;
};

/// Nothing if the table has no such columns, or its sources are all alike.
std::optional<SourceTruth> find_source_truth(const CodedTable& table,
                                             const Determinants& determinants);

}  // namespace aftercare::quality
