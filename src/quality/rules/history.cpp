#include "quality/rules/history.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aftercare::quality {
namespace {

double sum_of(const std::vector<std::uint64_t>& counts) {
  return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
}

}  // namespace

double stability_index(const std::vector<std::uint64_t>& then,
                       const std::vector<std::uint64_t>& now) {
  const double before = sum_of(then), after = sum_of(now);
  if (before == 0 || after == 0) return 0;
  double index = 0;
  for (std::size_t i = 0; i < std::min(then.size(), now.size()); ++i) {
    if (then[i] == 0 && now[i] == 0) continue;
    const double a = std::max(0.5, static_cast<double>(then[i])) / before;
    const double b = std::max(0.5, static_cast<double>(now[i])) / after;
    index += (b - a) * std::log(b / a);
  }
  return index;
}

double chi_square_p(const std::vector<std::uint64_t>& then, const std::vector<std::uint64_t>& now) {
  const double before = sum_of(then), after = sum_of(now);
  if (before == 0 || after == 0) return 1;
  double statistic = 0;
  std::size_t buckets = 0;
  for (std::size_t i = 0; i < std::min(then.size(), now.size()); ++i) {
    const double both = static_cast<double>(then[i] + now[i]);
    if (both == 0) continue;
    ++buckets;
    const double a = both * before / (before + after), b = both * after / (before + after);
    statistic += (static_cast<double>(then[i]) - a) * (static_cast<double>(then[i]) - a) / a +
                 (static_cast<double>(now[i]) - b) * (static_cast<double>(now[i]) - b) / b;
  }
  if (buckets < 2) return 1;
  const auto degrees = static_cast<double>(buckets - 1);
  const double spread = 2 / (9 * degrees);
  const double normal = (std::cbrt(statistic / degrees) - (1 - spread)) / std::sqrt(spread);
  return 0.5 * std::erfc(normal / std::sqrt(2.0));
}

CumulativeDistance cumulative_distance(WeightedValues then, WeightedValues now) {
  const auto count_of = [](const WeightedValues& values) {
    double count = 0;
    for (const auto& [value, times] : values) count += static_cast<double>(times);
    return count;
  };
  const double before = count_of(then), after = count_of(now);
  CumulativeDistance found;
  if (before == 0 || after == 0) return found;
  std::ranges::sort(then);
  std::ranges::sort(now);
  double below_then = 0, below_now = 0;
  for (std::size_t a = 0, b = 0; a < then.size() && b < now.size();) {
    const double at = std::min(then[a].first, now[b].first);
    while (a < then.size() && then[a].first <= at)
      below_then += static_cast<double>(then[a++].second);
    while (b < now.size() && now[b].first <= at) below_now += static_cast<double>(now[b++].second);
    found.distance = std::max(found.distance, std::abs(below_then / before - below_now / after));
  }
  const double root = std::sqrt(before * after / (before + after));
  const double scaled = (root + 0.12 + 0.11 / root) * found.distance;
  double p = 0;
  constexpr int terms = 100;
  for (int k = 1; k <= terms; ++k)
    p += (k % 2 == 1 ? 2.0 : -2.0) * std::exp(-2.0 * k * k * scaled * scaled);
  constexpr double where_the_series_fails = 0.2;
  found.p = scaled < where_the_series_fails ? 1 : std::clamp(p, 0.0, 1.0);
  return found;
}

VolumeBand judge_volume(const std::map<std::int64_t, std::uint64_t>& rows_of_day,
                        double lowest_share, double highest_share) {
  VolumeBand band;
  if (rows_of_day.size() < 2) return band;
  std::vector<std::uint64_t> counts;
  const auto first = rows_of_day.begin()->first, last = rows_of_day.rbegin()->first;
  constexpr std::int64_t longest = 36'600;
  const auto from = std::max(first, last - longest);
  for (auto day = from; day <= last; ++day) {
    const auto at = rows_of_day.find(day);
    counts.push_back(at == rows_of_day.end() ? 0 : at->second);
  }
  auto earlier = counts;
  earlier.pop_back();
  std::ranges::sort(earlier);
  const auto median = static_cast<double>(earlier[earlier.size() / 2]);
  band.lowest = lowest_share * median;
  band.highest = highest_share * median;
  band.days = counts.size();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto rows = static_cast<double>(counts[i]);
    if (rows < band.lowest || rows > band.highest)
      band.outside.push_back(from + static_cast<std::int64_t>(i));
  }
  return band;
}

}  // namespace aftercare::quality
