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

double cumulative_distance(std::vector<double> then, std::vector<double> now) {
  if (then.empty() || now.empty()) return 0;
  std::ranges::sort(then);
  std::ranges::sort(now);
  double furthest = 0;
  std::size_t a = 0, b = 0;
  while (a < then.size() && b < now.size()) {
    const double at = std::min(then[a], now[b]);
    while (a < then.size() && then[a] <= at) ++a;
    while (b < now.size() && now[b] <= at) ++b;
    furthest =
        std::max(furthest, std::abs(static_cast<double>(a) / static_cast<double>(then.size()) -
                                    static_cast<double>(b) / static_cast<double>(now.size())));
  }
  return furthest;
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
