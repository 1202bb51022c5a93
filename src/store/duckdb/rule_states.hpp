// What rules counted of a table, kept so that rows that come later cost only themselves.

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct RuleState {
  std::string table;
  std::int64_t commit = 0;  // The newest of the rows that were counted.
  std::int64_t rows = 0;
  std::vector<std::pair<std::string, std::string>> answers;  // Question, what it answered.
};

base::Result<std::vector<RuleState>> rule_states(const Database& database);

}  // namespace aftercare::store
