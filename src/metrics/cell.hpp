// Cells as keys and as numbers.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "store/frame.hpp"

namespace aftercare::metrics {

using Key = std::vector<store::Cell>;

/// Orders cells; null comes last.
bool less(const store::Cell& a, const store::Cell& b);

struct KeyLess {
  bool operator()(const Key& a, const Key& b) const;
};

/// The number in a cell; none for null and for what is no number.
std::optional<double> number_in(const store::Cell& cell);
/// A count; 0 for null.
std::int64_t count_in(const store::Cell& cell);

}  // namespace aftercare::metrics
