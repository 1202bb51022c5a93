#include "insight/statistics/noise.hpp"

#include <algorithm>
#include <cmath>

namespace aftercare::insight {
namespace {

// Mean square of the differences, those beyond four robust deviations drawn in to there.
double drawn_in_variance(Series series, std::size_t lag) {
  Values differences;
  for (auto i = lag; i < series.size(); ++i)
    differences.push_back(std::abs(series[i] - series[i - lag]));
  auto sorted = differences;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  // Of a normal number the median of |x| is 0.6745 deviations. If more than half do not move at
  // all (rare events), there is no scale to judge outliers by.
  const double limit = *middle > 0 ? 4 * *middle / 0.6745 : INFINITY;
  double squares = 0;
  for (const auto difference : differences) {
    const double drawn = std::min(difference, limit);
    squares += drawn * drawn / static_cast<double>(differences.size());
  }
  return squares;
}

}  // namespace

Noise noise_of(Series series) {
  if (series.size() < 4) return {};
  // One step of a constant, or one spike, is a change and no noise.
  std::size_t moves = 0;
  for (std::size_t i = 1; i < series.size(); ++i) moves += series[i] != series[i - 1];
  if (moves <= std::max<std::size_t>(2, series.size() / 50)) return {};
  const double one = drawn_in_variance(series, 1), two = drawn_in_variance(series, 2);
  if (!(one > 0)) return {};
  Noise noise;
  noise.persistence = std::clamp(two / one - 1, 0.0, 0.9);
  noise.deviation = std::sqrt(one / (2 * (1 - noise.persistence)));
  return noise;
}

}  // namespace aftercare::insight
