// Tables for tests, as intake would hand them over.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "records/raw_batch.hpp"

namespace aftercare::quality {

/// REQUIRES: every row has as many cells as there are columns.
inline records::RawBatch table_of(std::vector<std::string> columns,
                                  std::vector<std::vector<std::string>> rows) {
  records::RawBatch table;
  table.columns = std::move(columns);
  const auto kept = std::make_shared<const std::vector<std::vector<std::string>>>(std::move(rows));
  for (std::size_t row = 0; row < kept->size(); ++row) {
    for (const auto& cell : (*kept)[row]) table.cells.push_back(cell);
    table.origins.push_back({row + 2, 0});
    table.repairs.push_back(records::TextRepair::none);
  }
  table.keeps.push_back(kept);
  return table;
}

}  // namespace aftercare::quality
