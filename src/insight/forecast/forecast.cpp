#include "insight/forecast/forecast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "insight/forecast/candidates.hpp"
#include "insight/forecast/special.hpp"

namespace aftercare::insight {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Every method's values from one origin on; empty where a method has none.
struct Origin {
  std::vector<Values> of;
  std::vector<std::size_t> seasons;
};

Origin look_ahead(Series whole, const ForecastSettings& settings) {
  Origin origin;
  // The methods see ordinary steps only; what the special ones add is put back ahead.
  const auto effects = special_effects(whole, settings.season, settings.special);
  const auto effect_at = [&](std::size_t i) {
    return i < settings.special.size() ? effects[settings.special[i]] : 0.0;
  };
  Values series(whole.begin(), whole.end());
  for (std::size_t i = 0; i < series.size(); ++i) series[i] -= effect_at(i);
  const bool positive =
      std::all_of(series.begin(), series.end(), [](double value) { return value > 0; });
  Values logarithms;
  if (positive)
    for (const auto value : series) logarithms.push_back(std::log(value));
  origin.seasons = seasons_of(series, settings.season);
  const auto log_seasons = positive ? seasons_of(logarithms, settings.season) : origin.seasons;
  const CandidateTask task{series, origin.seasons, log_seasons, settings.horizon, positive};
  for (const auto& candidate : candidates()) {
    origin.of.push_back(ahead(candidate, task));
    auto& values = origin.of.back();
    for (std::size_t h = 0; h < values.size(); ++h) values[h] += effect_at(series.size() + h);
  }
  return origin;
}

double weighted_median(std::vector<std::pair<double, double>> valued) {
  std::sort(valued.begin(), valued.end());
  double whole = 0, below = 0;
  for (const auto& [value, weight] : valued) whole += weight;
  for (std::size_t i = 0; i < valued.size(); ++i) {
    below += valued[i].second;
    if (below > whole / 2 * (1 + 1e-12)) return valued[i].first;
    if (below >= whole / 2 * (1 - 1e-12) && i + 1 < valued.size())
      return (valued[i].first + valued[i + 1].first) / 2;
  }
  return valued.back().first;
}

Values put_together(const Origin& origin, const Values& weights, std::size_t horizon) {
  Values mean;
  for (std::size_t h = 0; h < horizon; ++h) {
    std::vector<std::pair<double, double>> valued;
    for (std::size_t m = 0; m < origin.of.size(); ++m)
      if (!origin.of[m].empty()) valued.emplace_back(origin.of[m][h], weights[m]);
    mean.push_back(weighted_median(std::move(valued)));
  }
  return mean;
}

double mean_error(const Values& values, Series truth) {
  double sum = 0;
  for (std::size_t h = 0; h < truth.size(); ++h) sum += std::abs(values[h] - truth[h]);
  return sum / static_cast<double>(truth.size());
}

class BackTest {
 public:
  BackTest(Series series, const ForecastSettings& settings) : series_(series), settings_(settings) {
    const auto shortest = std::max<std::size_t>(8, 2 * std::max<std::size_t>(1, settings.season));
    for (std::size_t fold = 1; fold <= settings.folds; ++fold) {
      const auto held = fold * settings.horizon;
      if (series.size() < held + shortest) break;
      origins_.push_back(look_ahead(series.first(series.size() - held), settings));
      truths_.push_back(series.subspan(series.size() - held, settings.horizon));
    }
    weigh();
  }

  std::size_t folds() const { return origins_.size(); }
  const Values& weights() const { return weights_; }
  double error(std::size_t method) const { return errors_[method]; }

  /// Errors of the combination, by step; several folds one after the other.
  std::vector<Values> errors_ahead() const {
    std::vector<Values> of_step(settings_.horizon);
    for (std::size_t fold = 0; fold < folds(); ++fold) {
      const auto mean = put_together(origins_[fold], weights_, settings_.horizon);
      for (std::size_t h = 0; h < mean.size(); ++h)
        of_step[h].push_back(std::abs(mean[h] - truths_[fold][h]));
    }
    return of_step;
  }

  void measure(Forecast& result) const {
    result.folds = folds();
    result.mae = result.smape = result.mase = kNone;
    if (folds() == 0) return;
    double absolute = 0, symmetric = 0, count = 0;
    for (std::size_t fold = 0; fold < folds(); ++fold) {
      const auto mean = put_together(origins_[fold], weights_, settings_.horizon);
      for (std::size_t h = 0; h < mean.size(); ++h) {
        const double truth = truths_[fold][h], error = std::abs(mean[h] - truth);
        const double size = std::abs(mean[h]) + std::abs(truth);
        absolute += error;
        symmetric += size > 0 ? 200 * error / size : 0;
        count += 1;
      }
    }
    result.mae = absolute / count;
    result.smape = symmetric / count;
    const auto period = std::max<std::size_t>(1, settings_.season);
    double steps = 0;
    for (auto i = period; i < series_.size(); ++i)
      steps += std::abs(series_[i] - series_[i - period]);
    if (steps > 0) result.mase = result.mae * static_cast<double>(series_.size() - period) / steps;
  }

 private:
  void weigh() {
    const auto methods = candidates().size();
    errors_.assign(methods, folds() == 0 ? kNone : 0.0);
    Values relative(methods), seen(methods);
    for (std::size_t fold = 0; fold < folds(); ++fold) {
      Values errors, known;
      for (const auto& values : origins_[fold].of) {
        errors.push_back(values.empty() ? kNone : mean_error(values, truths_[fold]));
        if (!values.empty()) known.push_back(errors.back());
      }
      // Against the fold's middle method, so that a hard stretch counts no more than an easy one.
      std::nth_element(known.begin(), known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2),
                       known.end());
      const double middle = std::max(known[known.size() / 2], 1e-12);
      for (std::size_t m = 0; m < methods; ++m) {
        if (std::isnan(errors[m])) continue;
        relative[m] += errors[m] / middle;
        errors_[m] += errors[m];
        seen[m] += 1;
      }
    }
    for (std::size_t m = 0; m < methods; ++m) {
      const double r = seen[m] > 0 ? relative[m] / seen[m] : 1.0;
      if (folds() > 0) errors_[m] = seen[m] > 0 ? errors_[m] / seen[m] : kNone;
      weights_.push_back(1 / ((r + 0.05) * (r + 0.05)));
    }
  }

  Series series_;
  const ForecastSettings& settings_;
  std::vector<Origin> origins_;
  std::vector<Series> truths_;
  Values errors_, weights_;
};

double quantile(Values values, double share) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  // As split conformal prediction takes it (Vovk et al. 2005): the next error counts as one more.
  const double rank = std::min(n - 1, std::ceil((n + 1) * share) - 1);
  return values[static_cast<std::size_t>(std::max(0.0, rank))];
}

// Half widths of the interval, never narrower farther ahead.
Values widths_of(const BackTest& test, Series series, const ForecastSettings& settings,
                 const std::vector<std::size_t>& seasons) {
  Values widths;
  if (test.folds() == 0) {
    const auto period = seasons.empty() ? std::size_t{1} : seasons.back();
    Values jumps;
    for (auto i = period; i < series.size(); ++i)
      jumps.push_back(std::abs(series[i] - series[i - period]));
    if (jumps.empty()) jumps.push_back(0);
    const double one = quantile(jumps, settings.level);
    for (std::size_t h = 0; h < settings.horizon; ++h)
      widths.push_back(one * std::sqrt(static_cast<double>(h / period + 1)));
    return widths;
  }
  const auto errors = test.errors_ahead();
  double last = 0;
  for (std::size_t h = 0; h < settings.horizon; ++h) {
    // Steps near this one are much alike; three folds alone would say little.
    Values near;
    const auto from = h / 2, to = std::min(settings.horizon, std::max(h + 3, h * 3 / 2 + 1));
    for (auto step = from; step < to; ++step)
      near.insert(near.end(), errors[step].begin(), errors[step].end());
    double width = quantile(near, settings.level);
    // Few errors cannot show the rare large one: their largest is less than the quantile.
    const auto n = static_cast<double>(near.size());
    if (n < 20) width *= 1 + 2 / n;
    last = std::max(last, width);
    widths.push_back(last);
  }
  return widths;
}

}  // namespace

base::Result<Forecast> forecast(Series series, const ForecastSettings& settings) {
  if (settings.horizon == 0)
    return base::failure("a horizon of 0 steps: write 1 or more", "预测步数为 0：请写 1 或更大");
  if (series.size() < 3)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("too short to forecast: {} values, at least 3 are needed", series.size()),
        fmt::format("序列过短，无法预测：仅 {} 个值，至少需要 3 个", series.size()));
  Forecast result;
  const auto [lowest, highest] = std::minmax_element(series.begin(), series.end());
  if (*lowest == *highest) {
    result.mean = result.low = result.high = Values(settings.horizon, *lowest);
    result.methods.push_back({"constant", 0, 1});
    result.mae = result.smape = 0, result.mase = kNone;
    return result;
  }
  const BackTest test(series, settings);
  const auto origin = look_ahead(series, settings);
  result.seasons = origin.seasons;
  result.mean = put_together(origin, test.weights(), settings.horizon);
  test.measure(result);
  const auto widths = widths_of(test, series, settings, origin.seasons);
  const bool never_negative = *lowest >= 0;
  for (std::size_t h = 0; h < settings.horizon; ++h) {
    auto& mean = result.mean[h];
    if (never_negative) mean = std::max(0.0, mean);
    result.low.push_back(never_negative ? std::max(0.0, mean - widths[h]) : mean - widths[h]);
    result.high.push_back(mean + widths[h]);
  }
  double whole = 0;
  for (std::size_t m = 0; m < origin.of.size(); ++m)
    if (!origin.of[m].empty()) whole += test.weights()[m];
  for (std::size_t m = 0; m < origin.of.size(); ++m)
    if (!origin.of[m].empty())
      result.methods.push_back({candidates()[m].name, test.error(m), test.weights()[m] / whole});
  std::stable_sort(result.methods.begin(), result.methods.end(),
                   [](const auto& a, const auto& b) { return a.weight > b.weight; });
  return result;
}

base::Message method_label(const std::string& name) {
  for (const auto& candidate : candidates())
    if (candidate.name == name) return candidate.label;
  return {"constant", "常数"};
}

}  // namespace aftercare::insight
