#include "insight/trend/slope.hpp"

#include <algorithm>
#include <cmath>

#include "insight/statistics/noise.hpp"
#include "insight/statistics/normal.hpp"

namespace aftercare::insight {
namespace {

constexpr std::size_t kMostPoints = 1'000;

}  // namespace

Slope slope_of(Series series) {
  const auto group = (series.size() + kMostPoints - 1) / kMostPoints;
  Values values;
  for (std::size_t i = 0; i + group <= series.size(); i += std::max<std::size_t>(1, group)) {
    double sum = 0;
    for (std::size_t k = 0; k < group; ++k) sum += series[i + k];
    values.push_back(sum / static_cast<double>(group));
  }
  const auto n = values.size();
  if (n < 4) return {};
  Values slopes;
  slopes.reserve(n * (n - 1) / 2);
  double concordance = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i + 1; j < n; ++j) {
      const double difference = values[j] - values[i];
      slopes.push_back(difference / static_cast<double>((j - i) * group));
      concordance += difference > 0 ? 1 : difference < 0 ? -1 : 0;
    }
  std::sort(slopes.begin(), slopes.end());
  Slope slope;
  const auto m = slopes.size();
  slope.per_step = (slopes[(m - 1) / 2] + slopes[m / 2]) / 2;

  // What the slope leaves, as errors of first order; the usual estimate of their correlation is too
  // small in short series (Kendall 1954).
  Values rest(n);
  for (std::size_t i = 0; i < n; ++i)
    rest[i] = values[i] - slope.per_step * static_cast<double>(i * group);
  const auto count = static_cast<double>(n);
  double r = autocorrelation(rest, 1);
  r = r > 1 / std::sqrt(count) ? std::min(0.95, r + (1 + 4 * r) / count) : 0;
  double more = 0, power = r;
  for (double k = 1; k < count && power > 1e-6; ++k, power *= r) more += (1 - k / count) * power;
  // What is left may be no chain of first order: the larger of the two is taken.
  const double inflation = std::max(1 + 2 * more, noise_of(rest).far_inflation);
  double variance = count * (count - 1) * (2 * count + 5) / 18 * inflation;
  const double deviation = std::sqrt(variance);
  slope.p = two_sided(std::max(0.0, std::abs(concordance) - 1) / deviation);
  const double half = kNormal95 * deviation / 2, middle = static_cast<double>(m) / 2;
  const auto at = [&](double rank) {
    return slopes[static_cast<std::size_t>(std::clamp(rank, 0.0, static_cast<double>(m - 1)))];
  };
  slope.low = at(middle - half - 1);
  slope.high = at(middle + half);
  return slope;
}

}  // namespace aftercare::insight
