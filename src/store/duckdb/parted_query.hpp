// A question that counts each of many values once, asked in parts: what is counted once has to be
// held by the engine all at a time, and a part of it is less.

#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/frame.hpp"
#include "store/query.hpp"

namespace aftercare::store {

struct PartedQuery {
  Query query;
  std::string column;                       // By whose values the rows are parted.
  std::vector<std::optional<Function>> of;  // By column of the frame; none: a key of its group.

  /// What the whole question answers: the parts are asked one by one, and their groups put
  /// together, in the order of their keys. Fails with the first part that does.
  base::Result<Frame> ask(unsigned parts,
                          const std::function<base::Result<Frame>(const Query&)>& engine) const;
};

/// None where parts do not add up to the same: no or several columns are counted once, a mean or a
/// quantile is asked, or a page of groups.
std::optional<PartedQuery> in_parts(const Query& query);

}  // namespace aftercare::store
