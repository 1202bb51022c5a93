// What was counted of a stored table, so that rows that came since cost only themselves.
//
// Counts of rows are a group: what is in the table now is what was there, plus the rows that came,
// minus those that newer versions replaced. So a state is exact, not an estimate.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/frame.hpp"

namespace aftercare::quality {

/// Values of one group -> how many rows it has.
using GroupCounts = std::map<std::vector<store::Cell>, std::int64_t>;

struct CountedTable {
  std::int64_t commit = 0;  // The newest of the rows that were counted.
  std::int64_t rows = 0;
  // Question (the query that asks it of the whole table) -> what it answered.
  std::map<std::string, GroupCounts, std::less<>> answers;
};

/// By table.
using CountedTables = std::map<std::string, CountedTable, std::less<>>;

/// An answer as one text, and back. Fails (internal) on what text_of() never wrote.
std::string text_of(const GroupCounts& groups);
base::Result<GroupCounts> groups_in(std::string_view text);

}  // namespace aftercare::quality
