#include "insight/statistics/noise.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

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

// The variogram: half the mean square of differences at every distance levels off at the variance;
// what it lacks of that before is correlation. {level, inflation}.
std::pair<double, double> of_variogram(Series series) {
  const auto n = series.size();
  const auto farthest = std::clamp<std::size_t>(n / 5, 3, 12);
  if (n < 20) return {0, 1};
  Values half;
  for (std::size_t lag = 1; lag <= farthest; ++lag)
    half.push_back(drawn_in_variance(series, lag) / 2);
  double level = 0;
  for (std::size_t i = half.size() - 3; i < half.size(); ++i) level += half[i] / 3;
  if (!(level > 0)) return {0, 1};
  double inflation = 1;
  for (std::size_t lag = 1; lag <= half.size(); ++lag) {
    const double correlation = 1 - half[lag - 1] / level;
    if (correlation <= 0) break;  // From there on it is noise.
    inflation += 2 * correlation;
  }
  // Few values tell little of it, and the level that was taken out took some of it along.
  return {level, inflation * (1 + 4 * inflation / static_cast<double>(n))};
}

}  // namespace

double Noise::inflation() const {
  if (values == 0) return 1;
  constexpr double highest = 0.93;
  // Differences at one and two steps tell the correlation half as well as all products do.
  constexpr double as_products = 2;
  const auto n = static_cast<double>(values);
  const double r = std::min(highest, persistence + (1 + 3 * persistence) / n);
  const double doubt = as_products * (1 - r * r) / n;
  const double chain = (1 + r) / (1 - r) + 2 / std::pow(1 - r, 3) * doubt;
  return std::min(std::max(chain, far_inflation), (1 + highest) / (1 - highest));
}

Noise noise_of(Series series) {
  if (series.size() < 4) return {};
  // One step of a constant, or one spike, is a change and no noise.
  std::size_t moves = 0;
  for (std::size_t i = 1; i < series.size(); ++i) moves += series[i] != series[i - 1];
  if (moves <= std::max<std::size_t>(2, series.size() / 50)) return {};
  const double one = drawn_in_variance(series, 1), two = drawn_in_variance(series, 2);
  if (!(one > 0)) return {};
  Noise noise;
  noise.values = series.size();
  noise.persistence = std::clamp(two / one - 1, 0.0, 0.9);
  noise.deviation = std::sqrt(one / (2 * (1 - noise.persistence)));
  // Both say how much a mean varies; the variogram in parts of its own level.
  if (const auto [level, inflation] = of_variogram(series); level > 0)
    noise.far_inflation = std::max(1.0, level * inflation / (noise.deviation * noise.deviation));
  return noise;
}

}  // namespace aftercare::insight
