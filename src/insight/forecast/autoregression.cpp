#include "insight/forecast/autoregression.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "insight/statistics/symmetric.hpp"

namespace aftercare::insight {

std::vector<std::size_t> lags_of(const std::vector<std::size_t>& seasons, std::size_t length,
                                 std::size_t recent) {
  std::set<std::size_t> lags;
  for (std::size_t lag = 1; lag <= recent; ++lag) lags.insert(lag);
  for (std::size_t s = 0; s < seasons.size(); ++s) {
    const auto period = seasons[s];
    for (const std::size_t lag : {period - 1, period, period + 1}) lags.insert(lag);
    lags.insert(2 * period);
    if (s == 0) lags.insert({2 * period - 1, 2 * period + 1, 3 * period});
  }
  // Three rows for each lag at least.
  std::vector<std::size_t> kept;
  for (const auto lag : lags)
    if (lag > 0 && length >= lag + 3 * (lags.size() + 1)) kept.push_back(lag);
  return kept;
}

Values autoregress_ahead(Series series, const std::vector<std::size_t>& lags, std::size_t horizon) {
  if (lags.empty()) return {};
  const auto reach = lags.back(), k = lags.size();
  if (series.size() < reach + 3 * (k + 1)) return {};
  const auto rows = series.size() - reach;
  // Centred and scaled by the series, so that one penalty suits all lags.
  double mean = 0, weight_sum = 0;
  Values weights(rows);
  const double forgetting = std::pow(0.25, 1.0 / static_cast<double>(rows));
  for (std::size_t row = 0; row < rows; ++row) {
    weights[row] = std::pow(forgetting, static_cast<double>(rows - 1 - row));
    mean += weights[row] * series[reach + row];
    weight_sum += weights[row];
  }
  mean /= weight_sum;
  Symmetric gram(k);
  Values moment(k), x(k);
  double total = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const double w = weights[row] / weight_sum, y = series[reach + row] - mean;
    for (std::size_t i = 0; i < k; ++i) x[i] = series[reach + row - lags[i]] - mean;
    for (std::size_t i = 0; i < k; ++i) {
      moment[i] += w * x[i] * y;
      for (std::size_t j = 0; j <= i; ++j) gram(i, j) += w * x[i] * x[j];
    }
    total += w * y * y;
  }
  if (!(total > 0)) return Values(horizon, series.back());
  Values best;
  double least = 0;
  for (const double share : {1e-5, 1e-4, 1e-3, 1e-2, 1e-1}) {
    auto penalised = gram;
    for (std::size_t i = 0; i < k; ++i) penalised(i, i) += share * total;
    const auto solved = penalised.factor();
    if (!solved) continue;
    const auto beta = solved->solve(moment);
    double fit = total, freedom = 0;
    for (std::size_t i = 0; i < k; ++i) {
      fit -= 2 * beta[i] * moment[i];
      for (std::size_t j = 0; j < k; ++j)
        fit += beta[i] * beta[j] * gram(std::max(i, j), std::min(i, j));
      Values unit(k);
      for (std::size_t j = 0; j < k; ++j) unit[j] = gram(std::max(i, j), std::min(i, j));
      freedom += solved->solve(unit)[i];
    }
    const double left = 1 - freedom / static_cast<double>(rows) - 1 / static_cast<double>(rows);
    const double score = left > 0 ? fit / (left * left) : INFINITY;
    if (best.empty() || score < least) best = beta, least = score;
  }
  if (best.empty()) return {};
  Values path(series.begin(), series.end());
  for (std::size_t h = 0; h < horizon; ++h) {
    double value = mean;
    for (std::size_t i = 0; i < k; ++i) value += best[i] * (path[path.size() - lags[i]] - mean);
    path.push_back(value);
  }
  return {path.end() - static_cast<std::ptrdiff_t>(horizon), path.end()};
}

}  // namespace aftercare::insight
