// A question about a fact, asked of its rollup.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "store/frame.hpp"
#include "store/query.hpp"

namespace aftercare::store {

struct RolledQuery {
  Query query;

  /// Makes of the rollup's frame what the fact would have answered: groups whose rows all went are
  /// no groups, a count of nothing is 0, a sum of nothing null.
  void settle(Frame& frame) const;

  std::size_t columns = 0;                                // Asked; the others only help to settle.
  std::vector<std::size_t> counts;                        // Columns.
  std::vector<std::pair<std::size_t, std::size_t>> sums;  // Columns, and of how many values.
};

/// None where the rollup would not give the same: a column it lacks, something that does not add up
/// (medians, distinct counts), a page of groups.
std::optional<RolledQuery> rolled_up(const Query& query);

}  // namespace aftercare::store
