#include "insight/forecast/harmonic.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "insight/statistics/symmetric.hpp"

namespace aftercare::insight {
namespace {

/// Rows of terms for values and steps ahead: 1, the line, the waves.
std::vector<Values> terms_of(std::size_t count, std::size_t learnt,
                             const std::vector<std::size_t>& seasons, std::size_t waves) {
  std::vector<Values> rows(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto& row = rows[i];
    row = {1, static_cast<double>(i) / static_cast<double>(learnt)};
    for (std::size_t s = 0; s < seasons.size(); ++s) {
      const auto period = seasons[s];
      for (std::size_t k = 1; k <= waves && 2 * k <= period; ++k) {
        // A wave that a shorter season has as well would stand twice.
        if (s > 0 && period % seasons[0] == 0 && k % (period / seasons[0]) == 0) continue;
        const double angle = 2 * std::numbers::pi * static_cast<double>(k * (i % period)) /
                             static_cast<double>(period);
        row.push_back(std::cos(angle));
        if (2 * k < period) row.push_back(std::sin(angle));
      }
    }
  }
  return rows;
}

}  // namespace

Values harmonics_ahead(Series series, const std::vector<std::size_t>& seasons,
                       std::size_t horizon) {
  const auto n = series.size();
  Values best;
  double least = INFINITY;
  for (std::size_t waves = 1; waves <= 6; ++waves) {
    const auto rows = terms_of(n + horizon, n, seasons, waves);
    const auto k = rows[0].size();
    if (n < 3 * k + 3) break;
    Symmetric gram(k);
    Values moment(k);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t a = 0; a < k; ++a) {
        moment[a] += rows[i][a] * series[i];
        for (std::size_t b = 0; b <= a; ++b) gram(a, b) += rows[i][a] * rows[i][b];
      }
    // So that a line without slope is no singular system.
    for (std::size_t a = 0; a < k; ++a) gram(a, a) += 1e-8 * static_cast<double>(n);
    const auto factor = gram.factor();
    if (!factor) break;
    const auto beta = factor->solve(moment);
    const auto at = [&](std::size_t i) {
      double value = 0;
      for (std::size_t a = 0; a < k; ++a) value += beta[a] * rows[i][a];
      return value;
    };
    double squares = 0, follow = 0, before = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double error = series[i] - at(i);
      squares += error * error;
      follow += error * before;
      before = error;
    }
    const auto terms = static_cast<double>(k), count = static_cast<double>(n);
    const double criterion = count * std::log(std::max(squares, 1e-300) / count) + 2 * terms +
                             2 * terms * (terms + 1) / (count - terms - 1);
    if (criterion >= least) continue;
    least = criterion;
    best.clear();
    const double carried = squares > 0 ? std::clamp(follow / squares, 0.0, 0.99) : 0;
    for (std::size_t h = 0; h < horizon; ++h) {
      before *= carried;
      best.push_back(at(n + h) + before);
    }
    if (seasons.empty()) break;  // More waves are no other model.
  }
  return best;
}

}  // namespace aftercare::insight
