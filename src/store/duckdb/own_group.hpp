// A change of the store in a group of slices of its own. Private to src/store/duckdb.

#pragma once

#include <mutex>

#include "base/result.hpp"
#include "store/duckdb/write_side.hpp"

namespace aftercare::store {

/// Stores first what is open, then what `change` does: all of it or, if it fails, nothing.
template <typename Change>
auto in_own_group(WriteSide& side, Change change) -> decltype(change()) {
  using Answer = decltype(change());
  const std::lock_guard lock(side.mutex);
  if (auto closed = side.close_group(); !closed) return Answer(base::failure_of(closed));
  if (auto opened = side.open_group(); !opened) return Answer(base::failure_of(opened));
  auto answer = change();
  if (!answer) {
    side.drop_group();
    return answer;
  }
  if (auto closed = side.close_group(); !closed) return Answer(base::failure_of(closed));
  return answer;
}

}  // namespace aftercare::store
