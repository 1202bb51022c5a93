#include "quality/profile/seasonal.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <optional>

namespace aftercare::quality {
namespace {

constexpr std::size_t kLeastPoints = 60;
constexpr std::size_t kLeastOfSeason = 4;

double middle(std::vector<double> values) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, at);
  return *at;
}

struct SeriesPoint {
  std::int64_t seconds = 0;
  double value = 0;
  std::uint64_t row = 0;
};

// The step of the series in seconds; 0 if the moments are no series.
std::int64_t step_of(std::vector<std::int64_t> moments) {
  if (moments.size() < kLeastPoints) return 0;
  std::ranges::sort(moments);
  std::map<std::int64_t, std::size_t> steps;
  for (std::size_t i = 1; i < moments.size(); ++i) ++steps[moments[i] - moments[i - 1]];
  const auto most =
      std::ranges::max_element(steps, {}, [](const auto& entry) { return entry.second; });
  return most->first > 0 && most->second * 2 > moments.size() ? most->first : 0;
}

// Hour with the kind of day (0..47) below a day's step, weekday (0..6) at one day; -1: no season.
int season_at(std::int64_t seconds, std::int64_t step) {
  const auto day = seconds / 86'400;
  const auto weekday = static_cast<int>((day + 3) % 7);  // 1970-01-01 was a Thursday; Monday 0.
  if (step < 86'400) return static_cast<int>(seconds % 86'400 / 3'600) + (weekday >= 5 ? 24 : 0);
  return step == 86'400 ? weekday : -1;
}

std::optional<SeasonalProfile> judge_series(const std::vector<SeriesPoint>& points,
                                            std::int64_t step) {
  std::map<int, std::vector<double>> seasons;
  for (const auto& point : points) seasons[season_at(point.seconds, step)].push_back(point.value);
  std::map<int, double> usual;
  for (auto& [season, values] : seasons)
    if (values.size() >= kLeastOfSeason) usual[season] = middle(values);
  std::vector<double> distances;
  for (const auto& point : points)
    if (const auto at = usual.find(season_at(point.seconds, step)); at != usual.end())
      distances.push_back(std::abs(point.value - at->second));
  if (distances.size() < kLeastPoints) return {};
  // The residuals' scale; where more than half of them are nothing, by their mean (Iglewicz and
  // Hoaglin, 1993).
  double scale = middle(distances) / 0.6745;
  if (scale <= 0)
    scale = 1.253314 * std::accumulate(distances.begin(), distances.end(), 0.0) /
            static_cast<double>(distances.size());
  if (scale <= 0) return {};
  SeasonalProfile found;
  found.season = step < 86'400 ? "hour_of_day" : step == 86'400 ? "day_of_week" : "none";
  std::vector<std::pair<double, Extreme>> far;
  for (const auto& point : points) {
    const auto at = usual.find(season_at(point.seconds, step));
    if (at == usual.end()) continue;
    const double distance = std::abs(point.value - at->second);
    if (distance / scale > 3.5) far.push_back({distance, {point.value, point.row}});
  }
  std::ranges::stable_sort(far, std::greater<>(), &std::pair<double, Extreme>::first);
  found.outliers = far.size();
  for (std::size_t i = 0; i < std::min<std::size_t>(5, far.size()); ++i)
    found.examples.push_back(far[i].second);
  return found;
}

}  // namespace

void judge_seasons(TableProfile& profile, const std::vector<SampledRow>& sample) {
  std::size_t time = profile.columns.size();
  std::int64_t step = 0;
  std::vector<std::optional<std::int64_t>> moments;
  for (std::size_t i = 0; i < profile.columns.size() && step == 0; ++i) {
    const auto type = profile.columns[i].type;
    if (type != ColumnType::day && type != ColumnType::moment) continue;
    moments.clear();
    std::vector<std::int64_t> known;
    for (const auto& row : sample) {
      const auto reading = read_value(trimmed(row.cells[i]));
      const bool dated = reading.kind == ValueKind::moment;
      moments.push_back(dated ? std::optional(reading.seconds) : std::nullopt);
      if (dated) known.push_back(reading.seconds);
    }
    step = step_of(std::move(known));
    if (step > 0) time = i;
  }
  if (step == 0) return;
  for (std::size_t i = 0; i < profile.columns.size(); ++i) {
    auto& column = profile.columns[i];
    if (i == time || !column.numbers || column.masked || column.type == ColumnType::day ||
        column.type == ColumnType::moment)
      continue;
    std::vector<SeriesPoint> points;
    for (std::size_t row = 0; row < sample.size(); ++row) {
      const auto reading = read_value(trimmed(sample[row].cells[i]));
      const bool number = reading.kind == ValueKind::integer || reading.kind == ValueKind::real ||
                          reading.kind == ValueKind::money || reading.kind == ValueKind::percent;
      if (moments[row] && number)
        points.push_back({*moments[row], reading.number, sample[row].row});
    }
    column.seasonal = judge_series(points, step);
    if (column.seasonal) column.seasonal->time_column = profile.columns[time].name;
  }
}

}  // namespace aftercare::quality
