// What came of rules each time they ran over the whole tables.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct RuleRun {
  std::string table;
  std::string rule;
  std::uint64_t checked = 0;
  std::uint64_t broken = 0;
  double measured = 0;
  bool passed = true;
  records::Moment at;
};

/// The latest first. A rule that was judged for several columns of a table at once is one run.
base::Result<std::vector<RuleRun>> rule_runs(const Database& database,
                                             const records::Viewer& viewer, std::uint64_t most);

}  // namespace aftercare::store
