#include "insight/forecast/theta.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aftercare::insight {

Values theta_ahead(Series series, const std::vector<std::size_t>& seasons, std::size_t horizon) {
  Values rest(series.begin(), series.end());
  std::vector<Values> removed;
  for (const auto period : seasons) {
    removed.push_back(season_of(rest, period));
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= removed.back()[i % period];
  }
  const auto n = static_cast<double>(rest.size());
  double mean = 0, slope = 0;
  for (const auto value : rest) mean += value / n;
  for (std::size_t i = 0; i < rest.size(); ++i)
    slope += (static_cast<double>(i) - (n - 1) / 2) * (rest[i] - mean);
  slope *= n > 1 ? 12 / (n * (n * n - 1)) : 0;

  double best = std::numeric_limits<double>::infinity(), alpha = 0.5, level = rest.back();
  for (double tried = 0.02; tried < 1; tried += 0.02) {
    double at = rest[0], sum = 0;
    for (std::size_t i = 1; i < rest.size(); ++i) {
      const double error = rest[i] - at;
      sum += error * error;
      at += tried * error;
    }
    if (sum < best) best = sum, alpha = tried, level = at;
  }
  Values result;
  for (std::size_t h = 1; h <= horizon; ++h) {
    const double drift =
        slope / 2 * (static_cast<double>(h - 1) + (1 - std::pow(1 - alpha, n)) / alpha);
    double value = level + drift;
    for (std::size_t s = 0; s < seasons.size(); ++s)
      value += removed[s][(rest.size() + h - 1) % seasons[s]];
    result.push_back(value);
  }
  return result;
}

}  // namespace aftercare::insight
