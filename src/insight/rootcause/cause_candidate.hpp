// What may be a cause: a value, or two together, and how it stands beside its siblings.

#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "insight/rootcause/cause_rows.hpp"

namespace aftercare::insight {

using CauseCondition = std::pair<std::size_t, std::uint32_t>;  // Dimension, value.

bool fits(const CauseRows::Cell& cell, const std::vector<CauseCondition>& conditions);

struct CauseCandidate {
  std::vector<CauseCondition> conditions;
  double count = 0, of = 0;      // Events; of all siblings.
  double base = 0, base_of = 0;  // What they are counted on, or by share: events one step up.
  bool by_share = false;
  double expected = 0, ratio = 0, low = 0, high = 0, z = 0, p = 1;
  double sure_excess() const { return low > 1 ? count * (1 - 1 / low) : 0; }

  /// Rate (or share) beside the siblings', of events of which `clustering` come together: all but
  /// p.
  void measure(double clustering);
};

/// Measured candidates, all the values of one dimension (or pair of them): p, and a wider interval,
/// by what siblings differ by anyway.
void settle(std::vector<CauseCandidate>& all, std::size_t begin, double clustering);

}  // namespace aftercare::insight
