// Where a series ends that is counted on something not yet complete.

#pragma once

#include <cstddef>
#include <span>

namespace aftercare::insight {

/// How many of the last steps are counted on a base that is still growing: each less than half of
/// the median of the up to twelve steps before them all. 0 if fewer than four steps would be left,
/// or more than a quarter of all would go: then the base is what it is.
std::size_t unripe_tail(std::span<const double> bases);

}  // namespace aftercare::insight
