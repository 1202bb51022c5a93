// What holidays and sales days add to a series.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "insight/series/season.hpp"

namespace aftercare::insight {

struct SpecialPart {
  std::uint32_t kind = 0;    // From 1.
  std::size_t n = 0;         // Steps of it.
  double effect = 0;         // Mean difference to the ordinary steps around each.
  double low = 0, high = 0;  // 95 %.
  double p = 1, q = 1;       // Two-sided; q over all kinds (Benjamini and Hochberg).
};

/// `special` names the kind of each step, 0: an ordinary one. Around a step are up to seven
/// ordinary ones on either side, by their median; the noise is how far ordinary steps lie from
/// those around them. Seasons are to be taken out before. Kinds without a step are left out;
/// nothing with fewer than 20 ordinary steps.
std::vector<SpecialPart> special_parts(Series series, const std::vector<std::uint32_t>& special);

/// The series with each special step as the ordinary ones around it: what a season is to be sought
/// in, so that two sales a month apart make no month.
Values without_special(Series series, const std::vector<std::uint32_t>& special);

}  // namespace aftercare::insight
