#include "insight/trend/trend.hpp"

#include <algorithm>
#include <numeric>

namespace aftercare::insight {
namespace {

double variance_of(Series values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double sum = 0;
  for (const auto value : values) sum += (value - mean) * (value - mean);
  return sum / n;
}

}  // namespace

base::Result<Trend> trend_of(Series series, std::size_t season) {
  if (series.empty())
    return base::failure(base::ErrorKind::input, "no value to look at", "没有可分析的数值");
  Trend trend;
  trend.without_season.assign(series.begin(), series.end());
  auto& rest = trend.without_season;
  for (const auto period : seasons_of(series, season)) {
    SeasonalPart part{period, 0, season_of(rest, period)};
    const double before = variance_of(less_moving_average(rest, period));
    for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= part.profile[i % period];
    const double after = variance_of(less_moving_average(rest, period));
    part.strength = before > 0 ? std::clamp(1 - after / before, 0.0, 1.0) : 0;
    if (part.strength > 0) trend.seasons.push_back(std::move(part));
  }
  trend.slope = slope_of(rest);
  trend.changes = change_points(rest);
  const auto from = trend.changes.empty() ? 0 : trend.changes.back().at;
  trend.level = std::accumulate(rest.begin() + static_cast<std::ptrdiff_t>(from), rest.end(), 0.0) /
                static_cast<double>(rest.size() - from);
  return trend;
}

}  // namespace aftercare::insight
