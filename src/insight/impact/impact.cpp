#include "insight/impact/impact.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "insight/statistics/long_run.hpp"
#include "insight/statistics/student.hpp"
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
  double spread = 0;  // Variance of the effect where that of a mean of one value is 1.
  bool line = false;
};

// Mean of [at, to) less what [0, at) leads to expect.
StepEffect step_at(Series series, std::size_t at, std::size_t to) {
  const auto past = series.first(at);
  const auto n0 = static_cast<double>(at), n1 = static_cast<double>(to - at);
  StepEffect step;
  double expected = mean_of_part(series, 0, at);
  step.spread = 1 / n0 + 1 / n1;
  if (at >= 2 * kLeastValues && slope_of(past).p < kSlopeTold) {
    step.line = true;
    double along = 0, squares = 0;
    for (std::size_t i = 0; i < at; ++i) {
      const double x = static_cast<double>(i) - (n0 - 1) / 2;
      along += x * past[i];
      squares += x * x;
    }
    const double distance = (n0 - 1) / 2 + (n1 + 1) / 2;  // Between the middles.
    expected += along / squares * distance;
    step.spread += distance * distance / squares;
  }
  step.effect = mean_of_part(series, at, to) - expected;
  return step;
}

// What the step was told from, for its noise: a level before and after, and the lines if there is
// one.
LongRun noise_about(Series series, std::size_t at, bool line) {
  const auto n = series.size();
  std::vector<Values> regressors(line ? 4 : 2, Values(n));
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t side = i < at ? 0 : 1;
    regressors[side][i] = 1;
    if (line) regressors[2 + side][i] = static_cast<double>(i);
  }
  return long_run_of(series, regressors);
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
  const auto step = step_at(rest, at, n);
  const auto noise = noise_about(rest, at, step.line);
  const double error = std::sqrt(noise.variance * step.spread);
  const double wider = noise.freedom > 0 ? student_quantile(0.05, noise.freedom) : INFINITY;
  impact.line = step.line;
  impact.effect = step.effect;
  impact.expected = impact.after - step.effect;
  const double half = error > 0 ? wider * error : noise.freedom > 0 ? 0 : INFINITY;
  impact.low = step.effect - half;
  impact.high = step.effect + half;
  impact.p = noise.freedom == 0 ? 1
             : error > 0        ? two_sided_student(step.effect / error, noise.freedom)
             : step.effect == 0 ? 1
                                : 0;
  const double sure = std::abs(step.effect) / std::sqrt(step.spread);
  std::size_t as_sure = 0;
  for (auto day = kLeastValues; day + kLeastValues <= at; ++day) {
    const auto placebo = step_at(rest, day, std::min(at, day + impact.after_n));
    ++impact.placebos;
    as_sure += std::abs(placebo.effect) / std::sqrt(placebo.spread) >= sure;
  }
  impact.placebo_p = static_cast<double>(1 + as_sure) / static_cast<double>(1 + impact.placebos);
  impact.clear =
      impact.p < kImpactClear && (impact.placebos < kLeastPlacebos || impact.placebo_p < 0.05);
  return impact;
}

}  // namespace aftercare::insight
