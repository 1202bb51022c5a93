#include "insight/impact/rate_impact.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "insight/statistics/long_run.hpp"
#include "insight/statistics/student.hpp"
#include "insight/statistics/symmetric.hpp"
#include "insight/trend/slope.hpp"

namespace aftercare::insight {
namespace {

constexpr std::size_t kLeastCountedSteps = 5, kLeastCountedPlacebos = 20;

/// One step: events, of how many (binomial; 0: of none, Poisson), and what they are expected on.
struct CountedStep {
  double events = 0;
  double of = 0;
  double offset = 0;  // Logarithm of the base, or of treated base to control base.
  double time = 0;
  bool after = false;
};

double mean_at(const CountedStep& step, double linear) {
  linear = std::clamp(linear, -50.0, 50.0);
  return step.of > 0 ? step.of / (1 + std::exp(-linear)) : std::exp(linear);
}

double variance_at(const CountedStep& step, double mean) {
  return step.of > 0 ? mean * (1 - mean / step.of) : mean;
}

/// Level before and after, and the line if there is one.
struct CountedFit {
  double effect = 0;  // Of the logarithm of the rate (of the odds).
  double error = 0;   // If the events scatter as counts do.
  std::vector<double> means;
};

std::optional<CountedFit> fit(const std::vector<CountedStep>& steps, bool line) {
  const std::size_t terms = line ? 3 : 2;
  const auto term = [](const CountedStep& step, std::size_t k) {
    return k == 0 ? 1.0 : k == 1 ? (step.after ? 1.0 : 0.0) : step.time;
  };
  std::vector<double> beta(terms);
  double events = 0, base = 0;
  for (const auto& step : steps) {
    events += step.events;
    base += step.of > 0 ? step.of / 2 : std::exp(step.offset);
  }
  if (!(events > 0) || !(base > 0)) return std::nullopt;
  if (steps[0].of == 0) beta[0] = std::log(events / base);
  CountedFit fitted;
  for (int round = 0; round < 100; ++round) {
    Symmetric information(terms);
    std::vector<double> score(terms);
    for (const auto& step : steps) {
      double linear = step.offset;
      for (std::size_t k = 0; k < terms; ++k) linear += beta[k] * term(step, k);
      const double mean = mean_at(step, linear), weight = variance_at(step, mean);
      for (std::size_t k = 0; k < terms; ++k) {
        score[k] += term(step, k) * (step.events - mean);
        for (std::size_t l = 0; l <= k; ++l)
          information(k, l) += term(step, k) * term(step, l) * weight;
      }
    }
    const auto factor = information.factor();
    if (!factor) return std::nullopt;
    auto move = factor->solve(score);
    double farthest = 0;
    for (const auto one : move) farthest = std::max(farthest, std::abs(one));
    for (std::size_t k = 0; k < terms; ++k)
      beta[k] += move[k] * std::min(1.0, 2 / std::max(farthest, 1e-300));
    if (farthest > 1e-9) continue;
    std::vector<double> unit(terms);
    unit[1] = 1;
    fitted.effect = beta[1];
    fitted.error = std::sqrt(factor->solve(unit)[1]);
    for (const auto& step : steps) {
      double linear = step.offset;
      for (std::size_t k = 0; k < terms; ++k) linear += beta[k] * term(step, k);
      fitted.means.push_back(mean_at(step, linear));
    }
    return fitted;
  }
  return std::nullopt;
}

// How many times the variance is that of counting: what single steps scatter, and what slow waves
// do. At least 1: counts vary no less.
double scatter_of(const std::vector<CountedStep>& steps, const CountedFit& fitted, bool line) {
  Values rest;
  std::vector<Values> regressors(line ? 3 : 2);
  double squares = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double weight = std::sqrt(std::max(1e-9, variance_at(steps[i], fitted.means[i])));
    rest.push_back((steps[i].events - fitted.means[i]) / weight);
    squares += rest.back() * rest.back();
    regressors[0].push_back(weight);
    regressors[1].push_back(steps[i].after ? weight : 0);
    if (line) regressors[2].push_back(steps[i].time * weight);
  }
  const auto freedom = static_cast<double>(steps.size()) - static_cast<double>(regressors.size());
  return std::max({1.0, squares / freedom, long_run_of(rest, regressors).variance});
}

// The base as the season of the past makes it count: more complaints on Mondays are no effect.
void season_into(Values& bases, const Values& events, std::size_t at, std::size_t season) {
  Values rates;
  for (std::size_t i = 0; i < at; ++i) rates.push_back(bases[i] > 0 ? events[i] / bases[i] : 0);
  if (season < 2 || !shows_season(rates, season)) return;
  Values seen(season), on(season);
  for (std::size_t i = 0; i < at; ++i) {
    seen[i % season] += events[i];
    on[i % season] += bases[i];
  }
  const double rate =
      std::accumulate(seen.begin(), seen.end(), 0.0) / std::accumulate(on.begin(), on.end(), 0.0);
  for (std::size_t i = 0; i < bases.size(); ++i)
    if (const auto k = i % season; on[k] > 0 && rate > 0)
      bases[i] *= (seen[k] + 0.5) / (on[k] * rate + 0.5);
}

double rate_of(const CountedSeries& series, const Values& bases, std::size_t from, std::size_t to) {
  double events = 0, base = 0;
  for (auto i = from; i < to; ++i) events += series.events[i], base += bases[i];
  return base > 0 ? events / base : 0;
}

class RateImpact {
 public:
  RateImpact(const CountedSeries& treated, const CountedSeries& control, std::size_t at,
             std::size_t season)
      : treated_(treated),
        control_(control),
        at_(std::min(at, treated.events.size())),
        bases_(treated.bases) {
    const auto n = treated.events.size();
    if (bases_.empty()) bases_.assign(n, 1);
    adjusted_ = bases_;
    controls_ = control.bases;
    if (controls_.empty()) controls_.assign(n, 1);
    if (control.events.empty()) season_into(adjusted_, treated.events, at_, season);
    for (std::size_t i = 0; i < n; ++i) {
      if (!(bases_[i] > 0)) continue;
      CountedStep step{treated.events[i], 0, std::log(adjusted_[i]), static_cast<double>(i) / 100,
                       i >= at_};
      if (!control.events.empty()) {
        step.of = treated.events[i] + control.events[i];
        if (!(controls_[i] > 0) || step.of == 0) continue;
        step.offset = std::log(bases_[i] / controls_[i]);
      }
      steps_.push_back(step);
    }
    for (const auto& step : steps_) before_ += !step.after;
  }

  base::Result<Impact> impact() {
    if (before_ < kLeastCountedSteps || steps_.size() - before_ < kLeastCountedSteps)
      return base::failure(
          base::ErrorKind::input,
          fmt::format("too few values: {} before and {} after, at least {} of each are needed",
                      before_, steps_.size() - before_, kLeastCountedSteps),
          fmt::format("数据过少：之前 {} 个、之后 {} 个，各至少需要 {} 个", before_,
                      steps_.size() - before_, kLeastCountedSteps));
    Impact impact;
    impact.before_n = at_;
    impact.after_n = treated_.events.size() - at_;
    impact.before = rate_of(treated_, bases_, 0, at_);
    impact.after = rate_of(treated_, bases_, at_, treated_.events.size());
    impact.line = control_.events.empty() && has_line();
    double events = 0, others = 0;
    for (const auto& step : steps_) events += step.events, others += step.of - step.events;
    auto steps = steps_;
    lift_empty(steps);
    const auto fitted = fit(steps, impact.line);
    if (!fitted || events == 0 || (!control_.events.empty() && others == 0))
      return base::failure(base::ErrorKind::input, "no event to compare: the counts are all zero",
                           "没有可比较的事件：计数全为零");
    const double scatter = scatter_of(steps, *fitted, impact.line);
    const double error = fitted->error * std::sqrt(scatter);
    const auto freedom = static_cast<double>(steps.size()) - (impact.line ? 3 : 2);
    impact.p = two_sided_student(fitted->effect / error, freedom);
    // What was expected lies about the rate after less the effect; where nothing is left after,
    // about the rate before.
    impact.expected = impact.after > 0 ? impact.after / std::exp(fitted->effect) : impact.before;
    impact.effect = impact.after - impact.expected;
    bound_effect(impact, error, scatter, student_quantile(0.05, freedom));
    ask_placebos(impact, std::abs(fitted->effect / fitted->error));
    impact.clear = impact.p < kImpactClear &&
                   (impact.placebos < kLeastCountedPlacebos || impact.placebo_p < 0.05);
    return impact;
  }

 private:
  // The rate after and the expected one each have their own interval, on the scale of logarithms;
  // both together make that of their difference (Zou and Donner 2008).
  void bound_effect(Impact& impact, double error, double scatter, double wide) const {
    double after_events = 0, after_base = 0;
    for (auto i = at_; i < treated_.events.size(); ++i)
      after_events += treated_.events[i], after_base += bases_[i];
    constexpr double most_of_none =
        3.689;  // Events that none is still likely of, one-sided 97.5 %.
    const double own = scatter / std::max(0.5, after_events);
    const double others = std::sqrt(std::max(0.0, error * error - own));
    const double after_low = impact.after * std::exp(-wide * std::sqrt(own)),
                 after_high = after_events > 0 ? impact.after * std::exp(wide * std::sqrt(own))
                                               : most_of_none * scatter / after_base,
                 expected_low = impact.expected * std::exp(-wide * others),
                 expected_high = impact.expected * std::exp(wide * others);
    impact.low =
        impact.effect - std::hypot(impact.after - after_low, expected_high - impact.expected);
    impact.high =
        impact.effect + std::hypot(after_high - impact.after, impact.expected - expected_low);
  }

  // Whether the rate rose or fell before.
  bool has_line() const {
    Values past;
    for (const auto& step : steps_)
      if (!step.after) past.push_back(step.events / std::exp(step.offset));
    return past.size() >= 2 * kLeastCountedSteps && slope_of(past).p < kSlopeTold;
  }

  // Half an event where a side has none, shared by its steps: none at all is no number of its
  // logarithm (Haldane 1956).
  static void lift_empty(std::vector<CountedStep>& steps) {
    for (const bool after : {false, true}) {
      double events = 0, others = 0, count = 0;
      for (const auto& step : steps) {
        if (step.after != after) continue;
        events += step.events, others += step.of - step.events, count += 1;
      }
      const bool split = steps[0].of > 0;
      if (events > 0 && (!split || others > 0)) continue;
      for (auto& step : steps) {
        if (step.after != after) continue;
        step.events += 0.5 / count;
        if (split) step.of += 1 / count;
      }
    }
  }

  void ask_placebos(Impact& impact, double sure) const {
    std::vector<CountedStep> past(steps_.begin(),
                                  steps_.begin() + static_cast<std::ptrdiff_t>(before_));
    std::size_t as_sure = 0;
    for (auto day = kLeastCountedSteps; day + kLeastCountedSteps <= before_; ++day) {
      auto steps = past;
      steps.resize(std::min(before_, day + (steps_.size() - before_)));
      for (std::size_t i = 0; i < steps.size(); ++i) steps[i].after = i >= day;
      lift_empty(steps);
      const auto fitted = fit(steps, impact.line);
      ++impact.placebos;
      as_sure += fitted && std::abs(fitted->effect / fitted->error) >= sure;
    }
    impact.placebo_p = static_cast<double>(1 + as_sure) / static_cast<double>(1 + impact.placebos);
  }

  const CountedSeries& treated_;
  const CountedSeries& control_;
  std::size_t at_;
  Values bases_, adjusted_, controls_;
  std::vector<CountedStep> steps_;
  std::size_t before_ = 0;
};

}  // namespace

base::Result<Impact> rate_impact_of(const CountedSeries& treated, const CountedSeries& control,
                                    std::size_t at, const ImpactSettings& settings) {
  return RateImpact(treated, control, at, settings.season).impact();
}

}  // namespace aftercare::insight
