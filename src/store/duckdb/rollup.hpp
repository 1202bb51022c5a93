// Rollups: a fact with the few columns that dashboards ask by, and how many rows share them.
//
// A question that adds up and asks by nothing else gets the same numbers out of a rollup as out of
// the fact, of far fewer rows (rolled_query.hpp). A rollup is kept with its fact, in the same
// transaction: rows that come add to it, rows that go are taken out by rows of negative weight,
// which are folded into the others now and then (docs/decisions/0012-rollups.md).

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/duckdb/connection.hpp"

namespace aftercare::store {

struct Rollup {
  std::string_view fact;
  std::string_view name;
  std::vector<std::string_view> keys;  // Columns of the fact that few values tell apart.
  std::vector<std::string_view> sums;  // Columns whose sum is kept, and `..._known`: of how many.
};

/// The column that says how many rows of the fact a row stands for.
inline constexpr const char* kRollupRows = "n";
inline constexpr std::string_view kRollupKnown = "_known";

std::span<const Rollup> rollups();
/// nullptr if the fact has none.
const Rollup* rollup_of(std::string_view fact);

/// One row for each combination of keys that the fact has.
std::string folded_sql(const Rollup& rollup);

/// Makes all rollups of their facts if the store has none of this program's form.
base::Result<void> keep_rollups(const Connection& connection);
/// Makes the rollup empty. The fact exists.
base::Result<void> empty_rollup(const Connection& connection, const Rollup& rollup);

/// One change of a fact, told to its rollup; within the caller's transaction.
class RollupChange {
 public:
  /// Before anything of the fact changes.
  static base::Result<RollupChange> begin(const Connection& connection, const Rollup& rollup);
  /// Before the rows that this condition is true for are deleted.
  base::Result<void> take_out(const std::string& condition) const;
  /// After all rows were inserted.
  base::Result<void> put_in() const;

 private:
  RollupChange(const Connection& connection, const Rollup& rollup, std::int64_t last_row)
      : connection_(&connection), rollup_(&rollup), last_row_(last_row) {}

  const Connection* connection_;
  const Rollup* rollup_;
  std::int64_t last_row_;  // Of the engine's numbers of rows, which only grow.
};

}  // namespace aftercare::store
