// Did something that began on one day change a rate of few events?
//
// Damaged parcels a week are counts: five of four hundred orders here, two there. Their noise is
// that of counting and known from their size, which a series of ratios hides. So the events are
// modelled on their base (Poisson, variance raised as far as they scatter more). Beside others, the
// events of every step are split between the treated and the others (binomial): whatever both had
// in common in that step is gone (difference in differences of rates).

#pragma once

#include "insight/impact/impact.hpp"

namespace aftercare::insight {

/// Events of each step, and what they are counted on (orders, say).
struct CountedSeries {
  Values events;
  Values bases;  // Empty: the same for all steps.
};

/// As impact_of(); before, after and expected are events for each of the base. `control` has no
/// events where there is none. Steps without a base are left out. Fails (input) with fewer than
/// five steps before or after, and without any event.
base::Result<Impact> rate_impact_of(const CountedSeries& treated, const CountedSeries& control,
                                    std::size_t at, const ImpactSettings& settings = {});

}  // namespace aftercare::insight
