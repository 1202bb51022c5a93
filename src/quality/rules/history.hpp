// How far numbers are from what they were: volumes against a band, and distributions apart.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace aftercare::quality {

/// Population stability index over the same buckets: the sum of (now - then) ln(now / then) of the
/// shares, an empty bucket counted as half a value. Below 0.1 stable, above 0.25 shifted (the
/// usual reading). 0 if either is empty.
double stability_index(const std::vector<std::uint64_t>& then,
                       const std::vector<std::uint64_t>& now);

/// Two-sample chi-square of counts over the same buckets, as p value (Wilson and Hilferty's
/// approximation of the tail). 1 if there is nothing to compare.
double chi_square_p(const std::vector<std::uint64_t>& then, const std::vector<std::uint64_t>& now);

/// Values, each with how often it stood there.
using WeightedValues = std::vector<std::pair<double, std::uint64_t>>;

/// Two samples by the largest distance of their cumulative distributions (Kolmogorov and Smirnov).
struct CumulativeDistance {
  double distance = 0;  // In [0, 1]; 0 if a sample is empty.
  double p = 1;         // Of so large a distance by chance: Kolmogorov's limit, with Stephens'
                        // correction for small samples.
};
CumulativeDistance cumulative_distance(WeightedValues then, WeightedValues now);

/// Rows a day: the days outside median -/+ factor, days without rows inside the range counted as 0.
struct VolumeBand {
  double lowest = 0, highest = 0;     // What a day may have.
  std::vector<std::int64_t> outside;  // Days since 1970.
  std::size_t days = 0;
};
/// The band is lowest_share to highest_share of the median of the other days, the last day judged
/// by all before it. REQUIRES days with at least one row each.
VolumeBand judge_volume(const std::map<std::int64_t, std::uint64_t>& rows_of_day,
                        double lowest_share, double highest_share);

}  // namespace aftercare::quality
