// A wait that there was, by its rank among all.

#pragma once

#include <algorithm>
#include <vector>

namespace aftercare::insight {

/// The lower one of two in the middle; 0 of none. Orders `waits` anew.
inline double wait_at(std::vector<double>& waits, double share) {
  if (waits.empty()) return 0;
  const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(waits.size() - 1));
  std::nth_element(waits.begin(), waits.begin() + rank, waits.end());
  return waits[static_cast<std::size_t>(rank)];
}

}  // namespace aftercare::insight
