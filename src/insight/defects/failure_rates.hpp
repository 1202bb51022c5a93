// Failure rates of many groups beside each other, the small ones not taken at their word, and an
// early warning when one begins to fail more.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace aftercare::insight {

struct Failures {
  double n = 0;       // Units, or another exposure.
  double failed = 0;  // Of them, or on it.
};

/// The failures of a group in each stratum (a category of products, say) that it shares with its
/// siblings. All groups have the same strata in the same order; n 0: it has no units in that one.
using StratifiedFailures = std::vector<Failures>;

Failures together(const StratifiedFailures& strata);

struct ShrunkRate {
  double rate = 0;           // failed / n.
  double shrunk = 0;         // Drawn towards the mean of all, the more the fewer units there are.
  double low = 0, high = 0;  // 95 % of where it lies, given all groups.
  double expected = 0;       // Failures at the rate of all others, in each stratum at theirs.
  double p = 1;              // One-sided: as many failures or more, were it like the others.
  double q = 1;              // Adjusted for the number of groups (Benjamini and Hochberg).
};

/// One for each group. Groups without units have nothing: rate 0, p 1. The groups' rates are drawn
/// from a gamma distribution; neither its mean nor its spread is taken as known (rate_spread.hpp).
std::vector<ShrunkRate> shrunk_rates(const std::vector<Failures>& groups);

/// The same where units of different strata fail differently: each group is held against what its
/// own mix of strata lets expect (indirect standardisation). The rate of a stratum is drawn towards
/// that of all as far as the strata tell; that it is only estimated widens the test. Failures
/// of which `clustering` (>= 1) come together are so many fewer to judge by.
std::vector<ShrunkRate> standardised_rates(const std::vector<StratifiedFailures>& groups,
                                           double clustering = 1);

/// Whether a rate rises on its way: the cumulative sum of Poisson counts (Lucas 1985), tuned to
/// find a doubling.
struct RateWarning {
  std::vector<double> sums;  // Of each step.
  double alarm_at = 0;       // Passed by chance in 1 of 100 such courses.
  std::size_t first = 0;     // The first step beyond; the number of steps: none.
  std::size_t began = 0;     // The step after which the sum last was 0.
  bool warns() const { return first < sums.size(); }
};

/// `usual` is the rate that is expected, in failures for each unit. The chance is simulated, the
/// same for the same input.
RateWarning watch_rate(const std::vector<Failures>& steps, double usual);

}  // namespace aftercare::insight
