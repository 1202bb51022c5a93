#include "insight/anomaly/anomaly_watch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace aftercare::insight {
namespace {

constexpr std::size_t kLevelRows = 48, kSpreadRows = 12;
constexpr std::size_t kSeasonsBack = 7;
constexpr std::size_t kNeighbours = 5'000;  // Rows that a pair of value and level is compared with.
constexpr double kMemory = 0.1;           // Share of the rows seen that an alarm is remembered ...
constexpr std::size_t kLeastMemory = 50;  // ... and so many at least.
constexpr double kOldNews = 0.3;          // What is left of a surprise that a recent one exceeds.
constexpr double kBand = 0.99;

}  // namespace

AnomalyWatch AnomalyWatch::resumed(const AnomalyState& state) {
  AnomalyWatch watch(state.settings);
  watch.times_ = state.times;
  watch.values_ = state.values;
  watch.levels_ = state.levels;
  watch.sums_ = state.sums;
  watch.seen_values_ = RankedValues::of_sorted(state.sorted[0]);
  watch.seen_deviations_ = RankedValues::of_sorted(state.sorted[1]);
  watch.seen_spreads_ = RankedValues::of_sorted(state.sorted[2]);
  watch.seen_residuals_ = RankedValues::of_sorted(state.sorted[3]);
  for (std::size_t view = 0; view < kViews; ++view)
    watch.distances_[view] = RankedValues::of_sorted(state.sorted[4 + view]);
  for (const auto& [row, strangeness] : state.recent)
    watch.recent_.emplace_back(static_cast<std::size_t>(row), strangeness);
  return watch;
}

AnomalyState AnomalyWatch::state() const {
  AnomalyState state;
  state.settings = settings_;
  state.times = times_;
  state.values = values_;
  state.levels = levels_;
  state.sums = sums_;
  state.sorted = {seen_values_.sorted(), seen_deviations_.sorted(), seen_spreads_.sorted(),
                  seen_residuals_.sorted()};
  for (std::size_t view = 0; view < kViews; ++view)
    state.sorted[4 + view] = distances_[view].sorted();
  for (const auto& [row, strangeness] : recent_) state.recent.emplace_back(row, strangeness);
  return state;
}

bool AnomalyWatch::seasonal(double time, double& median) const {
  if (!(settings_.season > 0)) return false;
  std::vector<double> same;
  for (std::size_t back = 1; back <= kSeasonsBack; ++back) {
    const double wanted = time - settings_.season * static_cast<double>(back);
    if (times_.empty() || wanted < times_.front() - settings_.step / 2) break;
    const auto after = std::lower_bound(times_.begin(), times_.end(), wanted);
    auto at = static_cast<std::size_t>(after - times_.begin());
    if (at == times_.size() || (at > 0 && wanted - times_[at - 1] < times_[at] - wanted)) --at;
    if (std::abs(times_[at] - wanted) <= settings_.step) same.push_back(values_[at]);
  }
  if (same.empty()) return false;
  const auto middle = same.begin() + static_cast<std::ptrdiff_t>(same.size() / 2);
  std::nth_element(same.begin(), middle, same.end());
  median = *middle;
  return true;
}

// -log10 of the share of earlier distances that are not less; the new one counts as one.
double AnomalyWatch::surprise(std::size_t view, double distance) {
  auto& past = distances_[view];
  const double p =
      static_cast<double>(1 + past.not_less(distance)) / static_cast<double>(1 + past.size());
  past.insert(distance);
  return -std::log10(p);
}

// Distance of (value, level) to the nearest such pair before the rows that the level is made of.
double AnomalyWatch::beside_level(double value) {
  const auto n = values_.size();
  const double first = n == 0 ? value : values_.front();
  const auto from = n > kLevelRows - 1 ? n - (kLevelRows - 1) : 0;
  const double level =
      first + (sums_[n] - sums_[from] + value - first) / static_cast<double>(n - from + 1);
  double nearest = std::numeric_limits<double>::infinity();
  const auto end = n > kLevelRows ? n - kLevelRows : 0;
  for (auto i = end > kNeighbours ? end - kNeighbours : 0; i < end; ++i) {
    const double a = values_[i] - value, b = levels_[i] - level;
    nearest = std::min(nearest, a * a + b * b);
  }
  levels_.push_back(level);
  return std::isfinite(nearest) ? std::sqrt(nearest) : 0;
}

// Not by running squares: of a high level they leave no digit for the spread.
double AnomalyWatch::newest_spread() const {
  const auto rows = std::min(kSpreadRows, values_.size());
  const auto newest = std::span(values_).last(rows);
  const double first = newest.front();
  double mean = 0, spread = 0;
  for (const auto value : newest) mean += (value - first) / static_cast<double>(rows);
  for (const auto value : newest) {
    const double off = value - first - mean;
    spread += off * off / static_cast<double>(rows);
  }
  return std::sqrt(spread);
}

double AnomalyWatch::after_decay(double strangeness) {
  const auto row = values_.size();
  const auto memory =
      std::max(kLeastMemory, static_cast<std::size_t>(kMemory * static_cast<double>(row)));
  while (!recent_.empty() && recent_.front().first + memory < row) recent_.pop_front();
  const bool old_news = !recent_.empty() && strangeness <= recent_.front().second;
  while (!recent_.empty() && recent_.back().second <= strangeness) recent_.pop_back();
  recent_.emplace_back(row, strangeness);
  return old_news ? kOldNews * strangeness : strangeness;
}

AnomalyPoint AnomalyWatch::next(double time, double value) {
  const auto n = values_.size();
  const double first = n == 0 ? value : values_.front();
  AnomalyPoint point;
  double strangeness = 0, views = 1;
  const auto take = [&](std::size_t view, double distance) {
    const double one = surprise(view, distance);
    strangeness += one * one * one * one;
  };
  take(0, n == 0 ? 0 : seen_values_.nearest(value));
  take(1, beside_level(value));
  views += 1;

  double same = 0;
  const bool by_season = seasonal(time, same);
  if (by_season) {
    const double deviation = value - same;
    take(2, seen_deviations_.size() == 0 ? 0 : seen_deviations_.nearest(deviation));
    seen_deviations_.insert(deviation);
    views += 1;
  }
  const auto from = n > kLevelRows ? n - kLevelRows : 0;
  point.expected = by_season ? same
                   : n == 0  ? std::numeric_limits<double>::quiet_NaN()
                             : first + (sums_[n] - sums_[from]) / static_cast<double>(n - from);
  const double width = seen_residuals_.size() > 0 ? seen_residuals_.quantile(kBand) : 0;
  point.low = point.expected - width;
  point.high = point.expected + width;
  if (n > 0) seen_residuals_.insert(std::abs(value - point.expected));

  sums_.push_back(sums_.back() + value - first);
  seen_values_.insert(value);
  times_.push_back(time);
  values_.push_back(value);
  const double spread = newest_spread();
  take(3, n == 0 ? 0 : seen_spreads_.nearest(spread));
  seen_spreads_.insert(spread);
  views += 1;

  point.score = 1 - std::pow(10.0, -after_decay(std::pow(strangeness / views, 0.25)));
  return point;
}

}  // namespace aftercare::insight
