#include "insight/defects/rate_spread.hpp"

#include <algorithm>
#include <cmath>

#include "insight/statistics/chi_square.hpp"
#include "insight/statistics/log_gamma.hpp"

namespace aftercare::insight {
namespace {

constexpr double kLeastVariation = 0.03;
constexpr double kVariationStep = 1.3;
constexpr int kVariations = 22;     // Up to 7 times the mean.
constexpr double kMeanSteps = 0.5;  // Standard deviations between two means of the grid.
constexpr int kMeansEachSide = 7;

// Where a gamma distribution of this mean and variance has `above` of itself still above it. Such a
// number, doubled and in units of its scale, is a chi-square one of twice the shape.
double gamma_beyond(double mean, double variance, double above) {
  const double shape = mean * mean / variance;
  const double scale = variance / mean;
  double low = 0;
  double high = mean + 20 * std::sqrt(variance);
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (chi_square_above(2 * middle / scale, 2 * shape) > above ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

// Log likelihood of the counts for one variation and any mean, without what no spread changes.
class Likelihood {
 public:
  Likelihood(const std::vector<Failures>& groups, double variation)
      : groups_(groups), shape_(variation > 0 ? 1 / (variation * variation) : 0) {
    for (const auto& group : groups)
      if (variation > 0 && group.n > 0)
        of_counts_ += log_gamma(shape_ + group.failed) - log_gamma(shape_);
  }

  double at(double mean) const {
    const double rate = shape_ / mean;
    double told = of_counts_;
    for (const auto& group : groups_) {
      if (!(group.n > 0)) continue;
      if (shape_ > 0)
        told += shape_ * std::log(rate) - (shape_ + group.failed) * std::log(rate + group.n);
      else
        told += group.failed * std::log(mean) - mean * group.n;
    }
    return told;
  }

 private:
  const std::vector<Failures>& groups_;
  double shape_;  // Of the gamma distribution; 0: no variation.
  double of_counts_ = 0;
};

}  // namespace

std::vector<RateSpread> rate_spreads(const std::vector<Failures>& groups) {
  double units = 0;
  double failed = 0;
  double squares = 0;
  for (const auto& group : groups) {
    if (!(group.n > 0)) continue;
    units += group.n;
    failed += group.failed;
    squares += group.n * group.n;
  }
  std::vector<RateSpread> spreads;
  if (units <= 0) return spreads;
  double variation = 0;
  for (int v = 0; v <= kVariations; ++v) {
    const double next = v == 0 ? kLeastVariation : variation * kVariationStep;
    // Each stands for the piece of the axis up to the next.
    const double prior = std::log(next - variation) - 0.5 * variation * variation;
    const double wide =
        std::sqrt(1 / (failed + 0.5) + variation * variation * squares / (units * units));
    const Likelihood likelihood(groups, variation);
    for (int m = -kMeansEachSide; m <= kMeansEachSide; ++m) {
      const double log_mean = std::log((failed + 0.5) / units) + m * kMeanSteps * wide;
      const double mean = std::exp(log_mean);
      // Jeffreys: as 1 / sqrt(mean), on the logarithmic axis sqrt(mean).
      spreads.push_back(
          {mean, variation, likelihood.at(mean) + prior + 0.5 * log_mean + std::log(wide)});
    }
    variation = next;
  }
  const double most = std::ranges::max_element(spreads, {}, &RateSpread::weight)->weight;
  double sum = 0;
  for (auto& spread : spreads) sum += spread.weight = std::exp(spread.weight - most);
  for (auto& spread : spreads) spread.weight /= sum;
  std::erase_if(spreads, [](const RateSpread& spread) { return spread.weight < 1e-9; });
  return spreads;
}

Expected expected_of(const std::vector<double>& units, const std::vector<Failures>& groups,
                     const std::vector<RateSpread>& spreads) {
  double mean = 0;
  double square = 0;
  for (const auto& [centre, variation, weight] : spreads) {
    double sum = 0;
    double variance = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      if (!(units[g] > 0)) continue;
      if (!(variation > 0)) {
        sum += units[g] * centre;
        continue;
      }
      const double shape = 1 / (variation * variation);
      const double per_unit = shape / centre + groups[g].n;
      const double own = (shape + groups[g].failed) / per_unit;
      sum += units[g] * own;
      variance += units[g] * units[g] * own / per_unit;
    }
    mean += weight * sum;
    square += weight * (sum * sum + variance);
  }
  return {mean, square - mean * mean};
}

PlacedRate placed_rate(const Failures& group, const std::vector<RateSpread>& spreads) {
  const auto [mean, variance] = expected_of({1}, {group}, spreads);
  if (!(mean > 0) || !(variance > 0)) return {mean, mean, mean};
  return {gamma_beyond(mean, variance, 0.5), gamma_beyond(mean, variance, 0.975),
          gamma_beyond(mean, variance, 0.025)};
}

}  // namespace aftercare::insight
