#include "insight/impact/impact.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "insight/statistics/noise.hpp"
#include "insight/statistics/normal.hpp"
#include "insight/trend/slope.hpp"

namespace aftercare::insight {
namespace {

constexpr std::size_t kLeastValues = 5, kLeastPlacebos = 20;

double mean_of_part(Series series, std::size_t from, std::size_t to) {
  const auto part = series.subspan(from, to - from);
  return std::accumulate(part.begin(), part.end(), 0.0) / static_cast<double>(part.size());
}

struct StepEffect {
  double effect = 0;
  double error = 0;
  bool line = false;

  double z() const { return error > 0 ? effect / error : effect == 0 ? 0 : INFINITY; }
};

// Mean of [at, to) less what [0, at) leads to expect.
StepEffect step_at(Series series, std::size_t at, std::size_t to, const Noise& noise) {
  const auto past = series.first(at);
  const auto n0 = static_cast<double>(at), n1 = static_cast<double>(to - at);
  const double variance = noise.long_run_variance();
  StepEffect step;
  double expected = mean_of_part(series, 0, at), spread = 1 / n0 + 1 / n1;
  const auto slope = slope_of(past);
  if (at >= 2 * kLeastValues && slope.p < 0.05) {
    step.line = true;
    double along = 0, squares = 0;
    for (std::size_t i = 0; i < at; ++i) {
      const double x = static_cast<double>(i) - (n0 - 1) / 2;
      along += x * past[i];
      squares += x * x;
    }
    const double distance = (n0 - 1) / 2 + (n1 + 1) / 2;  // Between the middles.
    expected += along / squares * distance;
    spread += distance * distance / squares;
  }
  step.effect = mean_of_part(series, at, to) - expected;
  step.error = std::sqrt(variance * spread);
  return step;
}

// Noise of a short past is itself not well known: few values give a wider interval, as Student's.
double few_values(double freedom) {
  return 1 + 1.2 / std::max(1.0, freedom - 1.5);
}

}  // namespace

base::Result<Impact> impact_of(Series series, Series control, std::size_t at,
                               const ImpactSettings& settings) {
  const auto n = series.size();
  if (at < kLeastValues || n < at + kLeastValues)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("too few values: {} before and {} after, at least {} of each are needed",
                    std::min(at, n), n - std::min(at, n), kLeastValues),
        fmt::format("数据过少：之前 {} 个、之后 {} 个，各至少需要 {} 个", std::min(at, n),
                    n - std::min(at, n), kLeastValues));
  Values rest(series.begin(), series.end());
  if (!control.empty()) {
    const double usual = mean_of_part(control, 0, at);
    for (std::size_t i = 0; i < n; ++i) rest[i] -= control[i] - usual;
  }
  // The season as the past shows it; the change itself must not become part of it.
  const auto past_season =
      settings.season > 1 && shows_season(Series(rest).first(at), settings.season)
          ? season_of(Series(rest).first(at), settings.season)
          : Values(1);
  for (std::size_t i = 0; i < n; ++i) rest[i] -= past_season[i % past_season.size()];

  Impact impact;
  impact.before_n = at;
  impact.after_n = n - at;
  impact.before = mean_of_part(series, 0, at);
  impact.after = mean_of_part(series, at, n);
  const auto noise = noise_of(rest);
  const auto step = step_at(rest, at, n, noise);
  const double wider = few_values(static_cast<double>(n) / noise.inflation() - 2);
  impact.line = step.line;
  impact.effect = step.effect;
  impact.expected = impact.after - step.effect;
  impact.low = step.effect - kNormal95 * wider * step.error;
  impact.high = step.effect + kNormal95 * wider * step.error;
  impact.p = two_sided(step.z() / wider);
  std::size_t as_sure = 0;
  for (auto day = kLeastValues; day + kLeastValues <= at; ++day) {
    const auto placebo = step_at(rest, day, std::min(at, day + impact.after_n), noise);
    ++impact.placebos;
    as_sure += std::abs(placebo.z()) >= std::abs(step.z());
  }
  impact.placebo_p = static_cast<double>(1 + as_sure) / static_cast<double>(1 + impact.placebos);
  impact.clear = impact.p < 0.05 && (impact.placebos < kLeastPlacebos || impact.placebo_p < 0.05);
  return impact;
}

}  // namespace aftercare::insight
