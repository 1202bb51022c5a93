// Small invented tables, and what repair says of them.

#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "quality/repair/repair.hpp"

namespace aftercare::quality {

// A small invented table.
class TableMaker {
 public:
  explicit TableMaker(std::vector<std::string> columns) { batch_.columns = std::move(columns); }

  TableMaker& row(std::vector<std::string> cells) {
    EXPECT_EQ(cells.size(), batch_.columns.size());
    for (auto& cell : cells) {
      const auto kept = std::make_shared<std::string>(std::move(cell));
      batch_.cells.push_back(*kept);
      batch_.keeps.push_back(kept);
    }
    batch_.origins.push_back({batch_.origins.size() + 2, 0});
    batch_.repairs.push_back(records::TextRepair::none);
    return *this;
  }
  const records::RawBatch& batch() const { return batch_; }

 private:
  records::RawBatch batch_;
};

inline std::vector<Repair> repairs_of(const TableMaker& table,
                                      std::vector<RepairAnswer> answers = {}) {
  base::NoProgress progress;
  RepairOptions options;
  static const auto known = KnownToRepair::load({}).value();
  options.knowledge = known.view();
  options.answers = std::move(answers);
  return find_repairs(table.batch(), options, progress).repairs;
}

inline const Repair* at(const std::vector<Repair>& repairs, std::size_t row, std::size_t column) {
  for (const auto& one : repairs)
    if (one.row == row && one.column == column) return &one;
  return nullptr;
}

inline std::size_t applied(const std::vector<Repair>& repairs) {
  std::size_t count = 0;
  for (const auto& one : repairs) count += one.state == RepairState::applied;
  return count;
}

}  // namespace aftercare::quality
