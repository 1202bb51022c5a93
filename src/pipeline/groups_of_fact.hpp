// The store's groups of rows, for who chooses how coarse they become.

#pragma once

#include "privacy/anonymity.hpp"
#include "store/duckdb/fact_groups.hpp"

namespace aftercare::pipeline {

class GroupsOfFact final : public privacy::GroupedTable {
 public:
  /// `groups` must outlive it.
  explicit GroupsOfFact(const store::FactGroups& groups) : groups_(groups) {}
  base::Result<records::GroupCounts> grouped(const std::vector<int>& levels,
                                             const records::GroupDemand& demand) override {
    return groups_.grouped(levels, demand);
  }
  base::Result<std::uint64_t> different(std::size_t quasi, int level) override {
    return groups_.different(quasi, level);
  }

 private:
  const store::FactGroups& groups_;
};

}  // namespace aftercare::pipeline
