// Tails of the binomial distribution, for counts of which each falls somewhere by chance.

#pragma once

#include <cstdint>

namespace aftercare::insight {

/// The probability of `count` or more of `n`, each with the chance `share`, half of the chance of
/// exactly so many left out (mid-p: of small counts the plain tail is too careful).
double binomial_tail(double count, double n, double share);

/// The standard normal number that is passed with this one-sided probability; REQUIRES 0 < p < 1.
double normal_quantile_above(double p);

}  // namespace aftercare::insight
