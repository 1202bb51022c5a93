// Steps that are like no other: holidays, sales days.

#pragma once

#include <cstdint>

#include "insight/series/season.hpp"

namespace aftercare::insight {

/// What each kind of special step (from 1; `special` names one for each value, 0: ordinary) adds:
/// the median difference to the ordinary values a season before and after it (a step, without a
/// season). Place 0 is 0, and so is a kind that was never seen.
Values special_effects(Series series, std::size_t season,
                       const std::vector<std::uint32_t>& special);

}  // namespace aftercare::insight
