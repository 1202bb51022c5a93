// What fails in a week was sold in many weeks before it: the failures to expect of each.

#pragma once

#include <cstddef>
#include <vector>

#include "insight/defects/survival.hpp"

namespace aftercare::insight {

class SoldBefore {
 public:
  /// `begins`: the days on which the steps begin, ascending; units are taken to be sold in the
  /// middle of theirs. `curve`: how many days they last (kaplan_meier).
  SoldBefore(const std::vector<double>& begins, const std::vector<SurvivalPoint>& curve);

  /// Failures at each step if what was sold (one number for each step) lasts as the curve says.
  std::vector<double> expected(const std::vector<double>& sold) const;

 private:
  std::size_t steps_ = 0;
  std::vector<double> failing_;  // Of a unit of step s at step w: at s * steps_ + w.
};

}  // namespace aftercare::insight
