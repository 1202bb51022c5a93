#include "insight/forecast/candidates.hpp"

#include <algorithm>
#include <cmath>

#include "insight/forecast/autoregression.hpp"
#include "insight/forecast/harmonic.hpp"
#include "insight/forecast/smoothing.hpp"
#include "insight/forecast/theta.hpp"

namespace aftercare::insight {
namespace {

using Periods = std::vector<std::size_t>;

// The last period again; without a season the last value.
Values season_again(Series series, const Periods& seasons, std::size_t horizon) {
  const auto period = seasons.empty() ? std::size_t{1} : seasons.back();
  if (series.size() < period) return {};
  Values result;
  for (std::size_t h = 0; h < horizon; ++h)
    result.push_back(series[series.size() - period + h % period]);
  return result;
}

Values theta_method(Series series, const Periods& seasons, std::size_t horizon) {
  return theta_ahead(series, seasons, horizon);
}

template <bool trend, bool carried>
Values smoothing_method(Series series, const Periods& seasons, std::size_t horizon) {
  return smooth_ahead(series, {trend, seasons, carried}, horizon);
}

template <std::size_t recent>
Values lags_method(Series series, const Periods& seasons, std::size_t horizon) {
  return autoregress_ahead(series, lags_of(seasons, series.size(), recent), horizon);
}

// The same of the changes against one period ago.
template <std::size_t recent>
Values change_lags_method(Series series, const Periods& seasons, std::size_t horizon) {
  const auto period = seasons.empty() ? std::size_t{1} : seasons.back();
  Values changes;
  for (auto i = period; i < series.size(); ++i) changes.push_back(series[i] - series[i - period]);
  const auto next = autoregress_ahead(changes, lags_of(seasons, changes.size(), recent), horizon);
  if (next.empty()) return {};
  Values path(series.begin(), series.end());
  for (const auto change : next) path.push_back(path[path.size() - period] + change);
  return {path.end() - static_cast<std::ptrdiff_t>(horizon), path.end()};
}

}  // namespace

const std::vector<Candidate>& candidates() {
  static const std::vector<Candidate> all = [] {
    std::vector<Candidate> list{
        {"seasonal_naive", season_again, false, {"seasonal naive", "季节朴素法"}},
        {"theta", theta_method, false, {"Theta", "Theta 法"}},
        {"damped", smoothing_method<true, false>, false, {"damped trend", "阻尼趋势平滑"}},
        {"damped_carry",
         smoothing_method<true, true>,
         false,
         {"damped trend, errors carried on", "阻尼趋势平滑（误差延续）"}},
        {"level_carry",
         smoothing_method<false, true>,
         false,
         {"level and season, errors carried on", "水平与季节平滑（误差延续）"}},
        {"lags_2", lags_method<2>, false, {"autoregression, 2 lags", "自回归（2 阶）"}},
        {"lags_6", lags_method<6>, false, {"autoregression, 6 lags", "自回归（6 阶）"}},
        {"lags_12", lags_method<12>, false, {"autoregression, 12 lags", "自回归（12 阶）"}},
        {"change_lags_6",
         change_lags_method<6>,
         false,
         {"autoregression of changes", "变化量自回归"}},
        {"harmonic", harmonics_ahead, false, {"harmonic regression", "谐波回归"}}};
    const auto plain = list.size();
    for (std::size_t i = 1; i < plain; ++i) {
      if (list[i].name == "damped") continue;  // Logarithms let a trend run away.
      auto copy = list[i];
      copy.name += "_log";
      copy.logarithm = true;
      copy.label.en += " of logarithms";
      copy.label.zh += "（对数）";
      list.push_back(std::move(copy));
    }
    return list;
  }();
  return all;
}

Values ahead(const Candidate& candidate, const CandidateTask& task) {
  Values result;
  if (!candidate.logarithm) {
    result = candidate.ahead(task.series, task.seasons, task.horizon);
  } else if (task.positive) {
    Values logarithms;
    for (const auto value : task.series) logarithms.push_back(std::log(value));
    result = candidate.ahead(logarithms, task.log_seasons, task.horizon);
    for (auto& value : result) value = std::exp(value);
  }
  const bool finite =
      std::all_of(result.begin(), result.end(), [](double value) { return std::isfinite(value); });
  return finite ? result : Values();
}

}  // namespace aftercare::insight
