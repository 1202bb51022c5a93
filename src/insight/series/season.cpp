#include "insight/series/season.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aftercare::insight {
namespace {

double mean_of(Series series) {
  return std::accumulate(series.begin(), series.end(), 0.0) / static_cast<double>(series.size());
}

/// Autocorrelations of lags 0 to `most`.
Values correlogram(Series series, std::size_t most) {
  const double mean = mean_of(series);
  Values centred(series.begin(), series.end());
  for (auto& value : centred) value -= mean;
  const double whole = std::inner_product(centred.begin(), centred.end(), centred.begin(), 0.0);
  Values result(most + 1);
  if (!(whole > 0)) return result;
  for (std::size_t lag = 0; lag <= most && lag < centred.size(); ++lag)
    result[lag] = std::inner_product(centred.begin() + static_cast<std::ptrdiff_t>(lag),
                                     centred.end(), centred.begin(), 0.0) /
                  whole;
  return result;
}

}  // namespace

double autocorrelation(Series series, std::size_t lag) {
  return lag < series.size() ? correlogram(series, lag).back() : 0;
}

bool shows_season(Series series, std::size_t period) {
  if (series.size() < 3 * period) return false;
  const auto acf = correlogram(series, period);
  double sum = 1;
  for (std::size_t lag = 1; lag < period; ++lag) sum += 2 * acf[lag] * acf[lag];
  return acf[period] > 1.645 * std::sqrt(sum / static_cast<double>(series.size()));
}

Values less_moving_average(Series series, std::size_t period) {
  const std::size_t n = series.size(), half = period / 2;
  Values prefix(n + 1);
  for (std::size_t i = 0; i < n; ++i) prefix[i + 1] = prefix[i] + series[i];
  const auto window = [&](std::size_t from, std::size_t to) { return prefix[to] - prefix[from]; };
  Values result(n);
  for (std::size_t i = 0; i < n; ++i) {
    // At the ends the nearest whole window, moved along its slope by nobody: a flat edge.
    const std::size_t centre = std::clamp(i, half, n - 1 - std::min(n - 1, half));
    const std::size_t from = centre - half;
    double average;
    if (period % 2 == 1)
      average = window(from, std::min(n, from + period)) / static_cast<double>(period);
    else
      average = (window(from, std::min(n, from + period)) +
                 window(std::min(n, from + 1), std::min(n, from + period + 1))) /
                (2.0 * static_cast<double>(period));
    result[i] = series[i] - average;
  }
  return result;
}

Values season_of(Series series, std::size_t period) {
  Values season(period);
  if (series.size() < 2 * period + 1) return season;
  const auto rest = less_moving_average(series, period);
  // The first and last half period have no whole window.
  const std::size_t half = period / 2, from = half, to = rest.size() - half;
  Values squares(period);
  std::vector<double> counts(period);
  for (auto i = from; i < to; ++i) {
    season[i % period] += rest[i];
    squares[i % period] += rest[i] * rest[i];
    counts[i % period] += 1;
  }
  double within = 0, between = 0, freedom = 0;
  for (std::size_t place = 0; place < period; ++place) {
    if (counts[place] == 0) continue;
    season[place] /= counts[place];
    within += squares[place] - counts[place] * season[place] * season[place];
    between += counts[place] * season[place] * season[place];
    freedom += counts[place] - 1;
  }
  const double mean = mean_of(season);
  for (auto& value : season) value -= mean;
  // James and Stein: 1 - 1/F of the places' means, not below 0.
  const double f = between / static_cast<double>(period - 1);
  const double noise = freedom > 0 ? within / freedom : 0;
  const double kept = f > 0 ? std::max(0.0, 1 - noise / f) : 0;
  for (auto& value : season) value *= kept;
  return season;
}

std::vector<std::size_t> seasons_of(Series series, std::size_t known) {
  std::vector<std::size_t> found;
  Values rest(series.begin(), series.end());
  if (known >= 2 && shows_season(series, known)) {
    found.push_back(known);
    const auto season = season_of(rest, known);
    rest = less_moving_average(rest, known);
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= season[i % known];
  } else if (rest.size() > 2) {
    // Differences: a trend would make every lag look like a season.
    for (auto i = rest.size() - 1; i > 0; --i) rest[i] -= rest[i - 1];
    rest.erase(rest.begin());
  }
  // A longer one: the highest peak that stands out among its neighbours.
  const std::size_t shortest = found.empty() ? 4 : 2 * known, longest = rest.size() / 3;
  if (longest <= shortest + 1) return found;
  const auto acf = correlogram(rest, longest + 1);
  std::size_t best = 0;
  const double limit = 3.5 / std::sqrt(static_cast<double>(rest.size()));
  for (auto lag = shortest; lag <= longest; ++lag) {
    if (!found.empty() && lag % known != 0) continue;
    if (acf[lag] < limit || acf[lag] < acf[lag - 1] || acf[lag] < acf[lag + 1]) continue;
    if (best == 0 || acf[lag] > acf[best] * 1.1) best = lag;
  }
  if (best > 0) found.push_back(best);
  return found;
}

}  // namespace aftercare::insight
